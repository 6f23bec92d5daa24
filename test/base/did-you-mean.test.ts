import { expect, test } from 'vitest';
import { suggestion } from '../../src/base/did-you-mean.ts';

const known = ['region', 'environment', 'application', 'min', 'max'];

test.each([
  ['regoin', 'region'],
  ['Region', 'region'],
  ['enviroment', 'environment'],
  ['mix', 'min'],
  ['applications', 'application'],
])('%s may mean %s', (wrong, meant) => {
  expect(suggestion(wrong, known)).toBe(`; did you mean ${meant}?`);
});

test.each(['xyzzy', 'certificate'])('%s is near none', (wrong) => {
  expect(suggestion(wrong, known)).toBe('');
  expect(suggestion(wrong, known, '.')).toBe('.');
});

test('no known names', () => {
  expect(suggestion('a', [])).toBe('');
});
