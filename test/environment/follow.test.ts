import type { EnvironmentStatus } from '@aws-sdk/client-elastic-beanstalk';
import { expect, test } from 'vitest';
import { followEnvironment, type FollowTarget } from '../../src/environment/follow.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { readingDeps } from '../fakes/reading-deps.ts';
import { SmallBeanstalk } from '../fakes/small-beanstalk.ts';

const start = Date.parse('2026-11-24T10:00:00Z');

class Counted extends SmallBeanstalk {
  /** Thrown by the next calls, in turn. */
  readonly refusals: Error[] = [];

  #call(name: string): void {
    this.calls.push(name);
    const refusal = this.refusals.shift();
    if (refusal !== undefined) throw refusal;
  }

  override async describeEnvironments(...args: Parameters<SmallBeanstalk['describeEnvironments']>) {
    await Promise.resolve();
    this.#call('status');
    return super.describeEnvironments(...args);
  }

  override async describeEvents(...args: Parameters<SmallBeanstalk['describeEvents']>) {
    await Promise.resolve();
    this.#call('events');
    return super.describeEvents(...args);
  }
}

/** An update that begins at once and takes 10 seconds. */
function setUp(ends: EnvironmentStatus = 'Ready', severity: 'INFO' | 'ERROR' = 'INFO') {
  const clock = new ManualClock(start);
  const beanstalk = new Counted(clock);
  const deps = readingDeps({ clock, beanstalk });
  beanstalk.status = 'Updating';
  beanstalk.addEvent('Environment update is starting.', 'INFO', 'r-1');
  clock.at(start + 10_000, () => {
    beanstalk.status = ends;
    beanstalk.addEvent('It has ended.', severity, 'r-1');
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
  return { clock, beanstalk, deps, follow, seconds };
}

const outage = Object.assign(new Error('reset'), { code: 'ECONNRESET' });

test.each([['r-1'], [undefined]])(
  'one status and one read of events a poll (request %s)',
  async (requestId) => {
    const { beanstalk, deps, follow } = setUp('Ready', 'ERROR');
    expect(await follow({ requestId })).toEqual({ requestId: 'r-1', errors: ['It has ended.'] });
    expect(beanstalk.calls.filter((name) => name === 'status')).toHaveLength(5);
    expect(beanstalk.calls.filter((name) => name === 'events')).toHaveLength(5);
    expect(deps.events.map((event) => 'message' in event && event.message)).toEqual([
      'Environment update is starting.',
      'It has ended.',
    ]);
  },
);

test('an outage is waited out, and the events of the end are read after it', async () => {
  const { clock, beanstalk, follow, seconds } = setUp('Ready', 'ERROR');
  clock.at(start + 8_000, () => {
    beanstalk.refusals.push(...Array.from({ length: 20 }, () => outage));
  });
  expect(await follow()).toMatchObject({ errors: ['It has ended.'] });
  expect(seconds()).toBeGreaterThan(60);
});

test('an outage of five minutes is thrown, and so is at once what is not transient', async () => {
  const { beanstalk, follow, seconds } = setUp();
  beanstalk.refusals.push(...Array.from({ length: 200 }, () => outage));
  await expect(follow()).rejects.toBe(outage);
  expect(seconds()).toBe(300);
  const denied = setUp();
  denied.beanstalk.refusals.push(new Error('denied'));
  await expect(denied.follow()).rejects.toThrow('denied');
  expect(denied.seconds()).toBe(0);
});

test('an old Ready is not the end of an operation that has not begun', async () => {
  const { clock, beanstalk, follow, seconds } = setUp();
  beanstalk.status = 'Ready';
  beanstalk.events.length = 0;
  clock.at(start + 4_000, () => {
    beanstalk.status = 'Updating';
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
