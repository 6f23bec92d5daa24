/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
import { z } from 'zod';
import { floor, type MetricStore } from './metric-store.ts';
import { periodOf, type Query, queries, run } from './queries.ts';
import { ServiceError } from '../http/service.ts';

/** Seconds in JSON, dates in CBOR, texts in the query protocol. */
export const timestamp = z.union([
  z.number().transform((seconds) => new Date(seconds * 1000)),
  z.coerce.date(),
]);

const mostDatapoints = 100_800;

export const metricDataInput = z.object({
  MetricDataQueries: queries.min(1).max(500),
  StartTime: timestamp,
  EndTime: timestamp,
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  MaxDatapoints: z.coerce.number().int().min(1).max(mostDatapoints).default(mostDatapoints),
  NextToken: z.string().optional(),
});

type Input = z.output<typeof metricDataInput>;

export function getMetricData(store: MetricStore, input: Input) {
  const { MetricDataQueries: all, ScanBy, MaxDatapoints: most, NextToken: token = '0' } = input;
  if (!/^\d+$/.test(token)) throw new ServiceError('InvalidNextToken', 'The NextToken is invalid.');
  const results = all
    .filter(({ ReturnData }) => ReturnData)
    .map((one) => {
      const found = [...pointsOf(store, one, input)];
      return { one, found: ScanBy === 'TimestampDescending' ? found.reverse() : found };
    });
  // A page holds a part of all datapoints, in the order of the queries.
  const [start, end] = [Number(token), Number(token) + most];
  let passed = 0;
  const pages = results.map(({ one, found }) => {
    const page = found.slice(Math.max(0, start - passed), Math.max(0, end - passed));
    passed += found.length;
    return { one, page, complete: passed <= end };
  });
  return {
    MetricDataResults: pages.map(({ one, page, complete }) => ({
      Id: one.Id,
      Label: one.Label ?? one.MetricStat?.Metric.MetricName ?? one.Id,
      Timestamps: page.map(([time]) => new Date(time)),
      Values: page.map(([, value]) => value),
      StatusCode: complete ? 'Complete' : 'PartialData',
    })),
    NextToken: end < passed ? String(end) : undefined,
    Messages: [],
  };
}

function pointsOf(store: MetricStore, one: Query, { MetricDataQueries, StartTime, EndTime }: Input) {
  const seconds = periodOf(one, MetricDataQueries);
  return run(store, one, MetricDataQueries, windowOf(StartTime, EndTime, seconds));
}

/** Periods begin at even divisions of the minute, those above a minute at a minute. */
export function windowOf(start: Date, end: Date, seconds: number) {
  if (start >= end) {
    throw new ServiceError(
      'ValidationError',
      'The parameter StartTime must be less than the parameter EndTime.',
    );
  }
  const periodMs = seconds * 1000;
  return { start: floor(start.getTime(), Math.min(periodMs, 60_000)), end: end.getTime(), periodMs };
}
