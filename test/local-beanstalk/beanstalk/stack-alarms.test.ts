import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Harness, settings } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await Harness.start();
});
afterEach(async () => {
  await harness.end();
});

const properties = {
  ...{ Namespace: 'kc-eb', MetricName: 'Ready', Statistic: 'Minimum', Period: 60, Threshold: 1 },
  ...{ ComparisonOperator: 'LessThanThreshold', EvaluationPeriods: 5 },
  Dimensions: [{ Name: 'Environment', Value: { Ref: 'AWSEBEnvironmentName' } }],
};

function bundle(alarms: Record<string, object>): Record<string, string> {
  const resources = Object.entries(alarms).map(([id, change]) => [
    id,
    { Type: 'AWS::CloudWatch::Alarm', Properties: { ...properties, ...change } },
  ]);
  const config = JSON.stringify({ Resources: Object.fromEntries(resources) as object });
  return { '.ebextensions/alarms.config': config };
}

const present = () =>
  harness.alarms.all().map(({ name, checked }) => ({ name, threshold: checked.Threshold }));
const names = () => present().map(({ name }) => name);

async function deploy(label: string, alarms: Record<string, object>): Promise<string[]> {
  await harness.createVersion(label, bundle(alarms));
  return harness.update({ VersionLabel: label });
}

test('an environment has the alarms of its version until it is terminated', async () => {
  await harness.createEnvironment({}, bundle({ NotReady: {}, Named: { AlarmName: 'mine' } }));
  const [generated = '', named] = names();
  expect(named).toBe('mine');
  expect(generated).toMatch(/^awseb-e-[a-z0-9]{10}-stack-NotReady-[A-Z0-9]{12}$/);
  expect(harness.alarms.all()[0]?.checked.Dimensions).toEqual([{ Name: 'Environment', Value: 'id-prod' }]);

  const messages = await deploy('v2', { NotReady: { Threshold: 2 }, Other: { AlarmName: 'other' } });
  expect(present()).toEqual([
    { name: generated, threshold: 2 },
    { name: 'other', threshold: 1 },
  ]);
  expect(messages).toContain('Created CloudWatch alarm named: other');
  expect(messages).toContain('Deleted CloudWatch alarm named: mine');

  await harness.update({ OptionSettings: settings({ KC_LOG_LEVEL: 'warn' }) });
  expect(names()).toEqual([generated, 'other']);
  await harness.client.rebuildEnvironment({ EnvironmentName: 'id-prod' });
  await harness.ready();
  expect(names()).toEqual([generated, 'other']);
  await harness.client.terminateEnvironment({ EnvironmentName: 'id-prod' });
  await harness.ready();
  expect(names()).toEqual([]);
});

describe('a failed deployment restores the alarms', () => {
  beforeEach(async () => {
    await harness.createEnvironment({}, bundle({ A: { AlarmName: 'a' } }));
  });

  test('when an instance fails', async () => {
    harness.interference.onDeploy = (_instance, label) => {
      if (label === 'v2') throw new Error('no');
    };
    await deploy('v2', { A: { AlarmName: 'a', Threshold: 2 }, B: { AlarmName: 'b' } });
    expect(present()).toEqual([{ name: 'a', threshold: 1 }]);
  });

  test.each([
    ['an unknown property', { Treshold: 1 }],
    ['a wrong period', { Period: 45 }],
    ['an unknown reference', { AlarmDescription: { Ref: 'Elsewhere' } }],
    ['another function', { AlarmDescription: { 'Fn::GetAtt': ['A', 'Arn'] } }],
    ['a name that occurs twice', { AlarmName: 'a' }],
  ])('when CloudFormation finds %s, before any instance changes', async (_, change) => {
    const before = harness.deployed.length;
    const messages = await deploy('v2', { A: { AlarmName: 'a' }, B: { AlarmName: 'b', ...change } });
    expect(harness.deployed).toHaveLength(before);
    expect(present()).toEqual([{ name: 'a', threshold: 1 }]);
    expect(messages.find((message) => message.startsWith('Service:AmazonCloudFormation'))).toMatch(/\[B\]/);
    expect(messages).toContain('Failed to deploy application.');
  });
});

test('the alarms that kc-eb renders are accepted', async () => {
  const path = 'test/golden/26.7.3-watched/expected/bundle/.ebextensions/alarms.config';
  await harness.createEnvironment({}, { '.ebextensions/alarms.config': readFileSync(path, 'utf8') });
  expect(names()).toHaveLength(3);
});

test('an invalid alarm ends the creation of an environment', async () => {
  await harness.createEnvironment({}, bundle({ A: { AlarmName: 'a', EvaluationPeriods: 0 } }));
  const { Environments = [] } = await harness.client.describeEnvironments({ EnvironmentNames: ['id-prod'] });
  expect(Environments[0]?.Status).toBe('Terminated');
  expect(names()).toEqual([]);
});

test('alarms survive a restart of the server', async () => {
  await harness.createEnvironment({}, bundle({ A: { AlarmName: 'a' } }));
  await harness.stopServer();
  await harness.startServer();
  expect(names()).toEqual(['a']);
});
