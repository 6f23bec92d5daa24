import { expect, test } from 'vitest';
import { nearest } from '../../src/base/did-you-mean.ts';

const known = ['region', 'environment', 'application', 'min', 'max'];

test.each([
  ['regoin', 'region'],
  ['Region', 'region'],
  ['enviroment', 'environment'],
  ['mix', 'min'],
  ['applications', 'application'],
  ['xyzzy', undefined],
  ['certificate', undefined],
])('%s is meant to be %s', (wrong, meant) => {
  expect(nearest(wrong, known)).toBe(meant);
});

test('among nothing there is no nearest', () => {
  expect(nearest('a', [])).toBeUndefined();
});
