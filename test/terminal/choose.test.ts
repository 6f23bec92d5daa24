import { expect, test } from 'vitest';
import { makeReporter } from '../../src/terminal/choose.ts';
import { capturedStreams } from './captured-streams.ts';

const escape = '\u001b[';

test.each([
  { title: 'a terminal', terminal: true, environment: {}, starts: 'spinner', colored: true },
  { title: 'a pipe', terminal: false, environment: {}, starts: 'line', colored: false },
  { title: 'CI', terminal: true, environment: { CI: 'true' }, starts: 'line', colored: true },
  { title: 'a dumb terminal', terminal: true, environment: { TERM: 'dumb' }, starts: 'line', colored: false },
  { title: 'NO_COLOR', terminal: true, environment: { NO_COLOR: '1' }, starts: 'spinner', colored: false },
  {
    title: 'an empty NO_COLOR, which means nothing',
    terminal: true,
    environment: { NO_COLOR: '' },
    starts: 'spinner',
    colored: true,
  },
])('$title', async ({ terminal, environment, starts, colored }) => {
  const streams = capturedStreams(terminal);
  const reporter = makeReporter({}, streams, environment);
  reporter.emit({ type: 'step-started', step: 'x', title: 'Title' });
  expect(streams.err().startsWith('> Title\n')).toBe(starts === 'line');
  const before = streams.err().length;
  reporter.emit({ type: 'message', level: 'warn', text: 'careful' });
  await reporter.close();
  expect(streams.err().slice(before).includes(`${escape}33mwarning:`)).toBe(colored);
});

test('--json, on a terminal too', () => {
  const streams = capturedStreams(true);
  makeReporter({ json: true }, streams, {}).emit({ type: 'result', data: { a: 1 }, text: 'text' });
  expect(streams.out()).toBe('{"a":1}\n');
});
