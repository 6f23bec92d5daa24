import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { alarmsOf, alarmsYaml } from '../../src/render/alarms.ts';
import { exampleConfig } from '../fakes/example-config.ts';

const config = exampleConfig();
const topic = 'arn:aws:sns:us-east-1:123456789012:operators';

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

test('three alarms of the environment notify the topic', () => {
  const { Resources } = parse(alarmsYaml(config, { topic })) as { Resources: Record<string, Resource> };
  expect(Object.keys(Resources)).toEqual(['KeycloakClusterSplit', 'KeycloakNotReady', 'KeycloakNoHeartbeat']);
  for (const { Type, Properties } of Object.values(Resources)) {
    expect(Type).toBe('AWS::CloudWatch::Alarm');
    expect(Properties).toMatchObject({ AlarmActions: [topic], OKActions: [topic] });
    // Beanstalk's managed policies allow only the names that CloudFormation generates.
    expect(Properties).not.toHaveProperty('AlarmName');
    expect(JSON.stringify(Properties)).toContain('{"Name":"Environment","Value":"id-prod"}');
  }
  expect(Resources['KeycloakClusterSplit']?.Properties).toMatchObject({
    Metrics: [
      { Expression: 'samples - smallest' },
      { Id: 'samples', MetricStat: { Stat: 'SampleCount', Period: 30 }, ReturnData: false },
      { Id: 'smallest', MetricStat: { Stat: 'Minimum', Period: 30 }, ReturnData: false },
    ],
    ...{ ComparisonOperator: 'GreaterThanThreshold', Threshold: 0, TreatMissingData: 'notBreaching' },
  });
  expect(Resources['KeycloakNoHeartbeat']?.Properties).toMatchObject({
    ...{ MetricName: 'Ready', Statistic: 'SampleCount', Period: 60 },
    ...{ ComparisonOperator: 'LessThanThreshold', Threshold: 3, TreatMissingData: 'breaching' },
  });
});

test('the expected heartbeats follow instances.min', () => {
  const instances = { ...config.instances, min: 5, max: 6 };
  expect(alarmsOf(exampleConfig({ instances })).at(-1)?.threshold).toBe(9);
});

test('without clustering, each node is alone and no alarm compares sizes', () => {
  const cluster = { ...config.cluster, enabled: false };
  expect(alarmsOf(exampleConfig({ cluster })).map(({ resource }) => resource)).toEqual([
    'KeycloakNotReady',
    'KeycloakNoHeartbeat',
  ]);
});
