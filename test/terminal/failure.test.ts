import { expect, test } from 'vitest';
import { type ErrorKind, exitCodes, UserError } from '../../src/base/user-error.ts';
import { reportFailure } from '../../src/terminal/failure.ts';
import { capturedStreams } from './captured-streams.ts';

function shown(error: unknown, flags = {}): { exitCode: number; text: string } {
  const streams = capturedStreams();
  const exitCode = reportFailure(error, flags, streams);
  expect(streams.out()).toBe('');
  return { exitCode, text: streams.err() };
}

test('a user error: what, why, what to do; no stack', () => {
  const error = new UserError('engine', 'docker push failed.', {
    hint: 'Sign in.',
    cause: new Error('exit code 1', { cause: new Error('no basic auth') }),
  });
  expect(shown(error)).toEqual({
    exitCode: 5,
    text: 'error: docker push failed.\n  because: exit code 1\n  because: no basic auth\nhint: Sign in.\n',
  });
});

test('a cause that the message quotes is not said twice', () => {
  const error = new UserError('aws', 'AWS: Rate exceeded', { cause: new Error('Rate exceeded') });
  expect(shown(error).text).toBe('error: AWS: Rate exceeded\n');
});

test('--verbose shows the stack', () => {
  expect(shown(new UserError('aws', 'x'), { verbose: true }).text).toContain('failure.test.ts');
});

test.each(Object.entries(exitCodes))('%s ends with %i', (kind, code) => {
  expect(shown(new UserError(kind as ErrorKind, 'x')).exitCode).toBe(code);
});

test('anything else is a bug, with its stack and exit code 1', () => {
  const { exitCode, text } = shown(new TypeError('x is not a function', { cause: 'why' }));
  expect(exitCode).toBe(1);
  expect(text).toMatch(/^This is a bug in kc-eb\. .*\nTypeError: x is not a function\n\s+at .*/);
  expect(text).toContain('caused by: why');
});

test('--json: one document', () => {
  const error = new UserError('usage', 'Unknown key "instnaces".', { hint: 'Did you mean "instances"?' });
  expect(JSON.parse(shown(error, { json: true }).text)).toEqual({
    type: 'error',
    kind: 'usage',
    message: 'Unknown key "instnaces".',
    causes: [],
    hint: 'Did you mean "instances"?',
    exitCode: 2,
  });
  expect(JSON.parse(shown(new Error('oops'), { json: true }).text)).toMatchObject({
    kind: 'bug',
    message: 'oops',
    exitCode: 1,
  });
});
