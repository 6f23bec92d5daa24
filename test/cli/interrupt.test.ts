/** Ctrl-C of the built command line, with the signal for kc-eb alone: it ends soon, with exit code 130. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { expectFailure, Project, projectYaml, type Run, startLocal } from './run-cli.ts';

/** From the signal to the end, on a busy machine. */
const soonMs = 4_000;

let project: Project;
let server: Server | undefined;
beforeEach(() => {
  project = new Project({ 'kc-eb.yaml': projectYaml() });
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  project.remove();
});

/** An API that never answers; `asked` resolves at the first request. */
async function silentApi(): Promise<{ env: Record<string, string>; asked: Promise<void> }> {
  let told = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    told = resolve;
  });
  const listening = createServer(() => {
    told();
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  const env = {
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  };
  return { env, asked };
}

/** Interrupts the command once `ready`; returns its outcome, and the time from the signal to its end. */
async function interrupt(
  argv: readonly string[],
  { env = {}, ready }: { env?: Record<string, string>; ready: Promise<unknown> },
): Promise<{ run: Run; ms: number }> {
  let kill = (): void => undefined;
  const running = project.run(argv, {
    env,
    onStart(child) {
      kill = () => child.kill('SIGINT');
    },
  });
  await ready;
  const since = Date.now();
  kill();
  return { run: await running, ms: Date.now() - since };
}

test.each(['plan', 'doctor', 'logs', 'verify', 'deploy', 'rollback', 'terminate --yes'])(
  '%s, and the API does not answer',
  async (command) => {
    project.addEngine();
    const { env, asked } = await silentApi();
    const { run, ms } = await interrupt(command.split(' '), { env, ready: asked });
    // Nothing has begun: nothing continues.
    expectFailure(run, 130, command === 'verify' ? /^hint: .*kc-eb verify/m : /^error: .*nothing/m);
    expect(run.stderr).not.toContain('kc-eb events');
    expect(run.stdout).toBe('');
    expect(ms).toBeLessThan(soonMs);
  },
);

test.each(['logs', 'events'])('%s --follow, and the API does not answer: it ends', async (verb) => {
  const { env, asked } = await silentApi();
  const { run, ms } = await interrupt([verb, '--follow'], { env, ready: asked });
  expect(run).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  expect(ms).toBeLessThan(soonMs);
});

test('kc-eb does not wait for a build that does not end', async () => {
  project.addEngine("build) echo begun > '" + project.folder + "/begun'; sleep 60 ;;");
  await startLocal(project, '--pace', '1000');
  try {
    const begun = vi.waitFor(() => project.read('begun'), { timeout: 20_000, interval: 50 });
    const { run, ms } = await interrupt(['deploy', '--local', '--no-verify'], { ready: begun });
    expectFailure(run, 130, /^error: .*id-cli .*\nhint: .*kc-eb deploy/m);
    expect(ms).toBeLessThan(soonMs);
  } finally {
    await project.run(['local', 'stop']);
  }
});
