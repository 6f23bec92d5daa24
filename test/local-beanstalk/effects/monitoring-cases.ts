import type { Cases } from './case.ts';
import { startedAt } from './fill.ts';

const dimensions = [{ Name: 'd', Value: 'x' }];
const metric = { Namespace: 'n', MetricName: 'm', Dimensions: dimensions };
const period = {
  StartTime: new Date(startedAt - 60_000),
  EndTime: new Date(startedAt + 600_000),
};
const otherPeriod = {
  StartTime: new Date(startedAt + 90_000),
  EndTime: new Date(startedAt + 90_000),
};
const operand = (Id: string, MetricName: string) => ({
  ...{ Id, ReturnData: false, MetricStat: { Metric: { ...metric, MetricName }, Period: 60, Stat: 'Sum' } },
});

export const monitoring: Cases = {
  DescribeAlarms: [
    {
      input: { AlarmNames: ['alarm-a', 'beta'], MaxRecords: 5 },
      other: {
        ...{ 'AlarmNames.0': 'none', MaxRecords: 1, NextToken: 'alarm-a', 'AlarmTypes.0': 'CompositeAlarm' },
        ...{ StateValue: 'ALARM', ActionPrefix: 'arn:aws:sns:us-east-1:000000000000:topic-1' },
      },
    },
    { input: { AlarmNamePrefix: 'a' }, other: { AlarmNamePrefix: 'b' } },
  ],
  GetMetricData: [
    {
      input: {
        MetricDataQueries: [
          {
            ...{ Id: 'a', Label: 'a', ReturnData: true },
            MetricStat: { Metric: metric, Period: 60, Stat: 'Sum', Unit: 'Count' },
          },
        ],
        ...{ ...period, ScanBy: 'TimestampAscending', MaxDatapoints: 5, NextToken: '0' },
      },
      other: {
        ...{ 'MetricDataQueries.0.Id': 'b', 'MetricDataQueries.0.Label': 'b' },
        'MetricDataQueries.0.ReturnData': false,
        'MetricDataQueries.0.MetricStat.Metric.Namespace': 'none',
        'MetricDataQueries.0.MetricStat.Metric.MetricName': 'k',
        'MetricDataQueries.0.MetricStat.Metric.Dimensions.0.Name': 'none',
        'MetricDataQueries.0.MetricStat.Metric.Dimensions.0.Value': 'y',
        'MetricDataQueries.0.MetricStat.Period': 300,
        'MetricDataQueries.0.MetricStat.Stat': 'Minimum',
        'MetricDataQueries.0.MetricStat.Unit': 'Bytes',
        ...{ ...otherPeriod, ScanBy: 'TimestampDescending', MaxDatapoints: 1, NextToken: '1' },
      },
    },
    {
      input: {
        MetricDataQueries: [
          { ...operand('a', 'm'), Period: 60 },
          operand('b', 'k'),
          { Id: 'c', Expression: 'a - b', Period: 60 },
        ],
        ...period,
      },
      other: { 'MetricDataQueries.2.Expression': 'b - a' },
      rejected: { 'MetricDataQueries.0.Period': 300, 'MetricDataQueries.2.Period': 300 },
    },
  ],
  GetMetricStatistics: [
    {
      input: { ...metric, ...period, Period: 60, Statistics: ['Sum'], Unit: 'Count' },
      other: {
        ...{ Namespace: 'none', MetricName: 'k', 'Dimensions.0.Name': 'none', 'Dimensions.0.Value': 'y' },
        ...{ ...otherPeriod, Period: 300, 'Statistics.0': 'Minimum', Unit: 'Bytes' },
      },
    },
  ],
  ListMetrics: [
    {
      input: { ...metric, NextToken: '0' },
      other: {
        ...{ Namespace: 'none', MetricName: 'k', 'Dimensions.0.Name': 'none', 'Dimensions.0.Value': 'y' },
        NextToken: '1',
      },
      // Datapoints are never older than these three hours.
      same: { RecentlyActive: 'PT3H' },
    },
  ],
};
