/** Bad input through the real command line, where no server is needed. */
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
  expectFailure(
    await project.run(['plan']),
    2,
    /^error: There is no kc-eb\.yaml in .+\nhint: kc-eb init writes one; or name another with --config\.\n$/,
  );
});

test.each([
  [
    'an unknown key',
    { instnaces: '{ min: 2 }' },
    /^error: kc-eb\.yaml:7:1 instnaces: unknown key; did you mean instances\?\n$/,
  ],
  [
    'Keycloak 21',
    { keycloak: "{ version: '21.1.2', hostname: 'https://id.example.com' }" },
    /kc-eb\.yaml:4:13 keycloak\.version: Keycloak 21\.1\.2 is not supported; 22\.0 is the oldest that is/,
  ],
  [
    'an environment name of 3 characters',
    { environment: 'abc' },
    /kc-eb\.yaml:2:1 environment: must have 4 to 40 characters.*"abc"/,
  ],
  [
    'min 1 in a cluster',
    { instances: '{ min: 1 }' },
    /kc-eb\.yaml:7:14 instances\.min: must be at least 2 when cluster\.enabled is true \(got 1\)/,
  ],
])('%s', async (_what, changes, message) => {
  project.write('kc-eb.yaml', projectYaml(changes));
  expectFailure(await project.run(['plan']), 2, message);
});

test('every problem of kc-eb.yaml is said at once', async () => {
  project.write('kc-eb.yaml', projectYaml({ environment: 'abc', instnaces: '{}' }));
  expectFailure(
    await project.run(['plan']),
    2,
    /has 2 problems:\n {2}kc-eb\.yaml:2:1 .*\n {2}kc-eb\.yaml:7:1 /,
  );
});

test('a command line that is wrong', async () => {
  const run = await project.run(['deploy', '--no-such-flag']);
  expectFailure(run, 2, /unknown option '--no-such-flag'/);
});

test.each([
  ['no such command', ['bogus'], "unknown command 'bogus'\n(Did you mean logs?)"],
  ['no such option', ['plan', '--no-such-flag'], "unknown option '--no-such-flag'"],
  ['no value', ['upgrade'], "required option '--to <version>' not specified"],
  ['no command', [], 'The command is missing.'],
  ['no command of local', ['local'], 'The command is missing.'],
])('--json: a command line that is wrong is one document, too: %s', async (_what, argv, message) => {
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
    /^error: AWS: Could not load credentials from any providers\nhint: .*credentials.*--local\.\n$/m,
  );
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
  expectFailure(
    await project.run(['plan', '--local']),
    10,
    /does not run for .*\nhint: kc-eb local start\n$/,
  );
});

test('the port of local start is in use', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const run = await project.run(['local', 'start', '--reporting-only', '--port', `${port}`]);
  server.close();
  expectFailure(
    run,
    10,
    new RegExp(`^error: Port ${port} of the API is in use\\.\nhint: ss -ltnp .*--port takes another`),
  );
});

test('a bug is said to be one, with its stack', async () => {
  project.write('kc-eb.yaml', projectYaml());
  // Broken from outside, as no bug is known: the folder has no name.
  const broken = 'process.cwd = () => undefined;';
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(broken)}` };
  const run = await project.run(['plan'], { env });
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toMatch(/^This is a bug in kc-eb\. .*\nTypeError.*\n\s+at .+:\d+:\d+/);
});

test('the network is down', async () => {
  project.write('kc-eb.yaml', projectYaml());
  const env = {
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_MAX_ATTEMPTS: '1',
  };
  expectFailure(
    await project.run(['plan'], { env }),
    4,
    /^error: AWS cannot be reached: .*ECONNREFUSED 127\.0\.0\.1:1/,
  );
});

test('--config names what cannot be a file', async () => {
  project.write('kc-eb.yaml', projectYaml());
  symlinkSync('loop.yaml', join(project.folder, 'loop.yaml'));
  const long = 'a'.repeat(300);
  expectFailure(await project.run(['plan', '--config', 'kc-eb.yaml/foo']), 2, /^error: kc-eb\.yaml\/foo: /);
  expectFailure(await project.run(['plan', '--config', 'loop.yaml']), 2, /^error: loop\.yaml: .*link/);
  expectFailure(await project.run(['plan', '--config', long]), 2, /^error: a+: the name is too long/);
});

test('an endpoint that is no URL', async () => {
  project.write('kc-eb.yaml', projectYaml());
  project.addEngine();
  const env = {
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_ENDPOINT_URL: '127.0.0.1:27311',
  };
  const named = ': "127.0.0.1:27311".';
  for (const verb of ['plan', 'status', 'logs', 'events']) {
    expectFailure(
      await project.run([verb], { env }),
      4,
      new RegExp(`^error: .*endpoint.*${named}\nhint: .*AWS_ENDPOINT_URL`),
    );
  }
  const doctor = await project.run(['doctor'], { env });
  expectFailure(doctor, 11, /^error: .*: AWS credentials\./m);
  expect(doctor.stdout).toContain(named);
});

test('a link in themes/ and a name that no bundle can hold: doctor names them in its table', async () => {
  project.write('kc-eb.yaml', projectYaml());
  project.addEngine();
  project.write('overrides/a\\b', '');
  const named = /source bundle: "overrides\/a\\\\b"/;
  expectFailure(await project.run(['render']), 2, named);
  expect((await project.run(['doctor'])).stdout).toMatch(named);
  project.write('themes/mine/theme.properties', '');
  symlinkSync('theme.properties', join(project.folder, 'themes/mine/link'));
  const doctor = await project.run(['doctor']);
  expectFailure(doctor, 11, /^error: .*: Project files, AWS credentials\./m);
  expect(doctor.stdout).toMatch(/^Project files +error +themes\/mine\/link is a link\./m);
});

test('doctor without credentials: its table on stdout, and an exit code of its own', async () => {
  project.write('kc-eb.yaml', projectYaml());
  project.addEngine();
  const run = await project.run(['doctor']);
  expectFailure(run, 11, /^error: .*: AWS credentials\.\nhint: .*\n$/);
  expect(run.stdout).toMatch(/^AWS credentials +error +AWS /m);
  expect(run.stdout).toMatch(/^Your permissions +not checked +.*credentials$/m);
  const { stdout } = await project.run(['doctor', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ ok: false });
});

test.each(['{', '{"project": 5}'])('state of Local Beanstalk that is %j, and the way out', async (text) => {
  project.write('kc-eb.yaml', projectYaml());
  project.write('.kc-eb/local/settings.json', text);
  for (const argv of [
    ['status', '--local'],
    ['local', 'status'],
    ['local', 'start', '--reporting-only'],
  ]) {
    expectFailure(
      await project.run(argv),
      10,
      /settings\.json is not what .*\nhint: kc-eb local reset --yes/,
    );
  }
  expect(await project.run(['local', 'reset', '--yes'])).toMatchObject({ exitCode: 0 });
  expect(await project.run(['local', 'status'])).toMatchObject({ exitCode: 0 });
});
