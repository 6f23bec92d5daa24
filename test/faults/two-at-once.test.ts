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
/** An update lasts longer than a busy machine needs to start another run. */
const unhurried = 300;

/** Everything but the order in which two deployments were verified. */
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

test('two first deploys of one project make one environment', async () => {
  const world = await World.open();
  const outcomes = await Promise.all([world.run(deployed(before)), world.run(deployed(before))]);
  expect(outcomes.map(({ ended, error }) => [ended, error])).toEqual([
    ['done', undefined],
    ['done', undefined],
  ]);
  expect(await environmentsOf(world)).toEqual(await endOf());
  await world.remove();
});

test('two different updates: one after the other, and nothing is mixed', async () => {
  const world = await World.open(standing);
  const outcomes = await Promise.all([world.run(deployed(after)), world.run(deployed(other))]);
  for (const { ended, error } of outcomes) {
    // Who was first may see, before it could verify, that the other has taken the environment over.
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

test('--no-wait says who holds the environment, and what it was told to do goes on', async () => {
  const world = await World.open(standing, unhurried);
  const first = await world.run(deployed(after, { wait: false }));
  expect(first.ended).toBe('done');
  expect(first.reporter.of('result')[0]?.text).toMatch(/\b26\.7\.3-\w+ to id-prod/);
  // With the same image and version, so that it comes to the environment while the first is at it.
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

test('a rerun shows the events of what an earlier run began, and begins nothing itself', async () => {
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
