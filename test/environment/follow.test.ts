import type { DescribeEventsCommandInput, EventDescription } from '@aws-sdk/client-elastic-beanstalk';
import { expect, test } from 'vitest';
import { followEnvironment } from '../../src/environment/follow.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

const minute = 60_000;
const own = { RequestId: '00000000-0000-4000-8000-000000000002' };

/** An update that began ten minutes ago, failed on an instance five minutes ago, and ends in a minute. */
function updating() {
  const clock = new ManualClock();
  const now = clock.now().getTime();
  const events: EventDescription[] = [
    { EventDate: new Date(now - 5 * minute), Severity: 'ERROR', Message: 'Failed on i-1.', ...own },
    { EventDate: new Date(now - 10 * minute), Severity: 'INFO', Message: 'Update is starting.', ...own },
    { EventDate: new Date(now - 60 * minute), Severity: 'ERROR', Message: 'Old.', RequestId: 'another' },
  ];
  const beanstalk = {
    describeEnvironments: () => {
      const Status = clock.now().getTime() < now + minute ? ('Updating' as const) : ('Ready' as const);
      return Promise.resolve({ $metadata: {}, Environments: [{ Status }] });
    },
    describeEvents: ({ StartTime }: DescribeEventsCommandInput) =>
      Promise.resolve({
        $metadata: {},
        Events: events.filter(({ EventDate = 0 }) => StartTime === undefined || EventDate >= StartTime),
      }),
  };
  return readingDeps({ clock, beanstalk });
}

test('an operation that has run for minutes: its request and its earlier errors count', async () => {
  const deps = updating();
  const deadline = deps.clock.now().getTime() + 30 * minute;
  const target = { environment: 'id-prod', requestId: undefined, until: 'settled', deadline } as const;
  expect(await followEnvironment(deps, target)).toEqual({
    requestId: own.RequestId,
    errors: ['Failed on i-1.'],
  });
});

test('the time limit names the request of an operation that has run for minutes', async () => {
  const deps = updating();
  const deadline = deps.clock.now().getTime() + 20_000;
  const target = { environment: 'id-prod', requestId: undefined, until: 'Ready', deadline } as const;
  await expect(followEnvironment(deps, target)).rejects.toMatchObject({
    kind: 'timeout',
    message: expect.stringContaining(own.RequestId) as unknown,
  });
});
