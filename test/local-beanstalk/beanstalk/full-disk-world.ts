/** A server whose disk becomes full. */
import type { TestContext } from 'vitest';
import { FullDisk } from '../full-disk.ts';
import { Harness } from './harness.ts';

export const fullForMs = 30;
export const id = { EnvironmentName: 'id-prod' };
export const application = { ApplicationName: 'id' };
export const diskEvent = /^Local Beanstalk cannot write its state \(.*\): ENOSPC/;

export interface World {
  harness: Harness;
  disk: FullDisk;
}

export async function start({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): Promise<World> {
  const harness = await Harness.start();
  const disk = new FullDisk(harness.folder);
  onTestFinished(async () => {
    disk.end();
    await harness.end();
  });
  return { harness, disk };
}

/** The newest one of this name. */
export async function find({ client }: Harness, name = 'id-prod') {
  const { Environments = [] } = await client.describeEnvironments({ EnvironmentNames: [name] });
  return Environments.sort((a, b) => Number(b.DateCreated) - Number(a.DateCreated))[0];
}

/** The environment as the next server finds it. */
export async function afterRestart(harness: Harness) {
  await harness.stopServer();
  await harness.startServer();
  const { Status: status, VersionLabel: label } = (await find(harness)) ?? {};
  return { status, label, versions: Object.values(await harness.versions()) };
}
