/** Background work and calls that meet a full disk, which then has room again. */
import { describe, expect, test } from 'vitest';
import { processedVersions } from '../processed-versions.ts';
import { afterRestart, application, diskEvent, find, fullForMs, id, start } from './full-disk-world.ts';
import { bucket, settings, solutionStack } from './harness.ts';

describe('a full disk', () => {
  test('stops the end of an operation until it has room, and the event is there meanwhile', async (context) => {
    const { harness, disk } = await start(context);
    await harness.createEnvironment();
    await harness.createVersion('v2');
    harness.interference.onDeploy = () => {
      disk.fill();
    };
    const { $metadata } = await harness.client.updateEnvironment({ ...id, VersionLabel: 'v2' });
    const events = () => harness.messagesOf($metadata.requestId);
    await expect.poll(events).toContain('Environment update completed successfully.');
    expect(await events()).toContainEqual(expect.stringMatching(diskEvent));
    expect((await find(harness))?.Status).toBe('Updating');
    disk.empty();
    await harness.ready();
    expect(await afterRestart(harness)).toEqual({ status: 'Ready', label: 'v2', versions: ['v2', 'v2'] });
  });

  test('launches no instance that the next server would not find', async (context) => {
    const { harness, disk } = await start(context);
    await harness.createEnvironment();
    disk.fill();
    harness.scaleOut();
    let launches = 0;
    harness.interference.onLaunch = () => {
      launches += 1;
    };
    await expect(harness.client.createApplication({ ApplicationName: 'x' })).rejects.toThrow('ENOSPC');
    expect(launches).toBe(0);
    disk.empty();
    await expect.poll(() => launches).toBe(1);
  });

  test('of a failed call does not undo an operation that runs', async (context) => {
    const { harness, disk } = await start(context);
    await harness.createEnvironment();
    const failedCall = async () => {
      disk.fill();
      await expect(harness.client.createApplication({ ApplicationName: 'x' })).rejects.toThrow('ENOSPC');
      disk.empty();
    };
    let launches = 0;
    harness.interference.onLaunch = () => {
      launches += 1;
      // The address of the first instance is known then, and the operation waits for the second one.
      return launches === 2 ? failedCall() : undefined;
    };
    await harness.update({ OptionSettings: settings({ MinSize: '4' }) });
    expect(launches).toBe(2);
    await harness.stopServer();
    await harness.startServer();
    // Instances with an address are registered again.
    expect(harness.balancer.states('id-prod').size).toBe(4);
  });

  test('does not abort an update by a call that failed', async (context) => {
    const { harness, disk } = await start(context);
    await harness.createEnvironment({ DeploymentPolicy: 'Rolling', BatchSizeType: 'Fixed', BatchSize: '1' });
    await harness.createVersion('v2');
    let aborted: Promise<unknown> | undefined;
    harness.interference.onDeploy = () => {
      disk.fill();
      aborted ??= harness.client.abortEnvironmentUpdate(id).catch((error: unknown) => error);
      return aborted.then(() => {
        disk.empty();
      });
    };
    const messages = await harness.update({ VersionLabel: 'v2' });
    expect(await aborted).toMatchObject({ name: 'LocalDiskError' });
    expect(messages.at(-1)).toBe('Environment update completed successfully.');
  });

  test('ends the processing of a version', async (context) => {
    const { harness, disk } = await start(context);
    const S3Key = await harness.putBundle('v1');
    const version = { ...application, VersionLabel: 'v1', AutoCreateApplication: true, Process: true };
    const create = () =>
      harness.client.createApplicationVersion({
        ...{ ...version, SourceBundle: { S3Bucket: bucket, S3Key } },
      });
    disk.fill();
    await expect(create()).rejects.toMatchObject({ name: 'LocalDiskError' });
    expect((await harness.client.describeApplications({})).Applications).toEqual([]);
    disk.fillAt(2, fullForMs);
    await create();
    await processedVersions(() => harness.client.describeApplicationVersions({}));
    await expect
      .poll(
        async () => (await harness.client.describeApplicationVersions({})).ApplicationVersions?.[0]?.Status,
      )
      .toBe('PROCESSED');
  });

  test('deletes an application with its environments, or nothing', async (context) => {
    const { harness, disk } = await start(context);
    await harness.createEnvironment();
    const other = 'id-blue';
    await harness.client.createEnvironment({
      ...{ ...application, EnvironmentName: other, SolutionStackName: solutionStack },
    });
    await harness.ready(other);
    const remove = () => harness.client.deleteApplication({ ...application, TerminateEnvByForce: true });
    const seen = async () => {
      const { Applications = [] } = await harness.client.describeApplications({});
      const statuses = [(await find(harness))?.Status, (await find(harness, other))?.Status];
      return [Applications.map(({ Versions }) => Versions), ...statuses];
    };
    disk.fillAt(1, fullForMs);
    await expect(remove()).rejects.toMatchObject({ name: 'LocalDiskError' });
    expect(await seen()).toEqual([[['v1']], 'Ready', 'Ready']);
    disk.fillAt(2, fullForMs);
    await remove();
    await harness.ready();
    await harness.ready(other);
    expect(await seen()).toEqual([[], 'Terminated', 'Terminated']);
  });
});
