import { beforeEach, describe, expect, test } from 'vitest';
import { type AlarmRecords, Alarms } from '../../../src/local-beanstalk/monitoring/alarms.ts';
import { MetricStore } from '../../../src/local-beanstalk/monitoring/metric-store.ts';

const start = Date.UTC(2026, 10, 27, 10);
const seconds = (count: number): number => count * 1000;
let now: number;
let metrics: MetricStore;
let alarms: Alarms;
let file: { value: AlarmRecords; keep: () => undefined };

beforeEach(() => {
  now = start;
  const clock = () => new Date(now);
  metrics = new MetricStore(clock);
  file = { value: {}, keep: () => undefined };
  alarms = new Alarms(file, { metrics, now: clock });
});

const dimensions = [{ Name: 'Environment', Value: 'id-prod' }];
const stat = (Id: string, Stat: string) => ({
  ...{ Id, ReturnData: false },
  MetricStat: {
    ...{
      Metric: { Namespace: 'kc-eb', MetricName: 'ClusterSize', Dimensions: dimensions },
      Period: 30,
      Stat,
    },
  },
});
const split = {
  Metrics: [
    { Id: 'split', Expression: 'samples - smallest' },
    stat('samples', 'SampleCount'),
    stat('smallest', 'Minimum'),
  ],
  ...{ ComparisonOperator: 'GreaterThanThreshold', Threshold: 0, TreatMissingData: 'notBreaching' },
  ...{ EvaluationPeriods: 3, DatapointsToAlarm: 3 },
};
const silent = {
  ...{
    Namespace: 'kc-eb',
    MetricName: 'Ready',
    Dimensions: dimensions,
    Statistic: 'SampleCount',
    Period: 60,
  },
  ...{ ComparisonOperator: 'LessThanThreshold', Threshold: 3, TreatMissingData: 'breaching' },
  EvaluationPeriods: 5,
};

/** Heartbeats of instances with these cluster sizes each 30 seconds, read at the end of each. */
function beat(count: number, ...sizes: number[]): string[] {
  return Array.from({ length: count }, () => {
    for (const size of sizes) {
      for (const [name, value] of [
        ['Ready', 1],
        ['ClusterSize', size],
      ] as const) {
        metrics.add({
          metric: { namespace: 'kc-eb', name, dimensions: [{ name: 'Environment', value: 'id-prod' }] },
          ...{ unit: 'Count', timestamp: now, values: [value], resolution: 1 },
        });
      }
    }
    now += seconds(30);
    return alarms.all()[0]?.state.value ?? '';
  });
}

function only(properties: object) {
  alarms.replace('stack', [{ name: 'alarm', properties }]);
}
const state = () => alarms.all()[0]?.state;

describe('a split of the cluster', () => {
  beforeEach(() => {
    only(split);
  });

  test('is an alarm after three heartbeats, and OK again after one', () => {
    expect(state()).toMatchObject({
      value: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
    });
    expect(beat(4, 2, 2)).toEqual(['OK', 'OK', 'OK', 'OK']);
    expect(beat(4, 1, 1)).toEqual(['OK', 'OK', 'ALARM', 'ALARM']);
    expect(state()).toMatchObject({
      updatedAt: start + seconds(7 * 30),
      reason: [
        'Threshold Crossed: 3 out of the last 3 datapoints',
        '[1.0 (27/11/26 10:03:00), 1.0 (27/11/26 10:02:30), 1.0 (27/11/26 10:02:00)]',
        'were greater than the threshold (0.0)',
        '(minimum 3 datapoints for OK -> ALARM transition).',
      ].join(' '),
    });
    expect(beat(1, 2, 2)).toEqual(['OK']);
  });

  test('has the time of its state even when nobody reads it for an hour', () => {
    beat(4, 2, 2);
    beat(3, 1, 1);
    const { value: read } = file;
    expect(read.alarm?.state.updatedAt).toBe(start + seconds(7 * 30));
    now += seconds(3600);
    // Missing data is not breaching.
    expect(state()).toMatchObject({ value: 'OK', updatedAt: start + seconds(7 * 30 + 90) });
  });

  test('does not exist while heartbeats of an instance are missing', () => {
    expect(beat(5, 2)).toEqual(['OK', 'OK', 'OK', 'OK', 'OK']);
  });
});

describe('missing heartbeats', () => {
  beforeEach(() => {
    only(silent);
  });

  test('of one instance are an alarm after five minutes', () => {
    beat(12, 2, 2);
    expect(state()?.value).toBe('OK');
    const states = beat(12, 1);
    expect(states.indexOf('ALARM')).toBe(9);
  });

  test('of all instances are an alarm when no datapoint is left', () => {
    beat(14, 2, 2);
    expect(beat(16).indexOf('ALARM')).toBe(13);
    expect(state()?.reason).toBe(
      'Threshold Crossed: no datapoints were received for 5 periods and 5 missing datapoints were treated as [Breaching].',
    );
    expect(beat(2, 2, 2).at(-1)).toBe('OK');
    expect(state()?.reason).toMatch(
      /^Threshold Crossed: 1 datapoint \[4\.0 \(.*\)\] was not less than the threshold \(3\.0\) and 4 missing datapoints were treated as \[Breaching\]\.$/,
    );
  });
});

test('a restart of the server does not change states: its missing datapoints are not a gap', () => {
  alarms.replace('s', [
    { name: 'silent', properties: silent },
    { name: 'split', properties: split },
  ]);
  beat(14, 2, 2);
  const states = () => alarms.all().map(({ state: { value } }) => value);
  expect(states()).toEqual(['OK', 'OK']);
  beat(4, 1, 1);
  expect(states()).toEqual(['OK', 'ALARM']);
  const clock = () => new Date(now);
  metrics = new MetricStore(clock);
  alarms = new Alarms(file, { metrics, now: clock });
  const seen: string[][] = [];
  for (let slot = 0; slot < 12; slot += 1) {
    beat(1, 1, 1);
    seen.push(states());
  }
  expect(new Set(seen.map((two) => two.join()))).toEqual(new Set(['OK,ALARM']));
  expect(beat(14).at(-1)).toBe('ALARM');
});

describe('the alarms of a stack', () => {
  test('are created, changed and deleted; a change keeps the state', () => {
    expect(alarms.replace('s1', [{ name: 'a', properties: silent }])).toEqual({
      created: ['a'],
      deleted: [],
    });
    expect(alarms.replace('s2', [{ name: 'b', properties: split }])).toEqual({ created: ['b'], deleted: [] });
    beat(12, 2, 2);
    expect(alarms.all().map(({ state: { value } }) => value)).toEqual(['OK', 'OK']);
    const changed = { name: 'a', properties: { ...silent, Threshold: 2 } };
    expect(alarms.replace('s1', [changed])).toEqual({ created: [], deleted: [] });
    expect(alarms.all()[0]).toMatchObject({
      configuredAt: now,
      state: { value: 'OK' },
      checked: { Threshold: 2 },
    });
    expect(alarms.replace('s1', [])).toEqual({ created: [], deleted: ['a'] });
    expect(alarms.all().map(({ name }) => name)).toEqual(['b']);
  });

  test('have names that no other stack uses', () => {
    alarms.replace('s1', [{ name: 'a', properties: silent }]);
    expect(() => {
      alarms.check('s1', { name: 'a', properties: split });
    }).not.toThrow();
    expect(() => {
      alarms.check('s2', { name: 'a', properties: split });
    }).toThrow('s1');
  });
});
