/** The layers of a real image: no value of a secret is in them (test/cli/secrets.test.ts searches all else). */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dockerCommand } from '../../src/local-beanstalk/base/docker.ts';
import { provideEngine } from '../../src/local-beanstalk/machine/engine-setup.ts';
import { provideImage } from '../../src/local-beanstalk/images/provide-image.ts';
import { recipeOf } from '../../src/local/base-recipe.ts';
import { Project, projectYaml, startLocal } from '../cli/run-cli.ts';

const docker = dockerCommand();
let project: Project;
let image: string | undefined;

/** In each a value that is nowhere else. */
const canaries: Record<string, string> = {
  'database password': 'canary-database-7c1f$x',
  'admin password': 'canary-admin-93ab$x',
  'AWS secret key': 'canary-aws-secret-key-51d0',
};

beforeAll(async () => {
  await provideEngine(() => undefined);
  await provideImage(docker, recipeOf('quay.io/keycloak/keycloak:26.7.3'), () => undefined);
  project = new Project({
    'kc-eb.yaml': projectYaml(),
    'themes/mine/login/theme.properties': 'parent=keycloak\n',
  });
  const secrets = join(project.folder, '.kc-eb/local/secrets');
  mkdirSync(secrets, { recursive: true, mode: 0o700 });
  writeFileSync(join(secrets, 'database-password'), canaries['database password'] ?? '');
  writeFileSync(join(secrets, 'admin-password'), canaries['admin password'] ?? '');
  Object.assign(project.env, {
    PATH: process.env.PATH ?? '',
    // Where docker login keeps what it was given, by its own rules.
    DOCKER_CONFIG: join(project.folder, '.docker'),
    AWS_SECRET_ACCESS_KEY: canaries['AWS secret key'] ?? '',
  });
  // Instances are not needed: the engine that builds and pushes is the real one.
  await startLocal(project, '--pace', '1000');
  const login = JSON.parse(project.read('.kc-eb/local/store/registry-login.json')) as { password: string };
  canaries['ECR token'] = login.password;
});

afterAll(async () => {
  // Before the reset: where kc-eb started the engine, it stops it as well.
  if (image !== undefined) await docker.run(['image', 'rm', image]);
  await project.run(['local', 'reset', '--yes']);
  project.remove();
});

/** The canaries in what the command writes; its layers are not compressed. */
async function foundIn(argv: readonly string[]): Promise<{ found: string[]; bytes: number }> {
  const child = spawn('docker', argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  const needles = Object.entries(canaries).flatMap(([name, value]) =>
    [value, Buffer.from(value).toString('base64')].map((form) => [name, Buffer.from(form)] as const),
  );
  const longest = Math.max(...needles.map(([, form]) => form.length));
  const found = new Set<string>();
  let bytes = 0;
  let rest = Buffer.alloc(0);
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    const window = Buffer.concat([rest, chunk]);
    for (const [name, form] of needles) if (window.includes(form)) found.add(name);
    rest = window.subarray(Math.max(0, window.length - longest));
  }
  return { found: [...found], bytes };
}

test('neither layers nor history nor configuration of the image hold a value', async () => {
  const run = await project.run(['deploy', '--local', '--no-verify', '--json']);
  expect(run).toMatchObject({ exitCode: 0 });
  const deployed = JSON.parse(run.stdout) as { image: string };
  image = deployed.image;
  const layers = await foundIn(['save', image]);
  expect(layers.bytes).toBeGreaterThan(100_000_000);
  expect(layers.found).toEqual([]);
  expect((await foundIn(['history', '--no-trunc', image])).found).toEqual([]);
  expect((await foundIn(['inspect', image])).found).toEqual([]);
  expect(Object.values(canaries).filter((value) => (run.stdout + run.stderr).includes(value))).toEqual([]);
});

test('docker keeps the token of ECR by its own rules, as docker login does for everybody', () => {
  const config = readFileSync(join(project.folder, '.docker/config.json'), 'utf8');
  const { auths } = JSON.parse(config) as { auths: Record<string, { auth: string }> };
  expect(Object.values(auths).map(({ auth }) => Buffer.from(auth, 'base64').toString())).toEqual([
    `AWS:${canaries['ECR token'] ?? ''}`,
  ]);
});

test('the search finds an existing canary', async () => {
  const { found } = await foundIn(['version', '--format', canaries['database password'] ?? '']);
  expect(found).toEqual(['database password']);
});
