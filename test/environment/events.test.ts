import type { EventDescription } from '@aws-sdk/client-elastic-beanstalk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eachEvent } from '../../src/environment/events.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

const start = Date.parse('2026-11-24T10:00:00Z');
const overlapMs = 60_000;

/** An event, and the delay until it can be read; a field that AWS's model calls optional may be missing. */
const written = fc.record({
  second: fc.integer({ min: 0, max: 300 }),
  delay: fc.integer({ min: 0, max: overlapMs - 5_000 }),
  message: fc.oneof(fc.constantFrom('a', 'b', undefined), fc.string()),
  severity: fc.constantFrom('INFO', 'ERROR', undefined),
});

test('every event is shown exactly once, whatever comes late, twice, out of order or half', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(written, { maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      async (drawn, pageSize) => {
        const clock = new ManualClock(start);
        const stored = drawn.map(({ second, delay, message, severity }) => ({
          visible: start + second * 1000 + delay,
          event: {
            EventDate: new Date(start + second * 1000),
            Message: message,
            Severity: severity,
          },
        }));
        const deps = readingDeps({
          clock,
          beanstalk: {
            describeEvents: ({ StartTime, NextToken }) => {
              const found = stored
                .filter(
                  ({ visible, event }) =>
                    visible <= Number(clock.now()) && Number(event.EventDate) >= Number(StartTime),
                )
                .map(({ event }) => event)
                .sort((a, b) => Number(b.EventDate) - Number(a.EventDate));
              const from = Number(NextToken ?? 0);
              const next = from + pageSize;
              return Promise.resolve({
                $metadata: {},
                Events: found.slice(from, next),
                ...(next < found.length && { NextToken: String(next) }),
              });
            },
          },
        });
        clock.at(start + 500_000, () => {
          deps.controller.abort(new Error('enough'));
        });
        const shown: string[] = [];
        await eachEvent(
          deps,
          { application: 'id', environment: 'id-prod' },
          { since: new Date(start), follow: true },
          ({ at, message }) => shown.push(`${at.toISOString()} ${message}`),
        );
        const all = stored.map(({ event }) => `${event.EventDate.toISOString()} ${event.Message ?? ''}`);
        expect(shown.toSorted()).toEqual([...new Set(all)].toSorted());
      },
    ),
    { numRuns: 100 },
  );
});

test('an event without a date, and an answer without events', async () => {
  const answers: { Events?: EventDescription[] }[] = [{ Events: [{ Message: 'x' }, {}] }, {}];
  for (const answer of answers) {
    const deps = readingDeps({
      clock: new ManualClock(start),
      beanstalk: { describeEvents: () => Promise.resolve({ $metadata: {}, ...answer }) },
    });
    const shown: string[] = [];
    await eachEvent(
      deps,
      { application: 'id', environment: 'id-prod' },
      { since: undefined, follow: false },
      ({ message }) => shown.push(message),
    );
    expect(shown.toSorted()).toEqual((answer.Events ?? []).map(({ Message = '' }) => Message).toSorted());
  }
});
