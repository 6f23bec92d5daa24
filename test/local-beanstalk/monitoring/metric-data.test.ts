import { expect, test } from 'vitest';
import { getMetricData, metricDataInput } from '../../../src/local-beanstalk/monitoring/metric-data.ts';
import { MetricStore } from '../../../src/local-beanstalk/monitoring/metric-store.ts';

const start = Date.UTC(2026, 10, 27, 10);

test('pages hold MaxDatapoints of all results, the newest first', () => {
  const metrics = new MetricStore(() => new Date(start + 180_000));
  for (const minute of [0, 1, 2]) {
    metrics.add({
      metric: { namespace: 'kc-eb', name: 'Ready', dimensions: [] },
      ...{ unit: 'Count', timestamp: start + minute * 60_000, values: [minute], resolution: 1 },
    });
  }
  const query = (Id: string, Stat: string) => {
    return { Id, MetricStat: { Metric: { Namespace: 'kc-eb', MetricName: 'Ready' }, Period: 60, Stat } };
  };
  const pages: unknown[] = [];
  let NextToken: string | undefined;
  do {
    const input = metricDataInput.parse({
      ...{ MetricDataQueries: [query('a', 'Sum'), query('b', 'Maximum')], MaxDatapoints: 4, NextToken },
      ...{ StartTime: start / 1000, EndTime: start / 1000 + 180 },
    });
    const page = getMetricData(metrics, input);
    pages.push(page.MetricDataResults.map(({ Id, Values, StatusCode }) => [Id, Values, StatusCode]));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  expect(pages).toEqual([
    [
      ['a', [2, 1, 0], 'Complete'],
      ['b', [2], 'PartialData'],
    ],
    [
      ['a', [], 'Complete'],
      ['b', [1, 0], 'Complete'],
    ],
  ]);
});
