import { expect, test } from 'vitest';
import { relativePathProblem } from '../../../src/config/keys/relative-path.ts';

test.each([
  '/',
  '/auth',
  '/auth/',
  '/id/auth',
  '/healthcare',
  '/metrics2',
  '/a.b',
  '/.well',
  '/auth/health',
  '/~x',
])('%s', (path) => {
  expect(relativePathProblem(path)).toBeUndefined();
});

test.each([
  ['', /path such as/],
  ['auth', /path such as/],
  ['/a%2e', /letters/],
  ['/a b', /letters/],
  ['/a;b', /letters/],
  ['//', /empty segment/],
  ['/a//b', /empty segment/],
  ['///auth', /empty segment/],
  ['/auth//', /empty segment/],
  ['/a/../b', /dots/],
  ['/./a', /dots/],
  ['/a/.', /dots/],
  ['/...', /dots/],
  ['/health', /begin with \/health/],
  ['/health/', /begin with \/health/],
  ['/metrics/auth', /begin with \/metrics/],
  ['/kc-eb', /begin with \/kc-eb/],
])('%j is rejected', (path, reason) => {
  expect(relativePathProblem(path)).toMatch(reason);
});
