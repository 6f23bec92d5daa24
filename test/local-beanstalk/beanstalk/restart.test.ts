import { afterEach, beforeEach, expect, test } from 'vitest';
import { processedVersions } from '../processed-versions.ts';
import { bucket, Harness, solutionStack } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await Harness.start();
});
afterEach(() => harness.end());

test('a restarted server has its environments and registers their instances', async () => {
  await harness.createEnvironment();
  const before = await harness.versions();
  await harness.stopServer();
  await harness.startServer();
  expect(await harness.versions()).toEqual(before);
  expect([...harness.balancer.states('id-prod').values()]).toEqual(['healthy', 'healthy']);
  const { Environments = [] } = await harness.client.describeEnvironments({});
  expect(Environments[0]).toMatchObject({ Status: 'Ready', HealthStatus: 'Ok' });
});

test('an update that a server stop interrupted fails under its own request, and can be repeated', async () => {
  await harness.createEnvironment();
  await harness.createVersion('v2');
  const started = new Promise<void>((resolve) => {
    harness.interference.onDeploy = () => {
      resolve();
      return new Promise(() => undefined);
    };
  });
  const { $metadata } = await harness.client.updateEnvironment({
    EnvironmentName: 'id-prod',
    VersionLabel: 'v2',
  });
  await started;
  await harness.stopServer();
  harness.interference.onDeploy = () => undefined;
  await harness.startServer();
  const { Environments = [] } = await harness.client.describeEnvironments({ EnvironmentNames: ['id-prod'] });
  expect(Environments[0]).toMatchObject({ Status: 'Ready', VersionLabel: 'v1' });
  const errors = (await harness.eventsOf($metadata.requestId)).filter(({ Severity }) => Severity === 'ERROR');
  expect(errors.map(({ Message }) => Message)).toEqual([
    expect.stringMatching(/^Local Beanstalk stopped /),
    'Update environment operation is complete, but with errors. For more information, see troubleshooting documentation.',
  ]);
  expect(Object.values(await harness.versions())).toEqual([undefined, undefined]);
  await harness.update({ VersionLabel: 'v2' });
  expect(Object.values(await harness.versions())).toEqual(['v2', 'v2']);
});

test('an environment without a version has none after an interrupted first one', async () => {
  await harness.createVersion('v1');
  await harness.client.createEnvironment({
    ...{ ApplicationName: 'id', EnvironmentName: 'id-prod', SolutionStackName: solutionStack },
  });
  await harness.ready();
  const started = new Promise<void>((resolve) => {
    harness.interference.onDeploy = () => {
      resolve();
      return new Promise(() => undefined);
    };
  });
  await harness.client.updateEnvironment({ EnvironmentName: 'id-prod', VersionLabel: 'v1' });
  await started;
  await harness.stopServer();
  await harness.startServer();
  const { Environments = [] } = await harness.client.describeEnvironments({});
  expect(Environments).toMatchObject([{ Status: 'Ready' }]);
  expect(Environments[0]).not.toHaveProperty('VersionLabel');
});

test('a termination that a server stop interrupted continues', async () => {
  await harness.createEnvironment();
  await harness.stopServer();
  // Slow enough for a stop before its end.
  harness.pace = 1;
  await harness.startServer();
  await harness.client.terminateEnvironment({ EnvironmentName: 'id-prod' });
  await harness.stopServer();
  expect((await harness.runtime.running()).size).toBe(2);
  harness.pace = 2000;
  await harness.startServer();
  await harness.ready();
  const { Environments = [] } = await harness.client.describeEnvironments({ EnvironmentNames: ['id-prod'] });
  expect(Environments[0]?.Status).toBe('Terminated');
  expect((await harness.runtime.running()).size).toBe(0);
});

test('a version that a server stop found processing fails, is not read again, and can be created again', async () => {
  const bundle = { S3Bucket: bucket, S3Key: await harness.putBundle('v1') };
  const version = { ApplicationName: 'id', VersionLabel: 'v1' };
  const created = { ...version, SourceBundle: bundle, AutoCreateApplication: true, Process: true };
  harness.holdBundles = true;
  await harness.client.createApplicationVersion(created);
  await harness.stopServer();
  // A second reading would end well, so Failed shows that none happened.
  harness.holdBundles = false;
  await harness.startServer();
  const statuses = async () =>
    (await harness.client.describeApplicationVersions({})).ApplicationVersions?.map(({ Status }) => Status);
  expect(await statuses()).toEqual(['FAILED']);
  const { Events = [] } = await harness.client.describeEvents({ ...version, Severity: 'ERROR' });
  expect(Events).toHaveLength(1);
  await harness.client.deleteApplicationVersion(version);
  await harness.client.createApplicationVersion(created);
  await processedVersions(() => harness.client.describeApplicationVersions({}));
  expect(await statuses()).toEqual(['PROCESSED']);
  // The next start leaves finished versions alone.
  await harness.stopServer();
  await harness.startServer();
  expect(await statuses()).toEqual(['PROCESSED']);
});
