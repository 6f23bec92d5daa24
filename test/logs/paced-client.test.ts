import { expect, test } from 'vitest';
import { pacedLogs } from '../../src/logs/paced-client.ts';
import { awsError, LateLogs } from '../fakes/late-logs.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

const start = Date.parse('2026-11-24T10:00:00Z');

function setUp() {
  const clock = new ManualClock(start);
  const logs = new LateLogs(clock);
  const deps = readingDeps({ clock, logs });
  return { clock, logs, deps, call: () => pacedLogs(deps, 60_000)((client) => client.describeLogGroups({})) };
}

test('all callers of a command keep one pace and warn once', async () => {
  const { logs, deps, call } = setUp();
  for (let index = 0; index < 5; index++) {
    logs.refusals.push(awsError('ThrottlingException', 400));
    await call();
  }
  expect(logs.requests).toHaveLength(10);
  for (const from of logs.requests)
    expect(logs.requests.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(2);
  expect(deps.events.filter((event) => event.type === 'message')).toHaveLength(1);
});

test('two calls at once need not wait, the next one does', async () => {
  const { logs, call } = setUp();
  await Promise.all([call(), call()]);
  expect(logs.requests).toEqual([start, start]);
  await call();
  expect(logs.requests.at(-1)).toBe(start + 1_000);
});

test('another command has its own pace', async () => {
  await Promise.all([setUp().call(), setUp().call(), setUp().call()]);
  const { clock, call } = setUp();
  await call();
  expect(clock.now().getTime()).toBe(start);
});
