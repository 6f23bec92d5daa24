import { afterEach, beforeEach, expect, test } from 'vitest';
import { Harness, settings, solutionStack } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await Harness.start();
});
afterEach(() => harness.end());

/** Ids and hashes differ from run to run. */
function anonymous(messages: readonly string[]): string[] {
  return messages.map((message) =>
    message
      .replace(/i-[0-9a-f]{17}/g, 'i-*')
      .replace(/awseb-e-\w{10}(-immutable)?-stack-(\w+)-\w+/g, 'awseb-e-*$1-stack-$2-*')
      .replace(/arn:aws:elasticloadbalancing:\S+/, 'arn:*')
      .replace(/running for \d+ seconds/, 'running for * seconds'),
  );
}

test('an environment is created with the events of the platform, all of one request', async () => {
  await harness.createVersion('v1');
  const created = await harness.client.createEnvironment({
    ApplicationName: 'id',
    EnvironmentName: 'id-prod',
    VersionLabel: 'v1',
    SolutionStackName: solutionStack,
    OptionSettings: settings({ MinSize: '2', SystemType: 'enhanced' }),
  });
  expect(created.Status).toBe('Launching');
  expect(created.DateCreated).toBeInstanceOf(Date);
  await harness.ready();

  expect(anonymous(await harness.messagesOf(created.$metadata.requestId))).toEqual([
    'createEnvironment is starting.',
    'Using elasticbeanstalk-us-east-1-000000000000 as Amazon S3 storage bucket for environment data.',
    expect.stringMatching(/^Reporting only: nothing runs here\./),
    'Created security group named: awseb-e-*-stack-AWSEBSecurityGroup-*',
    'Created target group named: arn:*',
    'Created load balancer named: arn:*',
    'Created Auto Scaling group named: awseb-e-*-stack-AWSEBAutoScalingGroup-*',
    'Waiting for EC2 instances to launch. This may take a few minutes.',
    'Added instances [i-*, i-*] to your environment.',
    'Instance deployment completed successfully.',
    'Application available at localhost:8080.',
    'Successfully launched environment: id-prod',
  ]);
  const { Environments = [] } = await harness.client.describeEnvironments({ EnvironmentNames: ['id-prod'] });
  expect(Environments[0]).toMatchObject({
    Status: 'Ready',
    Health: 'Green',
    HealthStatus: 'Ok',
    VersionLabel: 'v1',
    CNAME: 'localhost:8080',
    EnvironmentArn: 'arn:aws:elasticbeanstalk:us-east-1:000000000000:environment/id/id-prod',
  });
  expect(Object.values(await harness.versions())).toEqual(['v1', 'v1']);
});

test('events come newest first, in pages, and no two at the same millisecond', async () => {
  await harness.createEnvironment();
  const first = await harness.client.describeEvents({ EnvironmentName: 'id-prod', MaxRecords: 2 });
  expect(first.Events?.[0]?.Message).toMatch(/^Environment health has transitioned from \w+ to Ok/);
  expect(first.Events?.[0]?.RequestId).toBeUndefined();
  const second = await harness.client.describeEvents({
    EnvironmentName: 'id-prod',
    MaxRecords: 2,
    NextToken: first.NextToken,
  });
  const all = [...(first.Events ?? []), ...(second.Events ?? [])].map(
    ({ EventDate }) => EventDate?.getTime() ?? 0,
  );
  expect(all).toHaveLength(4);
  expect(all).toEqual(all.toSorted((a, b) => b - a));
  expect(new Set(all).size).toBe(4);
  const since = new Date((all[1] ?? 0) + 1);
  const later = await harness.client.describeEvents({ EnvironmentName: 'id-prod', StartTime: since });
  expect(later.Events).toHaveLength(1);
});

test('an environment rejects a second operation', async () => {
  await harness.createEnvironment();
  await harness.createVersion('v2');
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  harness.interference.onDeploy = () => held;
  await harness.client.updateEnvironment({ EnvironmentName: 'id-prod', VersionLabel: 'v2' });
  const message = 'Environment named id-prod is in an invalid state for this operation. Must be Ready.';
  await expect(
    harness.client.updateEnvironment({ EnvironmentName: 'id-prod', VersionLabel: 'v1' }),
  ).rejects.toMatchObject({ name: 'InvalidParameterValue', message });
  await expect(harness.client.terminateEnvironment({ EnvironmentName: 'id-prod' })).rejects.toMatchObject({
    message,
  });
  release();
  await harness.ready();
});

test('while an update runs, the settings of before are deployed and the new ones pending', async () => {
  await harness.createEnvironment({ A: '1' });
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  harness.interference.onDeploy = () => held;
  await harness.client.updateEnvironment({
    EnvironmentName: 'id-prod',
    OptionSettings: settings({ A: '2' }),
  });
  const { ConfigurationSettings = [] } = await harness.client.describeConfigurationSettings({
    ApplicationName: 'id',
    EnvironmentName: 'id-prod',
  });
  const values = ConfigurationSettings.map(({ DeploymentStatus, OptionSettings = [] }) => [
    DeploymentStatus,
    OptionSettings.find(({ OptionName }) => OptionName === 'A')?.Value,
  ]);
  expect(values).toEqual([
    ['deployed', '1'],
    ['pending', '2'],
  ]);
  release();
  await harness.ready();
});

test('a terminated environment is shown as deleted, and its name is free again', async () => {
  await harness.createEnvironment();
  const { $metadata } = await harness.client.terminateEnvironment({ EnvironmentName: 'id-prod' });
  await harness.ready();
  const messages = await harness.messagesOf($metadata.requestId);
  expect(messages.at(0)).toBe('terminateEnvironment is starting.');
  expect(messages.at(-1)).toBe('terminateEnvironment completed successfully.');
  expect(await harness.runtime.running()).toEqual(new Set());
  const shown = await harness.client.describeEnvironments({
    EnvironmentNames: ['id-prod'],
    IncludeDeleted: true,
  });
  expect(shown.Environments?.map(({ Status }) => Status)).toEqual(['Terminated']);
  const live = await harness.client.describeEnvironments({
    EnvironmentNames: ['id-prod'],
    IncludeDeleted: false,
  });
  expect(live.Environments).toEqual([]);
  await expect(harness.client.describeEnvironmentResources({ EnvironmentName: 'id-prod' })).rejects.toThrow(
    "No Environment found for EnvironmentName = 'id-prod'.",
  );
  await harness.client.createEnvironment({
    ApplicationName: 'id',
    EnvironmentName: 'id-prod',
    VersionLabel: 'v1',
    SolutionStackName: solutionStack,
  });
  await harness.ready();
});
