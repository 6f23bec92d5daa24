import type { EnvironmentStatus } from '@aws-sdk/client-elastic-beanstalk';
import { expect, test } from 'vitest';
import { followEnvironment, type FollowTarget } from '../../src/environment/follow.ts';
import { FakeAws } from '../fakes/fake-aws.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

const start = Date.parse('2026-11-24T10:00:00Z');

/** An update that begins at once and takes 10 seconds. */
function setUp(ends: EnvironmentStatus = 'Ready', severity: 'INFO' | 'ERROR' = 'INFO') {
  const clock = new ManualClock(start);
  const aws = new FakeAws(clock);
  const beanstalk = aws.beanstalkFake;
  const deps = readingDeps({ clock, beanstalk });
  const identity = { name: 'id-prod', application: 'id', solutionStack: '', versionLabel: 'v1' };
  const environment = beanstalk.stand(identity, []);
  environment.status = 'Updating';
  beanstalk.addEvent(environment, 'Environment update is starting.', { requestId: 'r-1' });
  clock.at(start + 10_000, () => {
    environment.status = ends;
    beanstalk.addEvent(environment, 'It has ended.', { severity, requestId: 'r-1' });
  });
  const follow = (target: Partial<FollowTarget> = {}) =>
    followEnvironment(deps, {
      environment: 'id-prod',
      requestId: 'r-1',
      until: 'Ready',
      deadline: start + 600_000,
      ...target,
    });
  const seconds = () => (clock.now().getTime() - start) / 1000;
  const calls = (operation: string) =>
    aws.journal.operations(true).filter((name) => name === operation).length;
  return { clock, environment, events: beanstalk.events, journal: aws.journal, deps, follow, seconds, calls };
}

const outage = Object.assign(new Error('reset'), { code: 'ECONNRESET' });

test.each([['r-1'], [undefined]])(
  'one status and one read of events a poll (request %s)',
  async (requestId) => {
    const { calls, deps, follow } = setUp('Ready', 'ERROR');
    expect(await follow({ requestId })).toEqual({ requestId: 'r-1', errors: ['It has ended.'] });
    expect(calls('describeEnvironments')).toBe(5);
    expect(calls('describeEvents')).toBe(5);
    expect(deps.events.map((event) => 'message' in event && event.message)).toEqual([
      'Environment update is starting.',
      'It has ended.',
    ]);
  },
);

test('an outage is waited out, and the events of the end are read after it', async () => {
  const { clock, journal, follow, seconds } = setUp('Ready', 'ERROR');
  clock.at(start + 8_000, () => {
    journal.failNext('*', outage, 20);
  });
  expect(await follow()).toMatchObject({ errors: ['It has ended.'] });
  expect(seconds()).toBeGreaterThan(60);
});

test('an outage of five minutes is thrown, and so is at once what is not transient', async () => {
  const { journal, follow, seconds } = setUp();
  journal.failNext('*', outage, 200);
  await expect(follow()).rejects.toBe(outage);
  expect(seconds()).toBe(300);
  const denied = setUp();
  denied.journal.failNext('*', new Error('denied'));
  await expect(denied.follow()).rejects.toThrow('denied');
  expect(denied.seconds()).toBe(0);
});

test('an old Ready is not the end of an operation that has not begun', async () => {
  const { clock, environment, events, follow, seconds } = setUp();
  environment.status = 'Ready';
  events.length = 0;
  clock.at(start + 4_000, () => {
    environment.status = 'Updating';
  });
  await follow();
  expect(seconds()).toBeGreaterThanOrEqual(10);
});

test('an environment that is terminated has settled, and never becomes Ready', async () => {
  expect(await setUp('Terminated').follow({ until: 'settled' })).toMatchObject({ errors: [] });
  await expect(setUp('Terminated').follow()).rejects.toMatchObject({ kind: 'deployment' });
});

test('the deadline ends it', async () => {
  const { follow, seconds } = setUp();
  await expect(follow({ deadline: start + 5_000 })).rejects.toMatchObject({ kind: 'timeout' });
  expect(seconds()).toBeLessThan(10);
});
