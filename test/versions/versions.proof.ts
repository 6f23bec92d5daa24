/**
 * npm run test:versions. Docker builds the rendered image for one release of each minor. Keycloak then starts with the
 * rendered options and a PostgreSQL, and its log has no complaints about them.
 */
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { asRelease } from '../fakes/example-config.ts';
import { type Bench, openBench } from './bench.ts';
import { complaints } from './complaints.ts';
import { type Deployable, makeDeployable } from './deployable.ts';
import { imageFiles } from './image-files.ts';
import { endOfStart, type KeycloakContainer, runKeycloak } from './keycloak-container.ts';
import { realm, type Variant } from './project.ts';
import { provenReleases } from './releases.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});

afterAll(async () => {
  await bench.remove();
});

const cases: { version: string; variant: Variant }[] = [
  ...provenReleases.flatMap((version) => [
    { version, variant: 'plain' as const },
    { version, variant: 'everything' as const },
  ]),
  ...['24.0.5', '26.7.3'].map((version) => ({ version, variant: 'aurora' as const })),
  { version: '26.7.3', variant: 'file' },
];

test.each(cases)('$version, $variant', async ({ version, variant }) => {
  const name = `proof-${version.replaceAll('.', '-')}-${variant}`;
  const begun = Date.now();
  const deployable = await makeDeployable(bench, name, version, variant);
  const { files, config, bundle, buildLines } = deployable;
  expect(buildLines.join('\n')).toMatch(/Server configuration updated and persisted/);
  expect(complaints(buildLines)).toEqual([]);
  await expectWhole(deployable);
  const built = Date.now();

  const keycloak = await runKeycloak(bench, name, deployable);
  try {
    const { traits } = asRelease(version);
    const lines = await keycloak.started(endOfStart(version));
    expect(complaints(lines, traits.falseWarnings)).toEqual([]);
    expect(lines.join('\n')).toMatch(/ISPN000094: Received new cluster view/);
    expect(lines.join('\n')).toContain(`${bench.address}:7800`);

    // The request of nginx for a health check of the load balancer.
    const health = /proxy_pass http:\/\/127\.0\.0\.1:(\d+)(\/\S*health\/ready);/.exec(
      bundle.get('nginx/default.conf') ?? '',
    );
    const [, port = '', healthPath = ''] = health ?? [];
    expect((await keycloak.ask({ port: Number(port), path: healthPath })).status).toBe(200);

    const { pathname, port: metricsPort } = new URL(heartbeatVariables(bundle)['KC_EB_METRICS_URL'] ?? '');
    const metrics = await keycloak.ask({ port: Number(metricsPort), path: pathname });
    expect(metrics.body).toMatch(/^vendor_cluster_size\{cache_manager="keycloak",node="[^"]+",?\} 1\.0$/m);
    expect(metrics.body).toMatch(/^process_start_time_seconds [\d.]+E9$/m);

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
    await deployable.remove();
  }
});

/** The image takes one folder of the stage in which kc.sh build ran: nothing else has changed there. */
async function expectWhole({ imageUri, builderUri }: Deployable): Promise<void> {
  const [image, builder] = await Promise.all([
    imageFiles(bench.docker, imageUri),
    imageFiles(bench.docker, builderUri),
  ]);
  expect(builder.size).toBeGreaterThan(100);
  // The base has a cache file, which a layer replaces.
  const changed = [...builder].filter(([path, hash]) => image.get(path) !== hash).map(([path]) => path);
  expect(changed.filter((path) => path !== 'conf/cache-ispn.xml')).toEqual([]);
  const added = [...image.keys()].filter((path) => !builder.has(path));
  expect(added.filter((path) => !/^(conf|data\/import|themes|certificates)\/|^import-/.test(path))).toEqual(
    [],
  );
}

function heartbeatVariables(bundle: ReadonlyMap<string, string>): Record<string, string> {
  const compose = parse(bundle.get('docker-compose.yml') ?? '') as {
    services: { heartbeat: { environment: Record<string, string> } };
  };
  return compose.services.heartbeat.environment;
}

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
