import { expect, test } from 'vitest';
import { batches, batchSize } from '../../../src/local-beanstalk/beanstalk/workflow/batches.ts';

test.each([
  ['Fixed', 1, 4, 1],
  ['Fixed', 9, 4, 4],
  ['Percentage', 100, 3, 3],
  ['Percentage', 30, 10, 3],
  ['Percentage', 30, 2, 1],
  ['Percentage', 50, 3, 1],
] as const)('%s %i of %i instances: batches of %i', (type, size, instances, expected) => {
  expect(batchSize({ type, size }, instances)).toBe(expected);
});

test('the last batch holds the rest', () => {
  expect(batches([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(batches([], 1)).toEqual([]);
});
