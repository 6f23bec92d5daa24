import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { expect } from 'vitest';
import type { Declare, GetSubject } from './subject.ts';

const Namespace = 'kc-eb-contract';
const logGroupName = '/aws/elasticbeanstalk/contract-metrics/cluster';

/** Metrics of log lines. kc-eb does not call CloudWatch, so that the fakes have none. */
export function monitoringContract(get: GetSubject, test: Declare): void {
  const client = (): CloudWatch => {
    const { cloudWatch } = get();
    if (cloudWatch === undefined) throw new Error('a subject without CloudWatch');
    return cloudWatch;
  };
  const slot = Math.floor(Date.now() / 30_000) * 30_000;
  const line = (Timestamp: number, Instance: string, Size: number): string => {
    const Metrics = [{ Name: 'Size', Unit: 'Count', StorageResolution: 1 }];
    const directive = { Namespace, Dimensions: [['Environment'], ['Environment', 'Instance']], Metrics };
    return JSON.stringify({
      _aws: { Timestamp, CloudWatchMetrics: [directive] },
      ...{ Environment: 'e', Instance, Size },
    });
  };
  const Metric = { Namespace, MetricName: 'Size', Dimensions: [{ Name: 'Environment', Value: 'e' }] };
  const query = (Id: string, Stat: string) => ({ Id, MetricStat: { Metric, Period: 30, Stat } });

  test('log lines in the embedded metric format become metrics', async () => {
    const subject = get();
    await (await subject.aws.logs()).createLogGroup({ logGroupName });
    for (const [instance, size] of [
      ['i-0a', 2],
      ['i-0b', 1],
    ] as const) {
      await subject.putLogEvents(logGroupName, instance, [
        { timestamp: slot - 30_000, message: line(slot - 30_000, instance, size) },
        { timestamp: slot - 10_000, message: 'a text' },
      ]);
    }
    const { Metrics = [] } = await client().listMetrics({ Namespace });
    const sets = Metrics.map(({ Dimensions = [] }) => Dimensions.map(({ Value }) => Value));
    expect(sets.toSorted()).toEqual([['e'], ['e', 'i-0a'], ['e', 'i-0b']]);
    const one = await client().listMetrics({ Namespace, Dimensions: [{ Name: 'Instance', Value: 'i-0b' }] });
    expect(one.Metrics).toHaveLength(1);
  });

  test('their statistics and differences are read by period', async () => {
    const { MetricDataResults = [] } = await client().getMetricData({
      StartTime: new Date(slot - 60_000),
      EndTime: new Date(slot),
      MetricDataQueries: [
        ...['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'].map((Stat) =>
          query(Stat.toLowerCase(), Stat),
        ),
        { Id: 'split', Expression: 'samplecount - minimum' },
      ],
    });
    const values = MetricDataResults.map(({ Id, Values = [] }) => [Id, ...Values]);
    expect(values).toEqual([
      ['samplecount', 2],
      ['sum', 3],
      ['average', 1.5],
      ['minimum', 1],
      ['maximum', 2],
      ['split', 1],
    ]);
    expect(MetricDataResults[0]?.Timestamps).toEqual([new Date(slot - 30_000)]);
  });

  test('errors have the names of the SDK', async () => {
    await expect(client().describeAlarms({ AlarmNames: ['a'], AlarmNamePrefix: 'a' })).rejects.toMatchObject({
      name: 'InvalidParameterCombinationException',
    });
    const times = { StartTime: new Date(slot), EndTime: new Date(slot) };
    await expect(
      client().getMetricData({ ...times, MetricDataQueries: [query('a', 'Sum')] }),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });
}
