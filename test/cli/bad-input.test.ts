/** Bad input to the built command line, without a server. */
import { symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { expectFailure, Project, projectYaml } from './run-cli.ts';

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => {
  project.remove();
});

test('no kc-eb.yaml', async () => {
  expectFailure(await project.run(['plan']), 2, /^error: .*kc-eb\.yaml/, /^hint: .*kc-eb init.*--config/m);
});

test.each([
  ['an unknown key', { instnaces: '{ min: 2 }' }, /^error: kc-eb\.yaml:7:1 instnaces: .*\binstances\b/],
  [
    'Keycloak 21',
    { keycloak: "{ version: '21.1.2', hostname: 'https://id.example.com' }" },
    /kc-eb\.yaml:4:13 keycloak\.version: .*21\.1\.2.*22\.0/,
  ],
  [
    'an environment name of 3 characters',
    { environment: 'abc' },
    /kc-eb\.yaml:2:1 environment: .*4.*40.*"abc"/,
  ],
  ['min 1 in a cluster', { instances: '{ min: 1 }' }, /kc-eb\.yaml:7:14 instances\.min: .*cluster\.enabled/],
])('%s', async (_what, changes, message) => {
  project.write('kc-eb.yaml', projectYaml(changes));
  expectFailure(await project.run(['plan']), 2, message);
});

test('all problems of kc-eb.yaml are in one error', async () => {
  project.write('kc-eb.yaml', projectYaml({ environment: 'abc', instnaces: '{}' }));
  expectFailure(
    await project.run(['plan']),
    2,
    /^error: kc-eb\.yaml .*\b2\b.*\n {2}kc-eb\.yaml:2:1 environment: .*\n {2}kc-eb\.yaml:7:1 instnaces: /,
  );
});

test.each(['a\nb', '', ' a'])('admin create %j', async (name) => {
  project.write('kc-eb.yaml', projectYaml());
  expectFailure(await project.run(['admin', 'create', name]), 2, JSON.stringify(name));
});

test('a wrong command line', async () => {
  const run = await project.run(['deploy', '--no-such-flag']);
  expectFailure(run, 2, "'--no-such-flag'");
});

test.each([
  ['no such command', ['bogus'], "unknown command 'bogus'\n(Did you mean logs?)"],
  ['no such option', ['plan', '--no-such-flag'], "unknown option '--no-such-flag'"],
  ['no value', ['upgrade'], "required option '--to <version>' not specified"],
  ['no command', [], 'The command is missing.'],
  ['no command of local', ['local'], 'The command is missing.'],
])('--json: a wrong command line is one document: %s', async (_what, argv, message) => {
  expect(await project.run([...argv, '--json'])).toEqual({
    ...{ exitCode: 2, stdout: '' },
    stderr: `${JSON.stringify({
      ...{ type: 'error', kind: 'usage', message, causes: [] },
      ...{ hint: 'kc-eb --help lists the commands.', exitCode: 2 },
    })}\n`,
  });
});

test('no command: the help, on stderr', async () => {
  const run = await project.run([]);
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  expect(run.stderr).toMatch(/^Usage: kc-eb .*\n[^]*\n {2}deploy /);
  expect(run.stderr).not.toMatch(/^error/m);
});

test('credentials are absent', async () => {
  project.write('kc-eb.yaml', projectYaml());
  expectFailure(
    await project.run(['plan']),
    3,
    'Could not load credentials from any providers',
    /^hint: .*--local/m,
  );
});

test('AWS_PROFILE names no profile', async () => {
  project.write('kc-eb.yaml', projectYaml());
  project.write('.home/.aws/config', '[profile work]\nregion = us-east-1\n');
  const env = { AWS_PROFILE: 'wrok' };
  const run = await project.run(['plan'], { env });
  expectFailure(run, 3, 'AWS profile not found: wrok; did you mean work?', /^hint: .*AWS_PROFILE/m);
});

test('--json: the same as one document', async () => {
  project.write('kc-eb.yaml', projectYaml());
  const { exitCode, stderr, stdout } = await project.run(['plan', '--json']);
  expect(exitCode).toBe(3);
  expect(stdout).toBe('');
  expect(JSON.parse(stderr.trim().split('\n').at(-1) ?? '')).toMatchObject({
    type: 'error',
    kind: 'credentials',
    exitCode: 3,
  });
});

test('Local Beanstalk does not run', async () => {
  project.write('kc-eb.yaml', projectYaml());
  expectFailure(await project.run(['plan', '--local']), 10, project.folder, /^hint: .*kc-eb local start/m);
});

test('the port of local start is in use', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const run = await project.run(['local', 'start', '--reporting-only', '--port', `${port}`]);
  server.close();
  expectFailure(run, 10, new RegExp(`^error: .*\\b${port}\\b`), /^hint: .*ss -ltnp.*--port/m);
});

test('the network is down', async () => {
  project.write('kc-eb.yaml', projectYaml());
  const env = {
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_MAX_ATTEMPTS: '1',
  };
  expectFailure(await project.run(['plan'], { env }), 4, 'ECONNREFUSED 127.0.0.1:1');
});

test('--config with a path that cannot be a file', async () => {
  project.write('kc-eb.yaml', projectYaml());
  symlinkSync('loop.yaml', join(project.folder, 'loop.yaml'));
  const long = 'a'.repeat(300);
  expectFailure(await project.run(['plan', '--config', 'kc-eb.yaml/foo']), 2, /^error: kc-eb\.yaml\/foo: /);
  expectFailure(await project.run(['plan', '--config', 'loop.yaml']), 2, /^error: loop\.yaml: /);
  expectFailure(await project.run(['plan', '--config', long]), 2, /^error: a{300}: /);
});

test('an endpoint that is not a URL', async () => {
  project.write('kc-eb.yaml', projectYaml());
  project.addEngine();
  const env = {
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_ENDPOINT_URL: '127.0.0.1:27311',
  };
  const named = '"127.0.0.1:27311"';
  for (const verb of ['plan', 'status', 'logs', 'events']) {
    expectFailure(await project.run([verb], { env }), 4, named, /^hint: .*AWS_ENDPOINT_URL/m);
  }
  const doctor = await project.run(['doctor'], { env });
  expectFailure(doctor, 11, /^error: .*AWS credentials/m);
  expect(doctor.stdout).toContain(named);
});

test('doctor names a link in themes/ and a file name that a bundle cannot hold', async () => {
  project.write('kc-eb.yaml', projectYaml());
  project.addEngine();
  project.write('overrides/a\\b', '');
  const named = /"overrides\/a\\\\b"/;
  expectFailure(await project.run(['render']), 2, named);
  expect((await project.run(['doctor'])).stdout).toMatch(named);
  project.write('themes/mine/theme.properties', '');
  symlinkSync('theme.properties', join(project.folder, 'themes/mine/link'));
  const doctor = await project.run(['doctor']);
  expectFailure(doctor, 11, /^error: .*AWS credentials/m);
  expect(doctor.stdout).toMatch(/^.+ error: themes\/mine\/link /m);
});

test('doctor without credentials: its table on stdout, and exit code 11', async () => {
  project.write('kc-eb.yaml', projectYaml());
  project.addEngine();
  const run = await project.run(['doctor']);
  expectFailure(run, 11, /^error: .*AWS credentials/m, /^hint: /m);
  expect(run.stdout).toMatch(/^AWS credentials +error: /m);
  expect(run.stdout).toMatch(/^Your permissions +not checked: /m);
  const { stdout } = await project.run(['doctor', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ ok: false });
});

test.each(['{', '{"project": 5}'])(
  'local reset mends a state of Local Beanstalk that is %j',
  async (text) => {
    project.write('kc-eb.yaml', projectYaml());
    project.write('.kc-eb/local/settings.json', text);
    for (const argv of [
      ['status', '--local'],
      ['local', 'status'],
      ['local', 'start', '--reporting-only'],
    ]) {
      expectFailure(await project.run(argv), 10, 'settings.json', /^hint: .*kc-eb local reset --yes/m);
    }
    expect(await project.run(['local', 'reset', '--yes'])).toMatchObject({ exitCode: 0 });
    expect(await project.run(['local', 'status'])).toMatchObject({ exitCode: 0 });
  },
);
