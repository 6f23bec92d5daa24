import { describe, expect, test } from 'vitest';
import { alarmProperties } from '../../../src/local-beanstalk/monitoring/alarm-properties.ts';
import { evaluate, evaluationRange } from '../../../src/local-beanstalk/monitoring/evaluate.ts';

/** Rows of AWS's tables: 0 is within the threshold, X breaches, - is missing; undefined keeps the state. */
const keeps = undefined;
const tables: Record<2 | 3, [range: string, ...states: (string | undefined)[]][]> = {
  3: [
    ['0-X-X', 'OK', 'OK', 'OK', 'OK'],
    ['0----', 'OK', 'OK', 'OK', 'OK'],
    ['-----', 'INSUFFICIENT_DATA', keeps, 'ALARM', 'OK'],
    ['0XX-X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['--X--', 'ALARM', keeps, 'ALARM', 'OK'],
    // Text below the tables: not yet an alarm.
    ['----X', keeps, keeps, 'ALARM', 'OK'],
    ['---X-', keeps, keeps, 'ALARM', 'OK'],
  ],
  2: [
    ['0-X-X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['00X0X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0-X--', 'OK', 'OK', 'ALARM', 'OK'],
    ['----0', 'OK', 'OK', 'ALARM', 'OK'],
    ['---X-', 'ALARM', keeps, 'ALARM', 'OK'],
  ],
};
const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

describe.each([3, 2] as const)('%i of 3 datapoints to alarm', (DatapointsToAlarm) => {
  test.each(tables[DatapointsToAlarm])('%s: %s, %s, %s, %s', (range, ...states) => {
    const found = treatments.map((TreatMissingData) => {
      const rules = alarmProperties.parse({
        ...{ MetricName: 'm', Namespace: 'n', Statistic: 'Sum', Period: 60, Threshold: 1 },
        ...{ ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 3 },
        ...{ DatapointsToAlarm, TreatMissingData },
      });
      expect(evaluationRange(rules)).toBe(5);
      const points = range
        .split('')
        .map((sign, time) => (sign === '-' ? undefined : { time, value: sign === 'X' ? 2 : 0 }));
      return evaluate(points, rules).state;
    });
    expect(found).toEqual(states);
  });
});
