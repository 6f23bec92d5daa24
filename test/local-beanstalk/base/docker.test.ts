import { expect, test } from 'vitest';
import { dockerCommand } from '../../../src/local-beanstalk/base/docker.ts';

/** A shell stands for docker: both are programs with arguments, output and an exit code. */
const shell = dockerCommand('sh');

test('run returns stdout', async () => {
  expect(await shell.run(['-c', 'echo out; echo err >&2'])).toBe('out');
});

test('the error of run holds stderr', async () => {
  await expect(shell.run(['-c', 'echo no such network >&2; exit 1'])).rejects.toMatchObject({
    name: 'UserError',
    kind: 'engine',
    message: expect.stringContaining('no such network') as string,
  });
});

test('input goes by standard input', async () => {
  expect(await shell.run(['-c', 'cat'], { input: 'secret' })).toBe('secret');
});

test('attempt returns the exit code and the lines of both streams in order', async () => {
  const seen: string[] = [];
  const result = await shell.attempt(['-c', 'echo one; sleep 0.1; echo two >&2; exit 3'], {
    onLine: (line) => seen.push(line),
  });
  expect(result).toEqual({ exitCode: 3, lines: ['one', 'two'] });
  expect(seen).toEqual(['one', 'two']);
});

test('attempt ends when its signal is aborted', async () => {
  const result = await shell.attempt(['-c', 'exec sleep 60'], { signal: AbortSignal.timeout(50) });
  expect(result.exitCode).toBe(-1);
});

test('the error of pipe is that of a failed source', async () => {
  const attempt = shell.pipe(
    ['sh', '-c', 'echo reference does not exist >&2; exit 1'],
    ['-c', 'cat; exit 2'],
  );
  await expect(attempt).rejects.toThrow('reference does not exist');
});

test('a missing program is an engine error', async () => {
  const none = dockerCommand('kc-eb-no-such-engine');
  await expect(none.run(['version'])).rejects.toMatchObject({
    kind: 'engine',
    message: expect.stringMatching(/^kc-eb-no-such-engine .*PATH/) as unknown,
  });
  await expect(none.attempt(['version'])).rejects.toMatchObject({ kind: 'engine' });
});
