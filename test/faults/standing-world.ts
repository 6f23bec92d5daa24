import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { before, deployed, must } from './scenarios.ts';
import { World } from './world.ts';

/**
 * Opens a world for each test of a file, where `before` is deployed: Local Beanstalk with reporting instances, and
 * stand-ins for the logs of their Keycloaks.
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
