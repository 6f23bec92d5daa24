import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { before, deployed, must } from './scenarios.ts';
import { World } from './world.ts';

/**
 * For each test of a file a world of its own, where `before` is deployed: against Local Beanstalk, with instances that only
 * report and stand-ins for what their Keycloaks log.
 */
export function eachInStandingWorld(use: (world: World) => void | Promise<void>): void {
  let standing: World;
  let world: World;
  // Machines may be busy.
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

  beforeAll(async () => {
    standing = await World.open();
    await must(standing, deployed(before));
    await standing.close();
  });

  beforeEach(async () => {
    world = await World.open(standing);
    await use(world);
  });

  afterEach(() => world.remove());

  afterAll(() => standing.remove());
}
