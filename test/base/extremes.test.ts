import { expect, test } from 'vitest';
import { largest, smallest } from '../../src/base/extremes.ts';

test('the extremes of more numbers than a call can have arguments', () => {
  const many = Array.from({ length: 300_000 }, (_, index) => index);
  expect([largest(many), smallest(many)]).toEqual([299_999, 0]);
});

test('an empty list has the limit as its extreme', () => {
  expect([largest([]), smallest([]), largest([], 3), smallest([], 3)]).toEqual([-Infinity, Infinity, 3, 3]);
  expect([largest([1, 2], 3), smallest([4, 5], 3)]).toEqual([3, 3]);
});
