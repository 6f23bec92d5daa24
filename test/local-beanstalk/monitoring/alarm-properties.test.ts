import { expect, test } from 'vitest';
import { alarmProperties } from '../../../src/local-beanstalk/monitoring/alarm-properties.ts';

const simple = {
  ...{ MetricName: 'Ready', Namespace: 'kc-eb', Statistic: 'Minimum', Period: 60 },
  ...{ ComparisonOperator: 'LessThanThreshold', EvaluationPeriods: 5, Threshold: 1 },
};
const stat = (Id: string, Stat: string, Period = 30) => ({
  ...{ Id, ReturnData: false },
  MetricStat: { Metric: { Namespace: 'kc-eb', MetricName: 'ClusterSize' }, Period, Stat },
});
const split = { Id: 'split', Expression: 'samples - smallest' };
const math = {
  Metrics: [split, stat('samples', 'SampleCount'), stat('smallest', 'Minimum')],
  ...{ ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 3, Threshold: 0 },
};

test.each([
  ['a metric', simple],
  ['numbers as texts', { ...simple, Period: '60', EvaluationPeriods: '5', Threshold: '1' }],
  ['a short period', { ...simple, Period: 20 }],
  ['a difference', math],
])('%s is accepted', (_, properties) => {
  expect(alarmProperties.safeParse(properties).error?.issues).toBeUndefined();
});

const metrics = (...Metrics: object[]) => ({ ...math, Metrics });
test.each([
  ['an unknown property', { ...simple, Treshold: 1 }],
  ['a missing operator', { ...simple, ComparisonOperator: undefined }],
  ['an operator of anomaly detection', { ...simple, ComparisonOperator: 'GreaterThanUpperThreshold' }],
  ['a missing number of periods', { ...simple, EvaluationPeriods: undefined }],
  ['a missing threshold', { ...simple, Threshold: undefined }],
  ['a missing period', { ...simple, Period: undefined }],
  ['a missing statistic', { ...simple, Statistic: undefined }],
  ['a missing namespace', { ...simple, Namespace: undefined }],
  ['a period of 5 seconds', { ...simple, Period: 5 }],
  ['a period of 90 seconds', { ...simple, Period: 90 }],
  ['a window of more than a day', { ...simple, Period: 300, EvaluationPeriods: 289 }],
  ['more datapoints than periods', { ...simple, DatapointsToAlarm: 6 }],
  ['another treatment of missing data', { ...simple, TreatMissingData: 'notbreaching' }],
  ['a percentile', { ...simple, Statistic: undefined, ExtendedStatistic: 'p99' }],
  ['an action that is not an ARN', { ...simple, AlarmActions: ['topic'] }],
  ['six actions', { ...simple, OKActions: Array.from({ length: 6 }, () => 'arn:aws:sns:us-east-1:1:t') }],
  ['a dimension twice', { ...simple, Dimensions: [1, 2].map((n) => ({ Name: 'a', Value: `${n}` })) }],
  ['a metric next to metrics', { ...math, MetricName: 'Ready' }],
  ['dimensions next to metrics', { ...math, Dimensions: [] }],
  ['two results', metrics(split, { ...stat('samples', 'Sum'), ReturnData: true }, stat('smallest', 'Sum'))],
  [
    'results by default',
    metrics(split, { ...stat('samples', 'Sum'), ReturnData: undefined }, stat('smallest', 'Sum')),
  ],
  ['a missing result', metrics({ ...split, ReturnData: false }, ...math.Metrics.slice(1))],
  ['an unknown operand', metrics(split, stat('samples', 'Sum'))],
  ['another expression', metrics({ ...split, Expression: 'FILL(samples, 0)' }, ...math.Metrics.slice(1))],
  ['an Id in upper case', metrics({ ...split, Id: 'Split' }, ...math.Metrics.slice(1))],
  ['different periods', metrics(split, stat('samples', 'Sum', 60), stat('smallest', 'Sum'))],
  [
    'an expression next to a MetricStat',
    metrics({ ...stat('a', 'Sum'), Expression: 'b - c', ReturnData: true }),
  ],
])('%s is rejected', (_, properties) => {
  expect(alarmProperties.safeParse(properties).success).toBe(false);
});
