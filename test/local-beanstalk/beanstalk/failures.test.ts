import { afterEach, beforeEach, expect, test } from 'vitest';
import { DeploymentFailure } from '../../../src/local-beanstalk/base/ports.ts';
import { Harness, settings, solutionStack } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await Harness.start();
});
afterEach(() => harness.end());

const composeFailed = () => {
  throw new DeploymentFailure('docker compose up', 'docker compose up ended with exit code 1.', [
    'no such image',
  ]);
};

async function ids(): Promise<string[]> {
  return Object.keys(await harness.versions());
}

test('a batch that fails ends a rolling deployment and leaves versions mixed', async () => {
  await harness.createEnvironment({
    DeploymentPolicy: 'Rolling',
    BatchSizeType: 'Fixed',
    BatchSize: '1',
    StreamLogs: 'true',
  });
  await harness.createVersion('v2');
  const [first = '', second = ''] = await ids();
  harness.interference.onDeploy = ({ id }) => {
    if (id === second) composeFailed();
  };
  const { $metadata } = await harness.client.updateEnvironment({
    EnvironmentName: 'id-prod',
    VersionLabel: 'v2',
  });
  await harness.ready();
  const events = await harness.eventsOf($metadata.requestId);
  expect(events.filter(({ Severity }) => Severity === 'ERROR').map(({ Message }) => Message)).toEqual([
    'Instance deployment: docker compose up ended with exit code 1. The deployment failed.',
    "Instance deployment failed. For details, see 'eb-engine.log'.",
    `[Instance: ${second}] Command failed on instance. Return code: 1 Output: Engine execution has encountered an error..`,
    `Unsuccessful command execution on instance id(s) '${second}'. Aborting the operation.`,
    'Failed to deploy application.',
    'During an aborted deployment, some instances may have deployed the new application version. To ensure all instances are running the same version, re-deploy the appropriate application version.',
  ]);
  expect(await harness.versions()).toEqual({ [first]: 'v2', [second]: undefined });
  const { Environments = [] } = await harness.client.describeEnvironments({ EnvironmentNames: ['id-prod'] });
  expect(Environments[0]).toMatchObject({ Status: 'Ready', VersionLabel: 'v1', Health: 'Red' });
  const log = harness.logLines.get(`/aws/elasticbeanstalk/id-prod/var/log/eb-engine.log ${second}`) ?? [];
  expect(log.slice(-2).map((line) => line.slice(line.indexOf('[')))).toEqual([
    '[ERROR] no such image',
    '[ERROR] An error occurred during execution of docker compose up: docker compose up ended with exit code 1.',
  ]);
});

test('an instance that times out fails the deployment with its own event', async () => {
  await harness.createEnvironment({ Timeout: '1' });
  await harness.createVersion('v2');
  const [first = '', second = ''] = await ids();
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  harness.interference.onDeploy = ({ id }) => (id === second ? held : undefined);
  const messages = await harness.update({ VersionLabel: 'v2' });
  expect(messages).toContain(
    `The following instances have not responded in the allowed command timeout time (they might still finish eventually on their own): [${second}].`,
  );
  expect(messages).toContain(
    'Command execution completed on all instances. Summary: [Successful: 1, TimedOut: 1].',
  );
  expect(messages).toContain('Failed to deploy application.');
  expect(await harness.versions()).toEqual({ [first]: 'v2', [second]: undefined });
  release();
});

test('a failed Immutable deployment does not change old instances', async () => {
  await harness.createEnvironment({ DeploymentPolicy: 'Immutable' });
  await harness.createVersion('v2');
  const before = await harness.versions();
  harness.interference.onDeploy = composeFailed;
  const messages = await harness.update({ VersionLabel: 'v2' });
  expect(messages).toContain('Failed to deploy application.');
  expect(await harness.versions()).toEqual(before);
  expect((await harness.runtime.running()).size).toBe(2);
});

test('a failed configuration deployment is reverted', async () => {
  await harness.createEnvironment({ A: '1' });
  harness.interference.onDeploy = (_instance, _version, kind) => {
    if (kind === 'configuration') composeFailed();
  };
  const messages = await harness.update({ OptionSettings: settings({ A: '2' }) });
  expect(messages).toContain('Failed to deploy configuration.');
  expect(messages).toContain('The environment was reverted to the previous configuration setting.');
  expect(harness.deployed.at(-1)?.environment).toEqual({ A: '1' });
  expect(Object.values(await harness.versions())).toEqual(['v1', 'v1']);
  const { ConfigurationSettings = [] } = await harness.client.describeConfigurationSettings({
    ApplicationName: 'id',
    EnvironmentName: 'id-prod',
  });
  const a = ConfigurationSettings[0]?.OptionSettings?.find(({ OptionName }) => OptionName === 'A');
  expect(a?.Value).toBe('1');
});

test('a create that fails on its instances leaves the environment Ready and Red', async () => {
  harness.interference.onDeploy = composeFailed;
  await harness.createEnvironment();
  const { Environments = [] } = await harness.client.describeEnvironments({ EnvironmentNames: ['id-prod'] });
  expect(Environments[0]).toMatchObject({ Status: 'Ready', Health: 'Red', HealthStatus: 'Severe' });
  const { Events = [] } = await harness.client.describeEvents({
    EnvironmentName: 'id-prod',
    Severity: 'ERROR',
  });
  expect(Events[0]?.Message).toBe(
    'Create environment operation is complete, but with errors. For more information, see troubleshooting documentation.',
  );
  harness.interference.onDeploy = () => undefined;
  expect(await harness.update({ VersionLabel: 'v1' })).toContain(
    'Environment update completed successfully.',
  );
});

test('a failed launch fails the operation and leaves no instance', async () => {
  await harness.createEnvironment();
  harness.interference.onLaunch = () => {
    throw new Error('no space left on device');
  };
  const messages = await harness.update({ OptionSettings: settings({ MinSize: '3' }) });
  expect(messages).toContain('Launching EC2 instance failed. Status Reason: no space left on device');
  expect(messages.at(-1)).toBe('The environment was reverted to the previous configuration setting.');
  expect(Object.values(await harness.versions())).toEqual(['v1', 'v1']);
});

test('a rotated secret reaches the instances with a deployment of the running version, or a restart', async () => {
  const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:db-AbCdEf';
  harness.secrets.set(arn, 'old');
  await harness.createEnvironment({ KC_DB_PASSWORD: arn });
  const read = () =>
    harness.deployed.splice(0).map(({ kind, environment }) => `${kind} ${environment.KC_DB_PASSWORD}`);
  expect(read()).toEqual(['application old', 'application old']);
  harness.secrets.set(arn, 'new');
  await harness.update({ VersionLabel: 'v1' });
  expect(read()).toEqual(['application new', 'application new']);
  harness.secrets.set(arn, 'newest');
  await harness.client.restartAppServer({ EnvironmentName: 'id-prod' });
  await harness.ready();
  expect(read()).toEqual(['restart newest', 'restart newest']);
});

test('secrets are fetched on the instances: a wrong ARN fails the deployment', async () => {
  const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:db-AbCdEf';
  harness.secrets.set(arn, '{"password":"p$1"}');
  await harness.createEnvironment({ KC_DB_PASSWORD: `${arn}:password` });
  expect(harness.deployed.at(-1)?.environment).toEqual({ KC_DB_PASSWORD: 'p$1' });
  const messages = await harness.update({ OptionSettings: settings({ KC_DB_PASSWORD: `${arn}x` }) });
  expect(messages).toContainEqual(
    expect.stringContaining(`KC_DB_PASSWORD from ${arn}x: ResourceNotFoundException:`),
  );
});

test('more than 4096 bytes of environment properties are rejected with the message of CloudFormation', async () => {
  await harness.createVersion('v1');
  const created = await harness.client.createEnvironment({
    ApplicationName: 'id',
    EnvironmentName: 'id-prod',
    VersionLabel: 'v1',
    SolutionStackName: solutionStack,
    OptionSettings: settings({ LONG: 'x'.repeat(4096) }),
  });
  await harness.ready();
  expect((await harness.messagesOf(created.$metadata.requestId)).slice(-2)).toEqual([
    "Service:AmazonCloudFormation, Message:Template format error: Parameter 'EnvironmentVariables' default value '[****]' length is greater than 4096.",
    'Failed to launch environment.',
  ]);
  const { Environments = [] } = await harness.client.describeEnvironments({ EnvironmentNames: ['id-prod'] });
  expect(Environments[0]?.Status).toBe('Terminated');
});

test('a killed instance is reported, and the next update replaces it', async () => {
  await harness.createEnvironment();
  const [first = '', second = ''] = await ids();
  await harness.runtime.terminate({
    id: second,
    environmentName: '',
    environmentId: '',
    privateIp: '',
    launchedAt: new Date(),
  });
  const health = await harness.client.describeEnvironmentHealth({
    EnvironmentName: 'id-prod',
    AttributeNames: ['All'],
  });
  expect(health).toMatchObject({ HealthStatus: 'Degraded', Color: 'Red' });
  expect(health.Causes).toContain('No data received from 1 out of 2 instances.');
  const { EnvironmentResources } = await harness.client.describeEnvironmentResources({
    EnvironmentName: 'id-prod',
  });
  expect(EnvironmentResources?.Instances).toEqual([{ Id: first }]);
  await harness.createVersion('v2');
  await harness.update({ VersionLabel: 'v2' });
  const after = await harness.versions();
  expect(Object.values(after)).toEqual(['v2', 'v2']);
  expect(after).not.toHaveProperty(second);
});

test('an aborted update restores the previous version', async () => {
  await harness.createEnvironment({ DeploymentPolicy: 'Rolling', BatchSizeType: 'Fixed', BatchSize: '1' });
  await harness.createVersion('v2');
  let aborted: Promise<unknown> | undefined;
  harness.interference.onDeploy = () => {
    aborted ??= harness.client.abortEnvironmentUpdate({ EnvironmentName: 'id-prod' });
    return aborted.then(() => undefined);
  };
  const messages = await harness.update({ VersionLabel: 'v2' });
  expect(messages.filter((message) => message.startsWith('Batch 2'))).toEqual([]);
  // A client that follows the update ends with one of these, as the EB CLI does.
  expect(messages.at(-2)).toBe('Failed to deploy application.');
  expect(messages.at(-1)).toMatch(/^During an aborted deployment, some instances may have deployed/);
  expect(messages).not.toContain('Environment update completed successfully.');
  expect(Object.values(await harness.versions())).toEqual(['v1', 'v1']);
  harness.interference.onDeploy = () => undefined;
  expect((await harness.update({ VersionLabel: 'v2' })).at(-1)).toBe(
    'Environment update completed successfully.',
  );
});

test('an aborted change of settings restores them', async () => {
  await harness.createEnvironment({ DeploymentPolicy: 'Rolling', BatchSizeType: 'Fixed', BatchSize: '1' });
  let aborted: Promise<unknown> | undefined;
  harness.interference.onDeploy = () => {
    aborted ??= harness.client.abortEnvironmentUpdate({ EnvironmentName: 'id-prod' });
    return aborted.then(() => undefined);
  };
  const messages = await harness.update({ OptionSettings: settings({ NEW: '1' }) });
  expect(messages.slice(-2)).toEqual([
    'Failed to deploy configuration.',
    'The environment was reverted to the previous configuration setting.',
  ]);
  expect(harness.deployed.at(-1)?.environment).toEqual({});
});
