/** Each write of an operation meets a full disk once. The environment must end as on AWS, without a restart. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  afterRestart,
  application,
  diskEvent,
  find,
  fullForMs,
  id,
  start,
  type World,
} from './full-disk-world.ts';
import { type Harness, settings, solutionStack } from './harness.ts';

async function allEnded({ client }: Harness): Promise<void> {
  for (;;) {
    const { Environments = [] } = await client.describeEnvironments({});
    if (Environments.every(({ Status }) => Status === 'Ready' || Status === 'Terminated')) return;
    await sleep(20);
  }
}

type Call = () => Promise<{ $metadata: { requestId?: string | undefined } }>;

/**
 * Repeats the call, and fills the disk at its first write, then `step` writes later, until the operation ends before that.
 * `check` gets the events of a call. Returns how many outages met an operation that was running.
 */
async function sweep(
  { harness, disk }: World,
  { step = 1, prepare, call }: { step?: number; prepare?: () => Promise<unknown>; call: Call },
  check: (events: string[]) => Promise<void> | void,
): Promise<number> {
  let met = 0;
  for (let write = 1; ; write += step) {
    disk.empty();
    await prepare?.();
    const before = await find(harness);
    const wasFull = disk.fillAt(write, fullForMs);
    let requestId: string | undefined;
    try {
      ({ requestId } = (await call()).$metadata);
    } catch (error) {
      // The call itself met it, and changed nothing.
      expect(error).toMatchObject({ name: 'LocalDiskError' });
      disk.empty();
      expect(await find(harness)).toEqual(before);
      continue;
    }
    await allEnded(harness);
    const events = await harness.messagesOf(requestId);
    const told = events.filter((message) => diskEvent.test(message));
    await check(events.filter((message) => !told.includes(message)));
    if (!wasFull()) return met;
    met += 1;
    // None when only ports, alarms or the health waited: no state of the operation. A swap is two operations.
    expect(told.length).toBeLessThanOrEqual(2);
  }
}

describe.concurrent('a disk that is full for a moment', { timeout: 60_000 }, () => {
  test.for([
    ['AllAtOnce', 1],
    ['Rolling', 4],
    ['Immutable', 4],
  ] as const)('an update with the policy %s', async ([DeploymentPolicy, step], context) => {
    const world = await start(context);
    const { harness } = world;
    await harness.createEnvironment({ DeploymentPolicy, BatchSizeType: 'Fixed', BatchSize: '1' });
    await harness.createVersion('v2');
    let label = 'v1';
    const call: Call = async () => {
      const VersionLabel = label === 'v1' ? 'v2' : 'v1';
      const answer = await harness.client.updateEnvironment({ ...id, VersionLabel });
      label = VersionLabel;
      return answer;
    };
    const met = await sweep(world, { step, call }, async (events) => {
      expect(await find(harness)).toMatchObject({ Status: 'Ready', VersionLabel: label });
      expect(Object.values(await harness.versions())).toEqual([label, label]);
      expect(events.at(-1)).toBe('Environment update completed successfully.');
    });
    expect(met).toBeGreaterThan(8);
    expect(await afterRestart(harness)).toEqual({ status: 'Ready', label, versions: [label, label] });
  });

  test('a creation and a termination', async (context) => {
    const world = await start(context);
    const { harness } = world;
    await harness.createVersion('v1');
    const create: Call = () =>
      harness.client.createEnvironment({
        ...{ ...application, ...id, VersionLabel: 'v1', SolutionStackName: solutionStack },
        OptionSettings: settings({ SystemType: 'enhanced', MinSize: '1' }),
      });
    const terminate: Call = () => harness.client.terminateEnvironment(id);
    const created = await sweep(
      world,
      {
        step: 3,
        prepare: () =>
          terminate().then(
            () => allEnded(harness),
            () => undefined,
          ),
        call: create,
      },
      async (events) => {
        expect(events.at(-1)).toBe('Successfully launched environment: id-prod');
        expect(Object.values(await harness.versions())).toEqual(['v1']);
      },
    );
    const again = async () => {
      if ((await find(harness))?.Status !== 'Ready') await create().then(() => allEnded(harness));
    };
    const terminated = await sweep(world, { step: 2, prepare: again, call: terminate }, async (events) => {
      expect(events.at(-1)).toBe('terminateEnvironment completed successfully.');
      expect((await find(harness))?.Status).toBe('Terminated');
      expect((await harness.runtime.running()).size).toBe(0);
    });
    expect([created > 5, terminated > 5]).toEqual([true, true]);
  });

  test.for([
    {
      name: 'restart',
      request: (harness: Harness) => harness.client.restartAppServer(id),
      last: 'Restarted application server on all ec2 instances.',
    },
    {
      name: 'rebuild',
      request: (harness: Harness) => harness.client.rebuildEnvironment(id),
      last: 'rebuildEnvironment completed successfully.',
    },
  ])('a $name', async ({ request, last }, context) => {
    const world = await start(context);
    const { harness } = world;
    await harness.createEnvironment();
    const met = await sweep(world, { step: 2, call: () => request(harness) }, async (events) => {
      expect(events.at(-1)).toBe(last);
      expect(Object.values(await harness.versions())).toEqual(['v1', 'v1']);
    });
    expect(met).toBeGreaterThan(3);
  });

  test('a change of tags, and a swap of CNAMEs', async (context) => {
    const world = await start(context);
    const { harness } = world;
    await harness.createEnvironment();
    const other = 'id-blue';
    await harness.client.createEnvironment({
      ...{ ...application, EnvironmentName: other, SolutionStackName: solutionStack },
    });
    await allEnded(harness);
    const ResourceArn = (await find(harness))?.EnvironmentArn;
    let value = 0;
    await sweep(
      world,
      {
        call: () => {
          value += 1;
          const TagsToAdd = [{ Key: 'round', Value: String(value) }];
          return harness.client.updateTagsForResource({ ResourceArn, TagsToAdd });
        },
      },
      async (events) => {
        expect(events).toEqual(['Environment tag update completed successfully.']);
        const { ResourceTags = [] } = await harness.client.listTagsForResource({ ResourceArn });
        expect(ResourceTags).toContainEqual({ Key: 'round', Value: String(value) });
      },
    );
    const swap: Call = () =>
      harness.client.swapEnvironmentCNAMEs({
        ...{ SourceEnvironmentName: 'id-prod', DestinationEnvironmentName: other },
      });
    const addresses = async () => [(await find(harness))?.CNAME, (await find(harness, other))?.CNAME];
    const first = await addresses();
    let swaps = 0;
    await sweep(world, { call: swap }, async () => {
      swaps += 1;
      expect(await addresses()).toEqual(swaps % 2 === 1 ? first.toReversed() : first);
    });
    await afterRestart(harness);
    expect(await addresses()).toEqual(swaps % 2 === 1 ? first.toReversed() : first);
  });
});
