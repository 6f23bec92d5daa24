import { expect, test } from 'vitest';
import {
  applicationMetrics,
  countsClientErrors,
  readRequests,
} from '../../../src/local-beanstalk/beanstalk/health/requests.ts';

const now = new Date('2026-11-24T10:00:30.000Z');
const line = (secondsAgo: number, status: number): string =>
  `${(now.getTime() / 1000 - secondsAgo).toFixed(3)}"/realms/a\\x22b"${status}"0.020"0.019"203.0.113.7`;

test('the requests of the last ten seconds, without broken lines', () => {
  const text = [line(11, 500), line(9.5, 200), line(1, 503), '1764064829.1"/"200', ''].join('\n');
  expect(readRequests(text, now)).toEqual([
    { status: 200, latency: 0.02 },
    { status: 503, latency: 0.02 },
  ]);
});

test('counts of statuses and the averages of the slowest', () => {
  const requests = Array.from({ length: 100 }, (_, index) => ({ status: 200, latency: index / 100 }));
  expect(applicationMetrics([...requests.slice(1), { status: 500, latency: 1 }])).toMatchObject({
    ...{
      Duration: 10,
      RequestCount: 100,
      StatusCodes: { Status2xx: 99, Status3xx: 0, Status4xx: 0, Status5xx: 1 },
    },
    Latency: { P999: 1, P99: 1, P90: 0.955, P50: 0.755 },
  });
});

test('nothing for no requests', () => {
  expect(applicationMetrics([])).toEqual({ RequestCount: 0 });
});

test.each([
  ['', true],
  ['{}', true],
  ['{"Rules":{"Environment":{"Application":{"ApplicationRequests4xx":{"Enabled":false}}}}}', false],
])('the rule of 4xx in %j', (document, expected) => {
  expect(countsClientErrors(document)).toBe(expected);
});
