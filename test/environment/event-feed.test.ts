import type { EventDescription } from '@aws-sdk/client-elastic-beanstalk';
import { expect, test } from 'vitest';
import type { Deps } from '../../src/ports.ts';
import { EventFeed } from '../../src/environment/event-feed.ts';
import { Recorder } from '../fakes/recorder.ts';

function event(second: number, Message: string, RequestId?: string, Severity = 'INFO'): EventDescription {
  const EventDate = new Date(Date.UTC(2026, 10, 24, 10, 0, second));
  return { EventDate, Message, Severity, ...(RequestId !== undefined && { RequestId }) } as EventDescription;
}

function feedOf(events: EventDescription[], requestId: string | undefined) {
  const reporter = new Recorder();
  const beanstalk = { describeEvents: () => Promise.resolve({ Events: events.toReversed() }) };
  const aws = { beanstalk: () => Promise.resolve(beanstalk) } as unknown as Deps['aws'];
  return { reporter, feed: new EventFeed({ aws, reporter }, 'id-prod', requestId, undefined) };
}

const events = [
  event(1, 'Environment health has transitioned from Ok to Warning.', undefined, 'WARN'),
  event(2, 'Environment update is starting.', 'r-1'),
  event(3, 'Environment health has transitioned from Warning to Severe.', undefined, 'ERROR'),
  event(4, "Somebody else's.", 'r-2', 'ERROR'),
  event(5, 'Failed to deploy application.', 'r-1', 'ERROR'),
];

test.each([
  ['of a call of our own', 'r-1', 'showNew'],
  ['of whatever runs', undefined, 'showNewest'],
] as const)('%s: its events and, from its beginning on, the health of the environment', async (...args) => {
  const [, requestId, show] = args;
  const { feed, reporter } = feedOf(events, requestId);
  await feed[show]();
  await feed[show]();
  expect(reporter.of('environment-event').map(({ message }) => message)).toEqual([
    'Environment update is starting.',
    'Environment health has transitioned from Warning to Severe.',
    'Failed to deploy application.',
  ]);
});

test("the health's errors are not the operation's", async () => {
  const { feed } = feedOf(events, 'r-1');
  await feed.showNew();
  expect([feed.own, feed.errors]).toEqual([2, ['Failed to deploy application.']]);
});
