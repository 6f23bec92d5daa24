import { expect, test } from 'vitest';
import { poll } from '../../src/base/poll.ts';
import { ManualClock } from '../fakes/manual-clock.ts';

const start = Date.parse('2026-11-24T10:00:00Z');
const transient = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
const lasting = new Error('denied');

/** Polls with these outcomes in turn, the last one over and over. */
async function run(
  outcomes: readonly (string | Error | undefined)[],
  options: { deadline?: number; patienceMs?: number } = {},
) {
  const clock = new ManualClock(start);
  const controller = new AbortController();
  const attempts: number[] = [];
  const seconds = () => (clock.now().getTime() - start) / 1000;
  const outcome = await poll(
    { clock, signal: controller.signal },
    { everyMs: 3_000, deadline: Infinity, ...options },
    () => {
      const next = outcomes[Math.min(attempts.length, outcomes.length - 1)];
      attempts.push(seconds());
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
  ).catch((error: unknown) => error);
  return { outcome, attempts };
}

test('the first answer ends it, at once or after the pauses', async () => {
  expect(await run(['yes'])).toEqual({ outcome: 'yes', attempts: [0] });
  expect(await run([undefined, undefined, 'yes'])).toEqual({ outcome: 'yes', attempts: [0, 3, 6] });
});

test('the deadline ends it after one attempt at least', async () => {
  expect(await run([undefined], { deadline: start - 1 })).toEqual({ outcome: undefined, attempts: [0] });
  expect(await run([undefined], { deadline: start + 6_000 })).toMatchObject({ attempts: [0, 3, 6] });
});

test('transient errors are waited out as long as the patience lasts, from the last success on', async () => {
  expect(await run([transient, 'yes'])).toEqual({ outcome: transient, attempts: [0] });
  expect(await run([transient, 'yes'], { patienceMs: 5_000 })).toEqual({ outcome: 'yes', attempts: [0, 3] });
  const flapping = [transient, transient, undefined, transient, transient, 'yes'];
  expect(await run(flapping, { patienceMs: 5_000 })).toMatchObject({ outcome: 'yes' });
  expect(await run([transient], { patienceMs: 5_000 })).toEqual({ outcome: transient, attempts: [0, 3, 6] });
  expect(await run([transient], { patienceMs: Infinity, deadline: start + 60_000 })).toMatchObject({
    outcome: undefined,
  });
});

test('another error ends it at once', async () => {
  expect(await run([lasting], { patienceMs: Infinity })).toEqual({ outcome: lasting, attempts: [0] });
});

test('Ctrl-C ends the pause', async () => {
  const clock = new ManualClock(start);
  const controller = new AbortController();
  const reason = new Error('Ctrl-C');
  clock.at(start + 10_000, () => {
    controller.abort(reason);
  });
  const waiting = poll({ clock, signal: controller.signal }, { everyMs: 3_000 }, () =>
    Promise.resolve(undefined),
  );
  await expect(waiting).rejects.toBe(reason);
});
