import { expect, test } from 'vitest';
import { diffSettings, sameSettings } from '../../src/environment/diff-settings.ts';

const setting = (namespace: string, option: string, value: string) => [
  { Namespace: namespace, OptionName: option, Value: value },
];

test.each([
  ['aws:ec2:instances', 'InstanceTypes', 't3.medium,t3.large', 't3.medium, t3.large'],
  ['aws:ec2:vpc', 'Subnets', 'subnet-2,subnet-1', 'subnet-1,subnet-2'],
  ['aws:autoscaling:launchconfiguration', 'SecurityGroups', 'sg-2, sg-1', 'sg-1,sg-2'],
  [
    'aws:elasticbeanstalk:healthreporting:system',
    'ConfigDocument',
    '{"Rules":{"A":{"Enabled":false}},"Version":1}',
    '{"Version": 1, "CloudWatchMetrics": {"Instance": {}}, "Rules": {"A": {"Enabled": false}}}',
  ],
  ['aws:elasticbeanstalk:command', 'IgnoreHealthCheck', 'true', 'True'],
])('%s %s: %s is %s', (namespace, option, wanted, current) => {
  expect(diffSettings(setting(namespace, option, wanted), setting(namespace, option, current))).toEqual({
    changes: [],
    removals: [],
  });
});

test('another order of instance types is a change: the first one is taken', () => {
  const [wanted, current] = ['t3.large,t3.medium', 't3.medium,t3.large'].map((types) =>
    setting('aws:ec2:instances', 'InstanceTypes', types),
  );
  expect(diffSettings(wanted ?? [], current ?? []).changes).toEqual([
    {
      namespace: 'aws:ec2:instances',
      option: 'InstanceTypes',
      from: 't3.medium,t3.large',
      to: 't3.large,t3.medium',
    },
  ]);
  expect(sameSettings(wanted ?? [], current ?? [])).toBe(false);
  // Beanstalk may return them in another order; the record then decides.
  const [ours = [], before = []] = [wanted, current];
  expect(diffSettings(ours, before, ours).changes).toEqual([]);
  expect(diffSettings(ours, before, [...before, ...ours]).changes).toHaveLength(1);
  expect(diffSettings(ours, before, before).changes).toHaveLength(1);
});

test('variables are compared letter by letter', () => {
  const namespace = 'aws:elasticbeanstalk:application:environment';
  expect(diffSettings(setting(namespace, 'A', 'b,a'), setting(namespace, 'A', 'a,b')).changes).toHaveLength(
    1,
  );
});
