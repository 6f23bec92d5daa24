import { expect, test } from 'vitest';
import { versionStatus } from '../../src/deploy/read-artifacts.ts';

test.each([
  ['PROCESSED', 'Processed'],
  ['Processed', 'Processed'],
  ['FAILED', 'Failed'],
  [undefined, undefined],
])('%s is %s', (answered, expected) => {
  expect(versionStatus(answered)).toBe(expected);
});
