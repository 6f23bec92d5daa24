import { expect, test } from 'vitest';
import { forwardedEvent } from '../../src/local/forward-event.ts';
import { jsonReporter } from '../../src/terminal/json.ts';
import { capturedStreams } from '../terminal/captured-streams.ts';
import { exampleEvents } from '../terminal/examples.ts';

test('the stderr of the JSON reporter becomes the same events again', () => {
  const streams = capturedStreams();
  const reporter = jsonReporter(streams);
  const progress = exampleEvents.filter(({ type }) => type !== 'result' && type !== 'log-line');
  progress.forEach((event) => {
    reporter.emit(event);
  });
  expect(streams.err().trimEnd().split('\n').map(forwardedEvent)).toEqual(progress);
});

test.each([
  ['an error', '{"type":"error","kind":"usage","message":"No.","hint":"Yes."}', 'warn', 'No.\nhint: Yes.'],
  ['an error without a hint', '{"type":"error","kind":"bug","message":"No."}', 'warn', 'No.'],
  ['another line', '(node:1) Warning: something', 'info', '(node:1) Warning: something'],
  ['a line that only begins like JSON', '{oops', 'info', '{oops'],
])('%s is a message', (_title, line, level, text) => {
  expect(forwardedEvent(line)).toEqual({ type: 'message', level, text });
});
