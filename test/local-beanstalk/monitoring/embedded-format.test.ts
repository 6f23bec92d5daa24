import { expect, test } from 'vitest';
import { readEmbedded } from '../../../src/local-beanstalk/monitoring/embedded-format.ts';

const directive = {
  Namespace: 'kc-eb',
  Dimensions: [['Environment'], ['Environment', 'Instance']],
  Metrics: [{ Name: 'Ready', Unit: 'Count', StorageResolution: 1 }, { Name: 'Times' }],
};
const members = { Environment: 'id-prod', Instance: 'i-0a', Ready: 1, Times: [3, 4], Other: { a: null } };

function line(change: { directive?: object; metadata?: object; members?: object } = {}): string {
  const metadata = {
    Timestamp: 1_764_282_030_000,
    CloudWatchMetrics: [{ ...directive, ...change.directive }],
    ...change.metadata,
  };
  return JSON.stringify({ _aws: metadata, ...members, ...change.members });
}

test('a line gives a sample for each metric and dimension set', () => {
  const environment = { name: 'Environment', value: 'id-prod' };
  const samples = readEmbedded(line());
  expect(samples).toHaveLength(4);
  expect(samples[0]).toEqual({
    metric: { namespace: 'kc-eb', name: 'Ready', dimensions: [environment] },
    ...{ unit: 'Count', resolution: 1, timestamp: 1_764_282_030_000, values: [1] },
  });
  expect(samples[3]).toMatchObject({
    metric: { name: 'Times', dimensions: [environment, { name: 'Instance', value: 'i-0a' }] },
    ...{ unit: 'None', resolution: 60, values: [3, 4] },
  });
});

const metric = { Name: 'Ready' };
test.each([
  ['a text before the JSON', `INFO ${line()}`],
  ['a text after the JSON', `${line()} end`],
  ['another JSON', '{"a":1}'],
  ['the key in a text', 'found "_aws" in it'],
  ['a time that is not in milliseconds', line({ metadata: { Timestamp: '2026-11-27T00:00:00Z' } })],
  ['a missing time', line({ metadata: { Timestamp: undefined } })],
  ['a missing metric', line({ members: { Ready: undefined } })],
  ['a metric that is a text', line({ members: { Ready: '1' } })],
  ['more than 100 values', line({ members: { Ready: Array.from({ length: 101 }, () => 1) } })],
  ['a missing dimension', line({ members: { Instance: undefined } })],
  ['a dimension that is a number', line({ members: { Instance: 7 } })],
  ['an empty dimension', line({ members: { Instance: '' } })],
  ['dimensions outside a set', line({ directive: { Dimensions: ['Environment'] } })],
  ['a missing dimension set', line({ directive: { Dimensions: [] } })],
  ['more than 100 metrics', line({ directive: { Metrics: Array.from({ length: 101 }, () => metric) } })],
  ['an unknown unit', line({ directive: { Metrics: [{ ...metric, Unit: 'Pieces' }] } })],
  ['another resolution', line({ directive: { Metrics: [{ ...metric, StorageResolution: 30 }] } })],
  ['a namespace with a colon', line({ directive: { Namespace: ':kc-eb' } })],
])('%s gives none', (_, message) => {
  expect(readEmbedded(message)).toEqual([]);
});
