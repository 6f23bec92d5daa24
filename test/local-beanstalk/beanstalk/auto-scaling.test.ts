import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Harness, settings } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await Harness.start();
  await harness.createEnvironment();
});
afterEach(() => harness.end());

/** EC2 has terminated it. */
async function lose(): Promise<string> {
  const [id = ''] = [...(await harness.runtime.running())];
  const launched = {
    id,
    environmentName: 'id-prod',
    environmentId: 'e',
    privateIp: '',
    launchedAt: new Date(),
  };
  await harness.runtime.terminate(launched);
  return id;
}

async function replaced(lost: string): Promise<void> {
  for (;;) {
    const versions = await harness.versions();
    if (!(lost in versions) && Object.values(versions).filter((label) => label !== undefined).length === 2)
      return;
    await sleep(50);
  }
}

test('a lost instance is replaced with its version, by events without a request', async () => {
  const lost = await lose();
  await replaced(lost);
  expect(Object.values(await harness.versions())).toEqual(['v1', 'v1']);
  const { Events = [] } = await harness.client.describeEvents({ EnvironmentName: 'id-prod' });
  const messages = Events.filter(({ Message = '' }) =>
    /^(Removed|Added) instance \[/.test(Message),
  ).reverse();
  expect(messages.map(({ Message = '' }) => Message.split(' ')[0])).toEqual(['Removed', 'Added']);
  expect(messages.every(({ RequestId }) => RequestId === undefined)).toBe(true);
  // The balancer takes it a moment after its deployment.
  const states = (): string[] => [...harness.balancer.states('id-prod').values()];
  await expect.poll(states, { timeout: 20_000 }).toEqual(['healthy', 'healthy']);
});

test('an update during a replacement waits for it, and deploys to all instances', async () => {
  await harness.createVersion('v2');
  let began: () => void = () => undefined;
  const replacing = new Promise<void>((resolve) => (began = resolve));
  let goOn: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (goOn = resolve));
  harness.interference.onDeploy = (_instance, label) => {
    if (label !== 'v1') return;
    began();
    return held;
  };
  await lose();
  await replacing;
  const update = harness.update({ VersionLabel: 'v2' });
  await sleep(300);
  expect(harness.deployed.filter(({ versionLabel }) => versionLabel === 'v2')).toEqual([]);
  goOn();
  await update;
  expect(Object.values(await harness.versions())).toEqual(['v2', 'v2']);
});

test('a replacement that a server stop interrupts is repeated after the start', async () => {
  const launching = new Promise<void>((resolve) => {
    harness.interference.onDeploy = () => {
      resolve();
      return new Promise(() => undefined);
    };
  });
  const lost = await lose();
  await launching;
  await harness.stopServer();
  harness.interference.onDeploy = () => undefined;
  await harness.startServer();
  await replaced(lost);
  expect((await harness.runtime.running()).size).toBe(2);
});

test('an instance that is added during a deployment gets the new version in its own time, and fails nothing', async () => {
  await harness.createVersion('v2');
  let grown = false;
  harness.interference.onDeploy = (_instance, label) => {
    if (label === 'v2' && !grown) harness.scaleOut();
    grown = true;
  };
  const messages = await harness.update({ VersionLabel: 'v2' });
  expect(messages.at(-1)).toBe('Environment update completed successfully.');
  for (let versions: (string | undefined)[] = []; versions.length < 3 || versions.includes(undefined);) {
    versions = Object.values(await harness.versions());
    await sleep(20);
  }
  expect(Object.values(await harness.versions())).toEqual(['v2', 'v2', 'v2']);
});

test('no instance is added during a termination', async () => {
  await harness.client.terminateEnvironment({ EnvironmentName: 'id-prod' });
  harness.scaleOut();
  await harness.ready();
  expect((await harness.runtime.running()).size).toBe(0);
});

test('no instance is added above MaxSize', async () => {
  await harness.update({ OptionSettings: settings({ MaxSize: '2' }) });
  harness.scaleOut();
  expect(Object.keys(await harness.versions())).toHaveLength(2);
});
