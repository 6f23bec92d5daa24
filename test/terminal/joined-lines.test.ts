import { expect, test } from 'vitest';
import { JoinedLines } from '../../src/terminal/joined-lines.ts';
import { makeReporter } from '../../src/terminal/choose.ts';
import { capturedStreams } from './captured-streams.ts';

test('lines of one turn are one write, at the end of the turn', async () => {
  const writes: string[] = [];
  const { stdout } = capturedStreams();
  const lines = new JoinedLines(Object.assign(stdout, { write: (text: string) => writes.push(text) > 0 }));
  for (const line of ['a', 'b', 'c']) lines.add(line);
  expect(writes).toEqual([]);
  await Promise.resolve();
  expect(writes).toEqual(['a\nb\nc\n']);
  lines.add('d');
  lines.flush();
  await Promise.resolve();
  expect(writes).toEqual(['a\nb\nc\n', 'd\n']);
});

test('a message comes after the lines before it', () => {
  const order: string[] = [];
  const streams = capturedStreams();
  for (const name of ['stdout', 'stderr'] as const)
    Object.assign(streams[name], { write: () => order.push(name) > 0 });
  const reporter = makeReporter({}, streams, {});
  const line = { at: new Date(0), instance: 'i-0a', service: 'nginx', message: '', late: false };
  reporter.emit({ type: 'log-line', ...line });
  reporter.emit({ type: 'message', level: 'info', text: 'a message' });
  expect(order).toEqual(['stdout', 'stderr']);
});
