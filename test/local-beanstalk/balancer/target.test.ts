import { expect, test } from 'vitest';
import { matches, Target } from '../../../src/local-beanstalk/balancer/target.ts';

test.each([
  ['200', 200, true],
  ['200', 201, false],
  ['200,202', 202, true],
  ['200-299', 250, true],
  ['200-299', 301, false],
  ['200-204,301', 301, true],
  ['200', 0, false],
])('matcher %s and status %i: %s', (matcher, status, expected) => {
  expect(matches(matcher, status)).toBe(expected);
});

const instance = {
  id: 'i-1',
  environmentName: 'e',
  environmentId: 'e-1',
  privateIp: '10.0.0.11',
  launchedAt: new Date(0),
};

test.each([
  ['one success makes a new target healthy', [true], 'healthy'],
  ['one failure leaves it initial', [false], 'initial'],
  ['two failures make it unhealthy', [false, false], 'unhealthy'],
  ['an unhealthy one needs three successes', [false, false, true, true], 'unhealthy'],
  ['three in a row bring it back', [false, false, true, true, true], 'healthy'],
  ['a failure between starts the count again', [false, false, true, true, false, true], 'unhealthy'],
  ['one failure does not take a healthy one out', [true, false, true, false], 'healthy'],
])('%s', (_title, checks, state) => {
  const target = new Target(instance);
  for (const check of checks) target.count(check, { healthyThreshold: 3, unhealthyThreshold: 2 });
  expect(target.state).toBe(state);
});
