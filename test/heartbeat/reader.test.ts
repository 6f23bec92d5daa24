import { expect, test } from 'vitest';
import { HeartbeatReader } from '../../src/heartbeat/reader.ts';
import { heartbeatLine } from '../fakes/heartbeat-line.ts';
import { LateLogs } from '../fakes/late-logs.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

const start = Date.parse('2026-11-24T10:00:00Z');
const group = '/aws/elasticbeanstalk/id-prod/cluster';

function setUp() {
  const clock = new ManualClock(start);
  const logs = new LateLogs(clock);
  logs.pageSize = 100;
  const beat = (instance: string, at: number, stream = `${instance}/10.0.0.11`): void => {
    const message = heartbeatLine({ at, instance, address: '10.0.0.11' });
    logs.add({ group, stream, timestamp: at, message });
  };
  return { clock, logs, beat, reader: new HeartbeatReader(readingDeps({ clock, logs }), 'id-prod') };
}

test('the first read finds heartbeats of an unknown age; a later one those that came since', async () => {
  const { clock, beat, reader } = setUp();
  beat('i-0a', start - 30_000);
  expect((await reader.read()).get('i-0a')).toMatchObject({ at: start - 30_000, receivedAt: undefined });
  await clock.sleep(5_000);
  beat('i-0a', start);
  expect((await reader.read()).get('i-0a')).toMatchObject({ at: start, receivedAt: start + 5_000 });
});

test('an instance reports only in its own stream', async () => {
  const { beat, reader } = setUp();
  beat('i-0a', start - 30_000);
  beat('i-0b', start - 30_000, 'i-0a/10.0.0.11');
  expect([...(await reader.read()).keys()]).toEqual(['i-0a']);
});

test('after a pause of hours it reads minutes, and their heartbeats may be old', async () => {
  const { clock, logs, beat, reader } = setUp();
  beat('i-0a', start - 30_000);
  await reader.read();
  const pause = 3 * 3_600_000;
  for (let at = start; at < start + pause - 120_000; at += 30_000) beat('i-0a', at);
  await clock.sleep(pause);
  const before = logs.requests.length;
  const found = (await reader.read()).get('i-0a');
  expect(found).toMatchObject({ at: start + pause - 150_000, receivedAt: undefined });
  // LateLogs ends each list with an empty page.
  expect(logs.requests.length - before).toBe(2);
});
