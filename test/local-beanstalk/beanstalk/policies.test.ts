import { afterEach, beforeEach, expect, test } from 'vitest';
import { DeploymentFailure } from '../../../src/local-beanstalk/base/ports.ts';
import { Harness, settings } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await Harness.start();
});
afterEach(() => harness.end());

/** Instances are numbered in the order in which they are first named. */
function numbered(messages: readonly string[]): string[] {
  const seen: string[] = [];
  return messages.map((message) =>
    message
      .replace(/i-[0-9a-f]{17}/g, (id) => {
        if (!seen.includes(id)) seen.push(id);
        return `i-${seen.indexOf(id) + 1}`;
      })
      .replace(/awseb-e-\w{10}(-immutable)?-stack-(\w+)-\w+/g, 'awseb-e-*$1-stack-$2-*'),
  );
}

async function deploy(options: Record<string, string>): Promise<string[]> {
  await harness.createEnvironment(options);
  await harness.createVersion('v2');
  const messages = numbered(await harness.update({ VersionLabel: 'v2' }));
  const versions = Object.values(await harness.versions());
  expect(versions.length).toBe(Number(options.MinSize ?? 2));
  expect(new Set(versions)).toEqual(new Set(['v2']));
  return messages;
}

test('AllAtOnce deploys to all instances together', async () => {
  expect(await deploy({ DeploymentPolicy: 'AllAtOnce' })).toEqual([
    'Environment update is starting.',
    'Deploying new version to instance(s).',
    'Instance deployment completed successfully.',
    'New application version was deployed to running EC2 instances.',
    'Environment update completed successfully.',
  ]);
});

test('Rolling deregisters one batch after the other', async () => {
  const batch = (number: number, ...progress: string[]) => [
    `Batch ${number}: Starting application deployment on instance(s) [i-${number}].`,
    `Batch ${number}: De-registering instance(s) from the load balancer and waiting for them to go out of service.`,
    `Batch ${number}: Starting application deployment command execution.`,
    'Instance deployment completed successfully.',
    `Batch ${number}: Completed application deployment command execution.`,
    ...progress,
    `Batch ${number}: Registering instance(s) with the load balancer and waiting for them to be healthy.`,
    `Batch ${number}: Completed application deployment.`,
  ];
  expect(await deploy({ DeploymentPolicy: 'Rolling', BatchSizeType: 'Fixed', BatchSize: '1' })).toEqual([
    'Environment update is starting.',
    'Deploying new version to instance(s).',
    ...batch(1, 'Command execution completed on 1 of 2 instances in environment.'),
    ...batch(2),
    'New application version was deployed to running EC2 instances.',
    'Environment update completed successfully.',
  ]);
});

test('Rolling leaves an instance in service for each one that is out', async () => {
  const inService: number[] = [];
  await harness.createEnvironment({
    DeploymentPolicy: 'Rolling',
    BatchSizeType: 'Percentage',
    BatchSize: '50',
    MinSize: '4',
  });
  await harness.createVersion('v2');
  harness.interference.onDeploy = () => {
    inService.push(harness.balancer.states('id-prod').size);
  };
  await harness.update({ VersionLabel: 'v2' });
  expect(inService).toEqual([2, 2, 2, 2]);
});

test('RollingWithAdditionalBatch launches first and keeps full capacity', async () => {
  const inService: number[] = [];
  await harness.createEnvironment({
    DeploymentPolicy: 'RollingWithAdditionalBatch',
    BatchSizeType: 'Fixed',
    BatchSize: '1',
  });
  await harness.createVersion('v2');
  const before = Object.keys(await harness.versions());
  harness.interference.onDeploy = () => {
    inService.push(harness.balancer.states('id-prod').size);
  };
  const messages = numbered(await harness.update({ VersionLabel: 'v2' }));
  expect(inService).toEqual([2, 2]);
  expect(messages.slice(1, 5)).toEqual([
    'Deploying new version to instance(s).',
    'Rolling with additional batch deployment policy enabled. Launching a new batch of 1 additional instance(s).',
    'Added instance [i-1] to your environment.',
    'Batch 1: Starting application deployment on instance(s) [i-1].',
  ]);
  expect(messages).toContain('Terminating excess instance(s).');
  const after = await harness.versions();
  expect(Object.values(after)).toEqual(['v2', 'v2']);
  expect(Object.keys(after).filter((id) => before.includes(id))).toHaveLength(1);
});

test('Immutable launches new instances and terminates the old ones', async () => {
  expect(await deploy({ DeploymentPolicy: 'Immutable', MinSize: '3' })).toEqual([
    'Environment update is starting.',
    'Immutable deployment policy enabled. Launching one instance with the new settings to verify health.',
    'Created temporary auto scaling group awseb-e-*-immutable-stack-AWSEBAutoScalingGroup-*.',
    'Added instance [i-1] to your environment.',
    'Instance deployment completed successfully.',
    'Adding new instance(s) (i-1) to the load balancer.',
    'Waiting for instance(s) (i-1) to pass health checks.',
    'Test instance passed health checks. Launching remaining new instances.',
    'Added instances [i-2, i-3] to your environment.',
    'Instance deployment completed successfully.',
    'Adding new instance(s) (i-2,i-3) to the load balancer.',
    'Waiting for instance(s) (i-1,i-2,i-3) to pass health checks.',
    'Successfully launched all instances.',
    'Detached new instance(s) from temporary auto scaling group awseb-e-*-immutable-stack-AWSEBAutoScalingGroup-*.',
    'Attached new instance(s) to the permanent auto scaling group awseb-e-*-stack-AWSEBAutoScalingGroup-*.',
    'Starting post-deployment configuration on new instances.',
    'Waiting for post-deployment configuration to complete.',
    'Deployment succeeded. Terminating old instances and temporary Auto Scaling group.',
    'Removed instances [i-4, i-5, i-6] from your environment.',
    'New application version was deployed to running EC2 instances.',
    'Environment update completed successfully.',
  ]);
});

test('an environment property runs a configuration deployment', async () => {
  await harness.createEnvironment({ KC_LOG_LEVEL: 'INFO' });
  harness.deployed.length = 0;
  expect(await harness.update({ OptionSettings: settings({ KC_LOG_LEVEL: 'DEBUG' }) })).toEqual([
    'Environment update is starting.',
    "Updating environment id-prod's configuration settings.",
    'Instance deployment completed successfully.',
    'Successfully deployed new configuration to environment.',
    'Environment update completed successfully.',
  ]);
  expect(
    harness.deployed.map(({ kind, versionLabel, environment }) => [kind, versionLabel, environment]),
  ).toEqual([
    ['configuration', 'v1', { KC_LOG_LEVEL: 'DEBUG' }],
    ['configuration', 'v1', { KC_LOG_LEVEL: 'DEBUG' }],
  ]);
});

test('version and settings in one call are one deployment', async () => {
  await harness.createEnvironment();
  await harness.createVersion('v2');
  harness.deployed.length = 0;
  const messages = await harness.update({ VersionLabel: 'v2', OptionSettings: settings({ A: '1' }) });
  expect(harness.deployed.map(({ kind, environment }) => [kind, environment])).toEqual([
    ['application', { A: '1' }],
    ['application', { A: '1' }],
  ]);
  expect(messages).toContain('New application version was deployed to running EC2 instances.');
  expect(messages).toContain('Successfully deployed new configuration to environment.');
});

test('new security groups replace the instances, in batches when rolling updates are enabled', async () => {
  await harness.createEnvironment({
    RollingUpdateEnabled: 'true',
    RollingUpdateType: 'Health',
    MaxBatchSize: '1',
  });
  const before = Object.keys(await harness.versions());
  const left: number[] = [];
  harness.interference.onDeploy = () => {
    left.push(harness.balancer.states('id-prod').size);
  };
  const messages = await harness.update({ OptionSettings: settings({ SecurityGroups: 'sg-1' }) });
  expect(messages).toContain(
    'Rolling update initiated. Terminating 2 obsolete instance(s) in batches of 1, while keeping at least 1 instance(s) in service.',
  );
  expect(left).toEqual([1, 1]);
  const after = await harness.versions();
  expect(Object.values(after)).toEqual(['v1', 'v1']);
  expect(Object.keys(after).some((id) => before.includes(id))).toBe(false);
});

test('MinSize and MaxSize launch and terminate instances, without another deployment', async () => {
  await harness.createEnvironment();
  await harness.update({ OptionSettings: settings({ MinSize: '3' }) });
  expect(Object.values(await harness.versions())).toEqual(['v1', 'v1', 'v1']);
  harness.deployed.length = 0;
  await harness.update({ OptionSettings: settings({ MinSize: '1', MaxSize: '1' }) });
  expect(Object.values(await harness.versions())).toEqual(['v1']);
  expect(harness.deployed).toEqual([]);
});

test('a failed replacement is rolled back by another rolling update', async () => {
  const rolling = { RollingUpdateEnabled: 'true', RollingUpdateType: 'Health', MaxBatchSize: '1' };
  await harness.createEnvironment({ ...rolling, SecurityGroups: 'sg-1' });
  const before = Object.keys(await harness.versions());
  harness.deployed.length = 0;
  let launches = 0;
  harness.interference.onDeploy = () => {
    launches += 1;
    if (launches === 1) throw new DeploymentFailure('hook', 'hook failed with exit code 1.');
  };
  const messages = await harness.update({ OptionSettings: settings({ SecurityGroups: 'sg-2' }) });
  expect(messages.filter((message) => message.startsWith('Rolling update initiated.'))).toEqual([
    'Rolling update initiated. Terminating 2 obsolete instance(s) in batches of 1, while keeping at least 1 instance(s) in service.',
    'Rolling update initiated. Terminating 1 obsolete instance(s) in batches of 1, while keeping at least 1 instance(s) in service.',
  ]);
  expect(messages.slice(-2)).toEqual([
    'Failed to deploy configuration.',
    'The environment was reverted to the previous configuration setting.',
  ]);
  const after = await harness.versions();
  expect(Object.values(after)).toEqual(['v1', 'v1']);
  expect(Object.keys(after).filter((id) => before.includes(id))).toHaveLength(1);
});
