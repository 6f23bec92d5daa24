import pc from 'picocolors';
import { expect, test } from 'vitest';
import { makeReporter } from '../../src/terminal/choose.ts';
import { UserError } from '../../src/base/user-error.ts';
import type { ProgressEvent } from '../../src/terminal/lines.ts';
import { reportFailure } from '../../src/terminal/failure.ts';
import { plainReporter } from '../../src/terminal/plain.ts';
import { printable, printableLine } from '../../src/base/printable.ts';
import { ttyReporter } from '../../src/terminal/tty.ts';
import { capturedStreams } from './captured-streams.ts';

/** Sets the terminal's title, clears it, turns red, rings, goes back to the line's beginning, and the same with C1. */
const hostile =
  'user=\u001b]0;title\u0007\u001b[2J\u001b[31mred\u001b[0m\u0007\r\u0000\u007f\u009b31m\u0085\u001bc end';
const at = new Date('2026-11-24T10:00:00.123Z');
const forged = `${hostile}\n2026-11-24T10:00:01.000Z i-0a keycloak forged`;

test('sequences go, other control characters are shown, and tab and words of all scripts stay', () => {
  expect(printable('a\u001b[1;31mb\u001b[0m\tc\u0007\r\u0000\u007f\u0085\n次は 😀')).toBe(
    'ab\tc\\x07\\x0d\\x00\\x7f\\x85\n次は 😀',
  );
  expect(printableLine('a\nb')).toBe('a\\x0ab');
});

const events: readonly ProgressEvent[] = [
  { type: 'log-line', at, instance: 'i-0a', service: 'keycloak', message: `${forged}\n`, late: false },
  { type: 'environment-event', at, severity: 'INFO', message: forged, instance: 'i-0a' },
  { type: 'message', level: 'warn', text: hostile },
  { type: 'step-started', step: 'image', title: 'Image' },
  { type: 'step-output', step: 'image', line: hostile },
  { type: 'step-done', step: 'image', title: 'Image', outcome: 'done', detail: hostile, seconds: 1 },
  { type: 'result', data: hostile, text: hostile },
];

const style = {
  verbose: true,
  columns: () => Infinity,
  out: pc.createColors(false),
  err: pc.createColors(false),
};

test.each([
  ['a pipe', plainReporter],
  ['a terminal', ttyReporter],
])('%s gets no control character of others, and one line an event', async (_title, make) => {
  const streams = capturedStreams();
  const reporter = make(streams, style);
  for (const event of events) reporter.emit(event);
  await reporter.close();
  // ora's own output is not compared: it draws on terminals.
  const written = streams.out() + streams.err().replaceAll('\u001b[?25h', '').replaceAll('\u001b[?25l', '');
  expect(written).not.toMatch(/[^\P{Cc}\t\n]/u);
  expect(streams.out().split('\n')).toHaveLength(3);
  expect(streams.out()).toMatch(/^2026-11-24T10:00:00\.123Z i-0a keycloak user=.*\\x0a2026.* forged\n/);
  expect(streams.err()).not.toMatch(/^2026-11-24T10:00:01/m);
});

test('an error that quotes a log does no more', () => {
  const streams = capturedStreams();
  const error = new UserError('deployment', hostile, { hint: hostile, cause: new Error(hostile) });
  reportFailure(error, { verbose: true }, streams);
  reportFailure(new Error(hostile), {}, streams);
  expect(streams.err()).not.toMatch(/[^\P{Cc}\t\n]/u);
});

test('--json has the text unchanged', () => {
  const streams = capturedStreams();
  const reporter = makeReporter({ json: true }, streams, {});
  for (const event of events) reporter.emit(event);
  const [line] = streams.out().split('\n');
  expect(JSON.parse(line ?? '')).toMatchObject({ message: `${forged}\n` });
});
