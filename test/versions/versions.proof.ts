/**
 * npm run test:versions. For one release of each minor: the image that kc-eb renders builds with Docker, and Keycloak
 * starts with the rendered options against a PostgreSQL, without a word against any of them.
 */
import { X509Certificate } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findEngine } from '../../src/adapters/engine.ts';
import { projectFiles } from '../../src/adapters/files.ts';
import { dockerBuild } from '../../src/core/argv.ts';
import { parseConfig } from '../../src/core/config.ts';
import { traitsOf } from '../../src/core/keycloak.ts';
import { environmentProperties, renderBundle, renderImage, warnings } from '../../src/core/render.ts';
import { provideImage } from '../../src/local/images/provide-image.ts';
import { keycloakRecipe } from '../../src/local/images/recipes.ts';
import { readUserFiles } from '../../src/steps/read-user-files.ts';
import { type Bench, openBench } from './bench.ts';
import { complaints } from './complaints.ts';
import { type KeycloakContainer, runKeycloak } from './keycloak-container.ts';
import { makeProject, realm, type Variant } from './project.ts';
import { provenReleases } from './releases.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});

afterAll(async () => {
  await bench.remove();
});

const cases: { version: string; variant: Variant }[] = [
  ...provenReleases.map((version) => ({ version, variant: 'everything' as const })),
  ...(['plain', 'aurora'] as const).flatMap((variant) =>
    ['22.0.5', '26.7.3'].map((version) => ({ version, variant })),
  ),
];

test.each(cases)('$version, $variant', async ({ version, variant }) => {
  const name = `proof-${version.replaceAll('.', '-')}-${variant}`;
  const begun = Date.now();
  const project = join(bench.folder, name);
  await mkdir(project);
  const files = projectFiles(project);
  await makeProject(files, { version, variant, databaseHost: bench.database.host, databaseName: name });
  await bench.makeDatabase(name);

  const config = parseConfig((await files.read('kc-eb.yaml')) ?? '', 'kc-eb.yaml');
  const { imageFiles } = await readUserFiles({ files });
  const userFiles = [...imageFiles.keys()];
  expect(warnings(config, userFiles)).toEqual([]);
  const templates = await files.templates();
  await provideImage(bench.docker, keycloakRecipe(config.keycloak.image, version), () => undefined);

  const imageUri = `kc-eb/proof:${version}`;
  const context = await files.stage(
    renderImage(config, templates, userFiles),
    new Map(userFiles.map((path) => [path, path])),
  );
  const buildLines: string[] = [];
  const [build = '', ...options] = dockerBuild({ uri: imageUri, platform: 'linux/amd64' }, context);
  // What a cached build had to say is not said again.
  await findEngine().run([build, '--no-cache', ...options], { onLine: (line) => buildLines.push(line) });
  expect(buildLines.join('\n')).toMatch(
    /Server configuration updated and persisted|configuration.*persisted/i,
  );
  expect(complaints(buildLines)).toEqual([]);
  const built = Date.now();

  const bundle = renderBundle(config, templates, { imageUri, userFiles });
  const { plain, secrets } = environmentProperties(config);
  const values: Record<string, string> = {
    [config.database.password]: bench.database.password,
    [config.admin.password]: bench.adminPassword,
  };
  const resolved = Object.entries(secrets).map(([variable, arn]) => [variable, values[arn] ?? '']);
  const keycloak = await runKeycloak(bench, name, bundle.get('docker-compose.yml') ?? '', {
    ...plain,
    ...(Object.fromEntries(resolved) as Record<string, string>),
  });
  try {
    const traits = traitsOf(version);
    const lines = await keycloak.started(
      traits.bootstrapLine ? /Bootstrap completed in/ : /Keycloak \S+ on JVM .* started in/,
    );
    expect(complaints(lines)).toEqual([]);
    expect(lines.join('\n')).toMatch(/ISPN000094: Received new cluster view/);
    expect(lines.join('\n')).toContain(`${bench.address}:7800`);

    // What nginx asks of it when the balancer asks for health.
    const health = /proxy_pass http:\/\/127\.0\.0\.1:(\d+)(\/\S*health\/ready);/.exec(
      bundle.get('nginx/default.conf') ?? '',
    );
    const [, port = '', healthPath = ''] = health ?? [];
    expect((await keycloak.ask({ port: Number(port), path: healthPath })).status).toBe(200);

    const prefix = variant === 'everything' ? '/auth' : '';
    const master = (path: string): string => `${prefix}/realms/master/${path}`;
    const discovery = await keycloak.ask({ port: 8080, path: master('.well-known/openid-configuration') });
    expect(discovery.body).toContain(`"issuer":"https://id.example.com${prefix}/realms/master"`);
    const login = await keycloak.ask({
      port: 8080,
      path: master('protocol/openid-connect/token'),
      form: {
        ...{ grant_type: 'password', client_id: 'admin-cli', username: config.admin.username },
        password: bench.adminPassword,
      },
    });
    expect(login.status).toBe(200);
    if (variant === 'everything') {
      expect((await keycloak.ask({ port: 8080, path: `${prefix}/realms/${realm.name}` })).status).toBe(200);
      await expectTrusted(keycloak, lines, await files.read('certificates/ca.pem'), traits.certificates);
    }
    process.stdout.write(
      `${version} ${variant}: built in ${seconds(begun, built)}, started and answered in ${seconds(built, Date.now())}, no complaint\n`,
    );
  } finally {
    await keycloak.remove();
    await files.remove(context);
    await bench.docker.attempt(['image', 'rm', imageUri]);
  }
});

function seconds(from: number, to: number): string {
  return `${((to - from) / 1000).toFixed(0)} s`;
}

async function expectTrusted(
  { exec }: Pick<KeycloakContainer, 'exec'>,
  lines: readonly string[],
  pem: string | undefined,
  how: 'java' | 'truststores',
): Promise<void> {
  if (how === 'truststores') {
    expect(lines.join('\n')).toMatch(/Found the following truststore files .*conf\/truststores\/ca\.pem/);
    return;
  }
  const listed = await exec(['keytool', '-list', '-cacerts', '-storepass', 'changeit']);
  const certificates = (pem ?? '').match(/-----BEGIN[^]*?END CERTIFICATE-----/g) ?? [];
  expect(certificates.length).toBe(2);
  for (const one of certificates) expect(listed).toContain(new X509Certificate(one).fingerprint256);
}
