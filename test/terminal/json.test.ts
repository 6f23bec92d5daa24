import { expect, test } from 'vitest';
import { jsonReporter } from '../../src/terminal/json.ts';
import { capturedStreams } from './captured-streams.ts';
import { exampleEvents } from './examples.ts';

async function shown(wanted: (type: string) => boolean): Promise<{ out: string; err: string }> {
  const streams = capturedStreams();
  const reporter = jsonReporter(streams);
  exampleEvents
    .filter(({ type }) => wanted(type))
    .forEach((event) => {
      reporter.emit(event);
    });
  await reporter.close();
  return { out: streams.out(), err: streams.err() };
}

test('stdout is the result as one document, and nothing else', async () => {
  const { out } = await shown((type) => type !== 'log-line');
  expect(out).toBe('{"ok":true,"view":["a","b"]}\n');
});

test('log lines are one document a line on stdout', async () => {
  const { out, err } = await shown((type) => type === 'log-line');
  expect(
    out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object),
  ).toEqual([
    {
      type: 'log-line',
      at: '2026-11-24T10:00:00.123Z',
      instance: 'i-0a',
      service: 'keycloak',
      message: 'Keycloak 26.7.3 started\n',
      late: false,
    },
    {
      type: 'log-line',
      at: '2026-11-24T10:00:00.123Z',
      instance: 'i-0b',
      service: 'nginx',
      message: 'GET /',
      late: true,
    },
  ]);
  expect(err).toBe('');
});

test('progress is one document a line on stderr', async () => {
  const { err } = await shown(() => true);
  const types = err
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { type: string }).type);
  expect(types).toEqual(
    exampleEvents.map(({ type }) => type).filter((type) => type !== 'result' && type !== 'log-line'),
  );
});
