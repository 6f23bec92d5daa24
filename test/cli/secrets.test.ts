/**
 * kc-eb prints and stores no value of a secret, except in the state of Local Beanstalk. The test puts a canary in each
 * place a secret comes from, runs every command, and searches all output and all files.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localCredentials } from '../local-beanstalk/credentials.ts';
import { Project, projectYaml, type Run, startLocal } from './run-cli.ts';

const canaries: Record<string, string> = {
  'database password': 'canary-database-7c1f$x',
  'admin password': 'canary-admin-93ab$x',
  'local access key': localCredentials.secretAccessKey,
  'AWS secret key': 'canary-aws-secret-key-51d0',
  'AWS session token': 'canary-aws-session-token-8e77',
  'secret in keycloak.env': 'canary-plain-env-2b64',
  'password of a proxy': 'canary-proxy-0e5d',
  'passphrase in keycloak.env': 'canary-passphrase-77f2',
  'password of JAVA_OPTS_APPEND': 'canary-java-opts-c3a8',
  'password in database.properties': 'canary-properties-46b1',
};

/** A canary that stays in the build context: kc-eb warns of it, and never prints it. */
const buildCanary = 'canary-build-option-d90e';

const configured = {
  keycloak: `{ version: '26.7.3', hostname: 'https://id.example.com', env: { KC_SPI_MAIL_PASSWORD: '${canaries['secret in keycloak.env']}' } }`,
};

/** Secrets in places that no name gives away. */
const careless = {
  keycloak: `{ version: '26.7.3', hostname: 'https://id.example.com', buildOptions: { spi-x-y-password: '${buildCanary}' }, env: { KC_SPI_CONNECTIONS_HTTP_CLIENT__DEFAULT__PROXY_MAPPINGS: '.*;http://user:${canaries['password of a proxy']}@proxy', SMTP_PASSPHRASE: '${canaries['passphrase in keycloak.env']}', JAVA_OPTS_APPEND: '-Djavax.net.ssl.keyStorePassword=${canaries['password of JAVA_OPTS_APPEND']}' } }`,
  database: `{ vendor: postgres, host: db.example.com, password: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf', properties: '?sslpassword=${canaries['password in database.properties']}' }`,
};

let project: Project;
const runs: { argv: string; run: Run }[] = [];

beforeAll(async () => {
  project = new Project({ 'kc-eb.yaml': projectYaml(configured) });
  const secrets = join(project.folder, '.kc-eb/local/secrets');
  mkdirSync(secrets, { recursive: true, mode: 0o700 });
  writeFileSync(join(secrets, 'database-password'), canaries['database password'] ?? '');
  writeFileSync(join(secrets, 'admin-password'), canaries['admin password'] ?? '');
  mkdirSync(join(project.folder, '.tmp'));
  Object.assign(project.env, {
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: canaries['AWS secret key'],
    AWS_SESSION_TOKEN: canaries['AWS session token'],
    TMPDIR: join(project.folder, '.tmp'),
  });
  addWatchingEngine();
  await startLocal(project, '--pace', '1000');
  const login = JSON.parse(project.read('.kc-eb/local/store/registry-login.json')) as { password: string };
  canaries['ECR token'] = login.password;
});

afterAll(async () => {
  await project.run(['local', 'stop']);
  project.remove();
});

/** Adds an engine that records the command line of every process of the machine. */
function addWatchingEngine(failing = ''): void {
  const watch = `tr '\\0' ' ' < /proc/self/cmdline > /dev/null; for p in /proc/[0-9]*/cmdline; do tr '\\0' ' ' < $p; echo; done >> '${project.folder}/cmdlines.log' 2>/dev/null;`;
  project.addEngine(failing);
  const docker = join(project.bin, 'docker');
  writeFileSync(docker, readFileSync(docker, 'utf8').replace('case "$1" in', `${watch}\ncase "$1" in`));
  chmodSync(docker, 0o755);
}

async function run(...argv: string[]): Promise<Run> {
  const result = await project.run(argv);
  runs.push({ argv: argv.join(' '), run: result });
  return result;
}

/** Each canary, plain and as in an Authorization header, a URL or a JSON document. */
function formsOf(value: string): string[] {
  const base64 = [value, `AWS:${value}`].map((text) => Buffer.from(text).toString('base64'));
  return [value, ...base64, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)];
}

function found(text: string): string[] {
  return Object.entries(canaries)
    .filter(([, value]) => formsOf(value).some((form) => text.includes(form)))
    .map(([name]) => name);
}

/** Files of the folder that hold a canary: "path: canary, …". */
function foundBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .flatMap((path) => {
      const names = found(readFileSync(path, 'latin1'));
      return names.length === 0 ? [] : [`${relative(project.folder, path)}: ${names.join(', ')}`];
    })
    .sort();
}

test('every command, successful and failing, as text, as JSON and with --verbose', async () => {
  const local = ['--local', '--no-verify'];
  // A login that fails and repeats its input, as a credential helper might.
  addWatchingEngine('login) read -r password; echo "denied: $password is wrong" >&2; exit 1 ;;');
  for (const flags of [[], ['--verbose'], ['--json']]) {
    const failed = await run('deploy', ...local, ...flags);
    expect(failed.exitCode).toBe(5);
    expect(failed.stderr).toContain('denied: [redacted] is wrong');
  }
  addWatchingEngine();
  expect(await run('render')).toMatchObject({ exitCode: 0 });
  expect(await run('plan', '--local', '--json')).toMatchObject({ exitCode: 0 });
  expect(await run('deploy', ...local, '--verbose')).toMatchObject({ exitCode: 0 });
  project.write('kc-eb.yaml', projectYaml({ keycloak: configured.keycloak.replace('MAIL', 'POST') }));
  expect(await run('plan', '--local')).toMatchObject({ exitCode: 0 });
  expect(await run('deploy', ...local, '--json')).toMatchObject({ exitCode: 0 });
  for (const verb of ['doctor', 'status', 'events', 'logs']) await run(verb, '--local', '--verbose');
  for (const verb of ['doctor', 'status']) await run(verb, '--local', '--json');
  // As against AWS: the SDK's own credentials, Local Beanstalk in AWS's place.
  const endpoint = /API (\S+)/.exec((await run('local', 'status')).stdout)?.[1] ?? '';
  for (const key of [localCredentials.accessKeyId, 'AKIAIOSFODNN7EXAMPLE']) {
    project.env.AWS_ACCESS_KEY_ID = key;
    project.env.AWS_ENDPOINT_URL = endpoint;
    await run('status', '--verbose');
    await run('plan', '--json');
    delete project.env.AWS_ENDPOINT_URL;
  }
  project.write('kc-eb.yaml', projectYaml({ admin: `{ password: '${canaries['admin password'] ?? ''}' }` }));
  expect(await run('plan', '--verbose')).toMatchObject({ exitCode: 2 });
  for (const admin of [`*${canaries['admin password']}`, canaries['admin password']]) {
    project.write('kc-eb.yaml', projectYaml({ admin: `{ password: ${admin} }` }));
    expect(await run('plan')).toMatchObject({ exitCode: 2 });
    project.write('kc-eb.yaml', projectYaml({ admin: `${admin}` }));
    expect(await run('plan')).toMatchObject({ exitCode: 2 });
  }
  project.write('kc-eb.yaml', projectYaml(careless));
  expect((await run('plan', '--local')).stderr).toMatch(/keycloak\.buildOptions\.spi-x-y-password.*secret/);
  for (const flags of [[], ['--json']]) {
    expect(await run('plan', '--local', ...flags)).toMatchObject({ exitCode: 0 });
    expect((await run('doctor', '--local', ...flags)).stdout).toMatch(/JAVA_OPTS_APPEND.*secret/);
  }
  // Its builder shows each line of the Dockerfile.
  addWatchingEngine(
    'build) for context in "$@"; do :; done; cat "$context/Dockerfile"; echo "no such image" >&2; exit 1 ;;',
  );
  expect(await run('deploy', ...local, '--verbose')).toMatchObject({ exitCode: 5 });
  addWatchingEngine();
  const contexts = join(project.folder, 'contexts');
  const kept = join(project.folder, 'kept-contexts');
  renameSync(contexts, kept);
  expect(await run('deploy', ...local, '--verbose', '--yes')).toMatchObject({ exitCode: 0 });
  rmSync(contexts, { recursive: true });
  renameSync(kept, contexts);
  project.write('kc-eb.yaml', projectYaml(configured));
  expect(await run('terminate', '--local', '--yes', '--verbose')).toMatchObject({ exitCode: 0 });
}, 120_000);

test('nothing printed holds a value', () => {
  expect(runs.length).toBeGreaterThan(20);
  expect(runs.filter(({ run }) => `${run.stdout}${run.stderr}`.includes(buildCanary))).toEqual([]);
  expect(
    runs.flatMap(({ argv, run: { stdout } }) => found(stdout).map((name) => `${argv}: ${name}`)),
  ).toEqual([]);
  expect(
    runs.flatMap(({ argv, run: { stderr } }) => found(stderr).map((name) => `${argv}: ${name}`)),
  ).toEqual([]);
});

test('admin-password alone prints a value, to stdout, and only after a confirmation', async () => {
  const confirmed = await project.run(['admin-password', '--local', '--yes', '--verbose']);
  expect(confirmed).toMatchObject({ exitCode: 0, stdout: `${canaries['admin password']}\n` });
  expect(found(confirmed.stderr)).toEqual([]);
  expect(await run('admin-password', '--local')).toMatchObject({ exitCode: 2, stdout: '' });
});

test('no command line of any process holds a value', () => {
  const cmdlines = project.read('cmdlines.log');
  expect(cmdlines).toContain('kc-eb.js deploy');
  expect(cmdlines).toContain('--password-stdin');
  expect(cmdlines).toContain('--env KC_SPI_CONNECTIONS_HTTP_CLIENT__DEFAULT__PROXY_MAPPINGS --');
  expect(found(cmdlines)).toEqual([]);
  expect(found(project.read('docker.log'))).toEqual([]);
});

test('no build context, no bundle and no rendered file holds a value', () => {
  expect(readdirSync(join(project.folder, 'contexts')).length).toBeGreaterThan(0);
  expect(foundBelow(join(project.folder, 'contexts'))).toEqual([]);
  expect(foundBelow(join(project.folder, '.kc-eb/render'))).toEqual([]);
  // Bundles are stored, not compressed: their bytes can be searched.
  const objects = join(project.folder, '.kc-eb/local/store/s3');
  expect(readdirSync(objects).length).toBeGreaterThan(1);
  expect(foundBelow(objects)).toEqual([]);
});

test('temporary files are gone', () => {
  expect(readdirSync(join(project.folder, '.tmp'))).toEqual([]);
});

test('in the state folder, only the files for secrets hold them, and only the owner can read those', () => {
  // Beanstalk stores plain environment properties; that is why secrets are passed as ARNs.
  expect(foundBelow(join(project.folder, '.kc-eb'))).toEqual([
    '.kc-eb/local/access-key: local access key',
    '.kc-eb/local/secrets/admin-password: admin password',
    '.kc-eb/local/secrets/database-password: database password',
    '.kc-eb/local/store/beanstalk/beanstalk.json: password of a proxy, passphrase in keycloak.env, password of JAVA_OPTS_APPEND',
    '.kc-eb/local/store/registry-login.json: ECR token',
  ]);
  expect(statSync(join(project.folder, '.kc-eb/local/access-key')).mode & 0o077).toBe(0);
  expect(statSync(join(project.folder, '.kc-eb/local/secrets')).mode & 0o777).toBe(0o700);
  expect(statSync(join(project.folder, '.kc-eb/local/store/registry-login.json')).mode & 0o077).toBe(0);
});
