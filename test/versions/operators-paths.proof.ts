/** Paths of Keycloak's operators at 24.0.5, which serves them on the port of the public and reads paths in more ways. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { healthPath } from '../../src/config/derived-values.ts';
import { dockerCommand } from '../../src/local-beanstalk/base/docker.ts';
import { keycloakRecipe, nginxRecipe } from '../../src/local-beanstalk/images/recipes.ts';
import { provideImage } from '../../src/local-beanstalk/images/provide-image.ts';
import { provideEngine } from '../../src/local-beanstalk/machine/engine-setup.ts';
import { renderBundle } from '../../src/render/bundle.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';
import { MemoryFiles } from '../fakes/memory-files.ts';
import { hiddenTargets } from '../templates/hidden-paths.ts';
import { leaksOf } from '../real-cluster/operators-paths.ts';

const docker = dockerCommand();
const example = exampleConfig();
const config = exampleConfig({ keycloak: { ...example.keycloak, version: asRelease('24.0.5') } });
const names = { keycloak: `kcn-keycloak-${process.pid}`, nginx: `kcn-nginx-${process.pid}` };
let folder: string;
let address: string;

beforeAll(async () => {
  await provideEngine(() => undefined);
  folder = await mkdtemp(join(tmpdir(), 'kc-eb-paths-'));
  const provide = async (recipe: Parameters<typeof provideImage>[1]): Promise<string> =>
    (await provideImage(docker, recipe, () => undefined)).reference;
  const { image, version } = config.keycloak;
  const keycloak = await provide(keycloakRecipe(image, version.name, version.traits.java));
  const nginx = await provide(nginxRecipe(config.network.proxyImage.split('@')[0] ?? ''));
  const facts = { imageUri: keycloak, proxyUri: nginx, userFiles: [], label: 'v1' };
  const bundle = renderBundle(config, await new MemoryFiles().templates(), facts);
  const conf = join(folder, 'default.conf');
  await writeFile(conf, bundle.get('nginx/default.conf') ?? '');

  const options = ['--proxy=edge', '--health-enabled=true', '--metrics-enabled=true'];
  await docker.run(['run', '--detach', '--name', names.keycloak, keycloak, 'start-dev', ...options]);
  address = await docker.run([
    ...['inspect', names.keycloak, '--format', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}'],
  ]);
  await docker.run([
    ...['run', '--detach', '--name', names.nginx, '--network', `container:${names.keycloak}`],
    ...['--volume', `${conf}:/etc/nginx/conf.d/default.conf:ro`, '--tmpfs', '/var/log/nginx/healthd', nginx],
  ]);
});

afterAll(async () => {
  await docker.attempt(['rm', '--force', '--volumes', names.nginx, names.keycloak]);
  await rm(folder, { recursive: true });
});

test('nginx reaches Keycloak, whose own port answers them', async () => {
  const status = async (): Promise<number> =>
    fetch(`http://${address}${healthPath}`).then(
      ({ status }) => status,
      () => 0,
    );
  await expect.poll(status, { timeout: 300_000, interval: 1000 }).toBe(200);
  expect((await fetch(`http://${address}/realms/master`)).status).toBe(200);
  const open = await leaksOf(`http://${address}:8080`, hiddenTargets(''));
  expect(open).toContain('/metrics');
  expect(open).toContain('/health//../ready');
});

test('no spelling of a path reaches them through nginx', async () => {
  expect(await leaksOf(`http://${address}`, hiddenTargets(''))).toEqual([]);
});
