import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Config } from '../../src/config/schema.ts';
import { UserError } from '../../src/base/user-error.ts';
import { asRelease } from '../fakes/example-config.ts';
import { after, before, deployed, must } from './scenarios.ts';
import { World } from './world.ts';

const other: Config = {
  ...after,
  keycloak: { ...after.keycloak, version: asRelease('26.7.2') },
  instances: { ...after.instances, max: 7 },
};
let standing: World;
/** A pace at which an update takes longer than a busy machine needs to start another run. */
const unhurried = 300;

/** The end state, except the order in which two deployments were verified. */
async function endOf(...configs: Config[]): Promise<unknown> {
  const world = await World.open(standing);
  for (const config of configs) await must(world, deployed(config));
  const environments = await environmentsOf(world);
  await world.remove();
  return environments;
}

async function environmentsOf(world: World): Promise<unknown> {
  return (await world.endState()).environments;
}

beforeAll(async () => {
  standing = await World.open();
  await must(standing, deployed(before));
  await standing.close();
});

// Machines may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

afterAll(() => standing.remove());

test('two first deploys of one project create one environment', async () => {
  const world = await World.open();
  const outcomes = await Promise.all([world.run(deployed(before)), world.run(deployed(before))]);
  expect(outcomes.map(({ ended, error }) => [ended, error])).toEqual([
    ['done', undefined],
    ['done', undefined],
  ]);
  expect(await environmentsOf(world)).toEqual(await endOf());
  await world.remove();
});

test('two different updates run one after the other, and are not mixed', async () => {
  const world = await World.open(standing);
  const outcomes = await Promise.all([world.run(deployed(after)), world.run(deployed(other))]);
  for (const { ended, error } of outcomes) {
    // The first may find, before it can verify, that the other has taken over the environment.
    if (ended !== 'done')
      expect(error).toMatchObject({
        kind: 'conflict',
        message: expect.stringMatching(/has taken environment id-prod over/) as unknown,
      });
  }
  expect(outcomes.some(({ ended }) => ended === 'done')).toBe(true);
  expect([await endOf(after, other), await endOf(other, after)]).toContainEqual(await environmentsOf(world));
  await world.remove();
});

test('--no-wait names the request that holds the environment, and its update continues', async () => {
  const world = await World.open(standing, unhurried);
  const first = await world.run(deployed(after, { wait: false }));
  expect(first.ended).toBe('done');
  expect(first.reporter.of('result')[0]?.text).toMatch(/\b26\.7\.3-\w+ to id-prod/);
  // Has the same image and version, so that it reaches the environment while the first updates it.
  const second = await world.run(deployed({ ...after, logs: { retentionDays: 7 } }, { wait: false }));
  expect(second.error).toBeInstanceOf(UserError);
  expect(second.error).toMatchObject({
    kind: 'conflict',
    message: expect.stringMatching(
      /^Environment id-prod is Updating: request [-0-9a-f]{36} holds it, with version 26\.7\.3-[0-9a-f]+, since 20/,
    ) as unknown,
  });
  const third = await world.run(deployed(after));
  expect(third.ended).toBe('done');
  expect(await environmentsOf(world)).toEqual(await endOf(after));
  await world.remove();
});

test('a rerun shows the events of an update that an earlier run began, and begins none', async () => {
  const world = await World.open(standing, unhurried);
  await world.run(deployed(after, { wait: false }));
  await sleep(5);
  const { ended, session, reporter } = await world.run(deployed(after));
  expect(ended).toBe('done');
  expect(session.points.filter((point) => point.includes('UpdateEnvironment'))).toEqual([]);
  expect(reporter.of('environment-event').map(({ message }) => message)).toContain(
    'Environment update completed successfully.',
  );
  await world.remove();
});
