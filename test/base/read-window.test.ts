import { expect, test } from 'vitest';
import { ReadWindow } from '../../src/base/read-window.ts';

const overlapMs = 120_000;

test('reads start behind the newest item, but neither before the beginning nor by a clock that is ahead', () => {
  const window = new ReadWindow(1_000_000, overlapMs);
  expect(window.start(5_000_000)).toBe(1_000_000);
  window.add('1', 1_000_500);
  expect(window.start(5_000_000)).toBe(1_000_000);
  window.add('2', 9_000_000);
  expect(window.start(5_000_000)).toBe(5_000_000 - overlapMs);
  expect(window.start()).toBe(9_000_000 - overlapMs);
});

test('without a beginning, the first read has no start', () => {
  expect(new ReadWindow(-Infinity, overlapMs).start(5_000_000)).toBe(-Infinity);
});

test('an item is new once, also after ids that no read can return are forgotten', () => {
  const window = new ReadWindow(0, overlapMs);
  expect([window.add('old', 10), window.add('new', 500_000), window.add('old', 10)]).toEqual([
    true,
    true,
    false,
  ]);
  window.forget();
  expect([window.add('new', 500_000), window.add('old', 10)]).toEqual([false, true]);
});
