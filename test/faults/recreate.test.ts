import { setTimeout as sleep } from 'node:timers/promises';
import type { ElasticBeanstalk } from '@aws-sdk/client-elastic-beanstalk';
import { afterEach, expect, test, vi } from 'vitest';
import { strictnessNames } from '../../src/local-beanstalk/base/strictness.ts';
import { deployed, minorBefore, must, recreated } from './scenarios.ts';
import { World } from './world.ts';

// Machines may be busy.
vi.setConfig({ testTimeout: 60_000 });
let world: World;
afterEach(() => world.remove());

/** A pace at which a client sees each batch. */
const unhurried = 300;

test('an update to all instances at once that replaces them has no old Keycloak with a new one', async () => {
  world = await World.open(undefined, unhurried, strictnessNames);
  await must(world, deployed(minorBefore));
  const meetings: string[][] = [];
  let watching = true;
  const watch = async (beanstalk: ElasticBeanstalk): Promise<void> => {
    while (watching) {
      const { InstanceHealthList = [] } = await beanstalk.describeInstancesHealth({
        ...{ EnvironmentName: 'id-prod', AttributeNames: ['All'] },
      });
      const labels = InstanceHealthList.filter(({ Deployment }) => Deployment?.Status === 'Deployed');
      meetings.push([...new Set(labels.map(({ Deployment }) => Deployment?.VersionLabel ?? ''))]);
      await sleep(20);
    }
  };
  const watched = watch(world.beanstalk);
  await must(world, deployed(recreated, { yes: true }));
  watching = false;
  await watched;
  expect(meetings.filter((labels) => labels.length > 1)).toEqual([]);
  expect(new Set(meetings.flat()).size).toBe(2);
});
