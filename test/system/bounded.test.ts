import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { mapBounded } from '../../src/system/bounded.ts';

test('no more than 16 at once; the results have the order of the items', async () => {
  let active = 0;
  let most = 0;
  const items = Array.from({ length: 1000 }, (_item, index) => index);
  const results = await mapBounded(items, async (item) => {
    active += 1;
    most = Math.max(most, active);
    if (item % 3 === 0) await setImmediate();
    active -= 1;
    return item * 2;
  });
  expect(most).toBe(16);
  expect(results).toEqual(items.map((item) => item * 2));
});

test('the first failure is thrown', async () => {
  await expect(mapBounded([1, 2, 3], (item) => Promise.reject(new Error(String(item))))).rejects.toThrow('1');
  expect(await mapBounded([], () => Promise.resolve(1))).toEqual([]);
});
