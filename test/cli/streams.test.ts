/** Input and output that misbehave: pipes without a reader or a writer, full disks, a deleted folder. */
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { builtProgram, expectFailure, Project, projectYaml, type Run } from './run-cli.ts';

let project: Project;
beforeEach(() => {
  const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000';
  // Without it, a warning is printed.
  project = new Project({ 'kc-eb.yaml': projectYaml({ network: `{ certificate: '${certificate}' }` }) });
});
afterEach(() => {
  project.remove();
});

/** Runs a line of bash in which "kc-eb" is the built program. */
function shell(line: string): Run {
  const script = `kc-eb() { "${process.execPath}" "${builtProgram}" "$@"; }\n${line}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
    cwd: project.folder,
    env: { ...project.env, PATH: '/usr/bin:/bin' },
    encoding: 'utf8',
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  return { exitCode: status ?? -1, stdout, stderr };
}

/** A command that prints the help, one that prints a text, one that prints a result. */
const printing = ['--help', 'completion bash', 'render'];

test.each([...printing, '--version', 'deploy --help'])('%s: nobody reads the output', (command) => {
  expect(shell(`kc-eb ${command} | true; exit \${PIPESTATUS[0]}`)).toEqual({
    ...{ exitCode: 0, stdout: '', stderr: '' },
  });
});

test.each([...printing, '--version'])('%s: the output goes to a full disk', (command) => {
  expectFailure(shell(`kc-eb ${command} > /dev/full`), 2, /^hint: .*df -h/m);
});

test('the output goes to a full disk: --json', () => {
  const { exitCode, stderr } = shell('kc-eb render --json > /dev/full');
  expect(exitCode).toBe(2);
  expect(JSON.parse(stderr)).toMatchObject({ type: 'error', kind: 'usage', exitCode: 2 });
});

test.each([
  ['has no reader', '2> >(true)'],
  ['goes to a full disk', '2> /dev/full'],
])('the standard error of a command %s: it works all the same', (_what, redirection) => {
  const { exitCode, stdout } = shell(`kc-eb render --json ${redirection}`);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ folder: '.kc-eb/render' });
});

test.each([
  ['a named pipe', 'mkfifo pipe; kc-eb plan -c pipe'],
  ['a device', 'kc-eb plan -c /dev/zero'],
  ['a folder', 'mkdir pipe; kc-eb plan -c pipe'],
])('the project file is %s', (_what, line) => {
  expectFailure(shell(line), 2, /pipe (?:is|has)|\/dev\/zero is/);
});

test('the project file comes from a pipe of the shell', () => {
  const { exitCode, stderr } = shell('kc-eb render -c <(cat kc-eb.yaml)');
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
});

test('a project file of 5 MB', () => {
  expectFailure(
    shell('yes "key: value" | head -c 5000000 > big.yaml; kc-eb plan -c big.yaml'),
    2,
    'big.yaml',
  );
});

test.each(['plan', 'init', 'local status'])('%s in a deleted folder', (command) => {
  expectFailure(shell(`mkdir gone; cd gone; rmdir ../gone; kc-eb ${command}`), 2, /cd/);
});
