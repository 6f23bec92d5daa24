import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { after, before, deployed, must } from './scenarios.ts';
import { World } from './world.ts';

// Machines may be busy.
vi.setConfig({ testTimeout: 60_000 });
let world: World;
afterEach(() => world.remove());

/** A pace at which the new instance has its version after kc-eb's usual wait for health reports. */
const unhurried = 100;

test('an instance that Auto Scaling launches during a deploy fails nothing, and nothing is rolled back', async () => {
  world = await World.open(undefined, unhurried);
  await must(world, deployed(before));
  const deploying = world.run(deployed(after));
  const messages = async () => {
    const { Events = [] } = await world.beanstalk.describeEvents({ EnvironmentName: 'id-prod' });
    return Events.map(({ Message = '' }) => Message);
  };
  const read = async () => (await world.beanstalk.describeEnvironments({})).Environments?.[0];
  while (!(await messages()).some((one) => /^Batch 2: .* command execution/.test(one))) await sleep(5);
  await world.scaleOut();
  const { ended, error } = await deploying;
  expect([ended, error]).toEqual(['done', undefined]);
  expect((await read())?.VersionLabel).toMatch(/^26\.7\.3-/);
  const { EnvironmentResources } = await world.beanstalk.describeEnvironmentResources({
    EnvironmentName: 'id-prod',
  });
  expect(EnvironmentResources?.Instances).toHaveLength(3);
});
