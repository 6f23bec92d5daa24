import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { LogLine } from '../../src/base/events.ts';
import { jsonReporter } from '../../src/terminal/json.ts';
import { makeReporter } from '../../src/terminal/choose.ts';
import type { Streams } from '../../src/terminal/streams.ts';
import { capturedStreams } from './captured-streams.ts';

const line: LogLine = {
  type: 'log-line',
  at: new Date(0),
  instance: 'i-0a',
  service: 'nginx',
  message: 'x'.repeat(1_000),
  late: false,
};

/** A reader of stdout that takes nothing until `take` is called. */
function slowReader(): { streams: Streams; take: () => void } {
  const waiting: (() => void)[] = [];
  const stdout = new Writable({
    highWaterMark: 4_000,
    write(_chunk, _encoding, done) {
      waiting.push(done);
    },
  });
  const take = (): void => {
    for (let done = waiting.shift(); done !== undefined; done = waiting.shift()) done();
  };
  return { streams: { ...capturedStreams(), stdout }, take };
}

describe.each([
  ['lines', (streams: Streams) => makeReporter({}, streams, {})],
  ['--json', (streams: Streams) => jsonReporter(streams)],
])('a slow reader of %s', (_, make) => {
  const setUp = () => {
    const { streams, take } = slowReader();
    const reporter = make(streams);
    const controller = new AbortController();
    return { reporter, take, controller, ready: () => reporter.ready(controller.signal) };
  };

  test('is awaited once the buffer is full', async () => {
    const { reporter, take, ready } = setUp();
    await ready();
    for (let count = 0; count < 10; count++) reporter.emit(line);
    let isReady = false;
    const awaited = ready().then(() => (isReady = true));
    await new Promise(setImmediate);
    expect(isReady).toBe(false);
    const timer = setInterval(take, 1);
    await awaited;
    clearInterval(timer);
    expect(isReady).toBe(true);
    await reporter.close();
  });

  test('is not awaited after Ctrl-C', async () => {
    const { reporter, controller, ready } = setUp();
    for (let count = 0; count < 10; count++) reporter.emit(line);
    const reason = new Error('Ctrl-C');
    const awaited = ready();
    controller.abort(reason);
    await expect(awaited).rejects.toBe(reason);
    await expect(ready()).rejects.toBe(reason);
    await reporter.close();
  });
});
