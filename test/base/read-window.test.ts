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

test('between pages, ids of the overlap before the position stay', () => {
  const window = new ReadWindow(0, overlapMs);
  for (let second = 0; second < 1_000; second++) {
    window.add(String(second), second * 1_000);
    window.forget(10_000_000, second * 1_000);
    expect(window.size).toBeLessThanOrEqual(122);
  }
  expect([window.add('880', 880_000), window.add('800', 800_000)]).toEqual([false, true]);
});

test('a position that is behind the newest item keeps what the read has still to return', () => {
  const window = new ReadWindow(0, overlapMs);
  for (const second of [100, 500, 900]) window.add(String(second), second * 1_000);
  window.forget(10_000_000, 600_000);
  expect(['100', '500', '900'].map((id) => window.add(id, Number(id) * 1_000))).toEqual([true, false, false]);
});
