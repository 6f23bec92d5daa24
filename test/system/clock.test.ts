import { expect, test } from 'vitest';
import { systemClock } from '../../src/system/clock.ts';

test('sleeps', async () => {
  const before = systemClock.now().getTime();
  await systemClock.sleep(30);
  expect(systemClock.now().getTime() - before).toBeGreaterThanOrEqual(29);
});

test("an aborted sleep rejects with the signal's own reason, at once", async () => {
  const controller = new AbortController();
  const reason = new Error('Ctrl-C');
  const sleeping = systemClock.sleep(60_000, controller.signal);
  controller.abort(reason);
  await expect(sleeping).rejects.toBe(reason);
  await expect(systemClock.sleep(60_000, controller.signal)).rejects.toBe(reason);
});
