/** `kc-eb status --watch` of the built command line, on a terminal of util-linux's script and in pipes. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { Project, projectYaml, startLocal } from './run-cli.ts';

/** The longest wait on a busy machine; nothing depends on less. */
const patience = { timeout: 30_000, interval: 50 };

let project: Project;
beforeAll(async () => {
  project = new Project({ 'kc-eb.yaml': projectYaml() });
  project.addEngine();
  await startLocal(project, '--pace', '1000');
  const deployed = await project.run(['deploy', '--local', '--no-verify']);
  expect(deployed.exitCode, deployed.stderr).toBe(0);
});
afterAll(async () => {
  await project.run(['local', 'stop']);
  project.remove();
});

const [enter, leave] = ['\u001b[?1049h\u001b[?25l', '\u001b[?25h\u001b[?1049l'];
const nextLine = new RegExp(String.raw`${'\u001b'}\[\d+;1H`);

const hasScript = ((): boolean => {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
})();

// CI has it: there, a missing one fails.
describe.runIf(hasScript || process.env['CI'] !== undefined)('on a terminal', () => {
  let script: ChildProcess;
  let output: string;
  let ended: Promise<void>;

  /** Starts it on a terminal of 60 columns and 20 rows; `mode` has the terminal's settings after its end. */
  function start(): void {
    const kcEb = `${process.execPath} ${new URL('../../bin/kc-eb.js', import.meta.url).pathname}`;
    project.write(
      'watch.sh',
      `stty cols 60 rows 20
sh -c 'echo $$ > pid; exec ${kcEb} status --watch --local'
echo $? > code
stty -a > mode
`,
    );
    output = '';
    script = spawn('script', ['--quiet', '--flush', '--command', 'sh watch.sh', '/dev/null'], {
      cwd: project.folder,
      env: { ...project.env, PATH: process.env.PATH, TERM: 'xterm-256color', SHELL: '/bin/sh' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    script.stdout?.on('data', (data: Buffer) => (output += data.toString()));
    ended = new Promise((resolve) => script.once('close', resolve));
  }

  afterEach(() => {
    script.kill('SIGKILL');
  });

  const shown = () =>
    vi.waitFor(() => {
      expect(stripVTControlCharacters(output)).toContain('EVENTS');
    }, patience);
  const pid = () => Number(project.read('pid'));

  test.each([
    ['q', () => script.stdin?.write('q'), 0],
    ['Ctrl-C', () => script.stdin?.write('\u0003'), 0],
    ['SIGTERM', () => process.kill(pid(), 'SIGTERM'), 0],
    ['SIGHUP', () => process.kill(pid(), 'SIGHUP'), 129],
  ])('%s ends it, and the terminal is as before', async (_title, end, code) => {
    start();
    await shown();
    end();
    await ended;
    expect(project.read('code').trim()).toBe(`${code}`);
    const [screen = '', ...after] = output.split(leave);
    expect(screen.startsWith(enter)).toBe(true);
    expect(after).toHaveLength(1);
    expect(after.join('')).not.toContain(enter);
    const lines = screen.split(nextLine).map((line) => stripVTControlCharacters(line));
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
    expect(project.read('mode')).toMatch(/(?<!-)icanon/);
    expect(project.read('mode')).toMatch(/(?<!-)\becho\b/);
  });

  test('it ends with a terminal that disappears', async () => {
    start();
    await shown();
    script.kill('SIGKILL');
    await vi.waitFor(() => {
      expect(() => process.kill(pid(), 0)).toThrow();
    }, patience);
  });
});

describe('in a pipe', () => {
  /** Runs it until it has printed once, then calls `end`. */
  async function until(end: (child: ChildProcess) => void, ...flags: string[]) {
    return project.run(['status', '--watch', '--local', ...flags], {
      onStart(child) {
        child.stdout?.once('data', () => {
          end(child);
        });
      },
    });
  }

  test.each(['SIGINT', 'SIGTERM'] as const)('--json: whole documents until %s', async (signal) => {
    const run = await until((child) => child.kill(signal), '--json');
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const [first, rest] = run.stdout.split('\n');
    expect(rest).toBe('');
    expect(JSON.parse(first ?? '')).toMatchObject({ environment: 'id-cli', status: 'Ready', problem: null });
  });

  test('text without sequences', async () => {
    const run = await until((child) => child.kill('SIGINT'));
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toMatch(/^20\S+Z\nid-cli {2}Ready {2}Green \(Ok\)\n/);
    expect(run.stdout).not.toContain('\u001b');
  });

  test('an environment that does not exist', async () => {
    project.write('other.yaml', projectYaml({ environment: 'id-none' }));
    const run = await project.run(['status', '--watch', '--local', '--config', 'other.yaml']);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  });
});
