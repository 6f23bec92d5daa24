import { expect, test } from 'vitest';
import { gapsOf, unreachedOf } from './coverage.ts';
import { faultsOf, type Point } from './fault.ts';
import type { Trial } from './try-points.ts';

const poll = 'elasticbeanstalk DescribeEvents';
const calls = [
  ...['s3 PutObject #1', 'ecr DescribeImages #1', 'logs CreateLogGroup #1', 'engine build #1'],
  ...['registry PUT manifest #1', 'secretsmanager GetSecretValue #1', 'keycloak POST clients #1'],
];
const polls = Array.from({ length: 9 }, (_, index) => `${poll} #${index + 1}`);

function trialsOf(points: readonly Point[], unreached: (point: Point) => boolean = () => false): Trial[] {
  return points.flatMap((point) =>
    faultsOf(point).map((fault) => ({ point, fault, reached: !unreached(point), problem: undefined })),
  );
}

test('all that is there was tried', () => {
  expect(gapsOf(trialsOf([...calls, ...polls]), { builds: true })).toEqual([]);
});

test('a filter that matches nothing tries nothing', () => {
  expect(unreachedOf([])).toEqual(['nothing was tried']);
});

test('a fault that is never done is a gap, though all converged', () => {
  const trials = trialsOf([...calls, ...polls]).map((trial) => ({
    ...trial,
    reached: trial.fault !== 'throttled',
  }));
  const gaps = gapsOf(trials, { builds: true });
  expect(gaps).toContain('nothing was throttled');
  expect(gaps).toContain('not reached: s3 PutObject #1, throttled');
});

test('nothing is done to Keycloak: a gap', () => {
  const points = [...calls, ...polls].filter((point) => !point.startsWith('keycloak'));
  expect(gapsOf(trialsOf(points), { builds: true })).toEqual(['nothing was done to a call of keycloak']);
});

test('only late polls may not come about', () => {
  const many = [
    ...calls,
    ...polls,
    ...Array.from({ length: 20 }, (_, index) => `s3 GetObject #${index + 1}`),
  ];
  expect(unreachedOf(trialsOf(many, (point) => point === `${poll} #9`))).toEqual([]);
  expect(unreachedOf(trialsOf(many, (point) => point === `${poll} #6`))).toHaveLength(9);
  expect(unreachedOf(trialsOf(many, (point) => point === 's3 GetObject #20'))).toHaveLength(9);
  const rest = /DescribeEvents #[789]/;
  expect(unreachedOf(trialsOf(many, (point) => rest.test(point)))).toEqual(['27 of 315 were not reached']);
});
