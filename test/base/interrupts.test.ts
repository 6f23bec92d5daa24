import { expect, test } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { interruption, withInterruptMessage } from '../../src/base/interrupts.ts';
import { reading } from '../../src/doctor/attempt.ts';

const words = { message: 'Interrupted: it continues.', hint: 'Look.' };
const reason = interruption('deploy');

function failing(error: Error, { interrupted }: { interrupted: boolean }): Promise<unknown> {
  const controller = new AbortController();
  if (interrupted) controller.abort(reason);
  return withInterruptMessage({ signal: controller.signal }, words, () => Promise.reject(error)).catch(
    (thrown: unknown) => thrown,
  );
}

test('after Ctrl-C, the message is that of the interrupted step', async () => {
  const broken = new UserError('engine', 'docker push failed');
  expect(await failing(reason, { interrupted: true })).toMatchObject({ kind: 'interrupted', ...words });
  expect(await failing(broken, { interrupted: true })).toMatchObject({ kind: 'interrupted', ...words });
  expect(await failing(broken, { interrupted: false })).toBe(broken);
  const told = new UserError('interrupted', 'The change continues.');
  expect(await failing(told, { interrupted: true })).toBe(told);
});

test('a question that Ctrl-C ends is not one without an answer', async () => {
  await expect(reading(() => Promise.reject(reason))).rejects.toBe(reason);
  expect(await reading(() => Promise.reject(new Error('denied')))).toEqual({ unread: 'denied' });
});
