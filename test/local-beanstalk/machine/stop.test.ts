import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../../../src/base/user-error.ts';
import type { Docker } from '../../../src/local-beanstalk/base/docker.ts';
import { resetLocal, stopLocal } from '../../../src/local-beanstalk/machine/stop.ts';
import {
  type LocalSettings,
  projectHash,
  statePaths,
  writeSettings,
} from '../../../src/local-beanstalk/base/state.ts';

/** kc-eb's own daemon, with the containers of all projects: project → ids. */
class OwnEngine {
  runs = true;
  readonly containers = new Map<string, string[]>();
  readonly docker: Docker = {
    run: (argv) =>
      this.runs ? Promise.resolve(this.#answer(argv)) : Promise.reject(new UserError('engine', '')),
    attempt: () => Promise.reject(new Error('not used')),
    pipe: () => Promise.reject(new Error('not used')),
  };

  provide = () => {
    this.runs = true;
    return Promise.resolve();
  };

  stop = () => {
    const ran = this.runs;
    this.runs = false;
    return Promise.resolve(ran);
  };

  #answer([command, ...args]: readonly string[]): string {
    const project = args.map((arg) => /^label=kc-eb\.project=(.*)$/.exec(arg)?.[1]).find((found) => found);
    if (command === 'ps') {
      const all = [...this.containers].filter(([of]) => project === undefined || of === project);
      return all.flatMap(([, ids]) => ids).join('\n');
    }
    for (const [of, ids] of this.containers) {
      const left = ids.filter((id) => !['stop', 'rm'].includes(command ?? '') || !args.includes(id));
      this.containers.set(of, left);
    }
    return '';
  }
}

let folder: string;
let engine: OwnEngine;
beforeEach(async () => {
  folder = await mkdtemp(`${tmpdir()}/kc-eb-stop-`);
  engine = new OwnEngine();
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const reportingOnly = (): LocalSettings => ({
  project: projectHash(folder),
  ...{ projectFolder: folder, apiPort: 4599, balancerPort: 8080, pace: 10 },
});
const withContainers = (): LocalSettings => ({
  ...reportingOnly(),
  containers: {
    network: { name: 'kc-eb', subnet: '172.30.0.0/16', gateway: '172.30.0.1' },
    instanceImage: 'kc-eb/instance:1',
    preload: [],
    database: { vendor: 'postgres', host: '172.30.0.2', port: 5432 },
  },
});

const ways = {
  stop: () => stopLocal(folder, engine),
  reset: () => resetLocal(folder, () => undefined, engine),
};

test.each(['stop', 'reset'] as const)(
  '%s of a project that only reports leaves the engine alone',
  async (way) => {
    // Another project builds an image: no container shows that it uses the engine.
    await writeSettings(reportingOnly());
    await ways[way]();
    expect(engine.runs).toBe(true);
  },
);

test.each(['stop', 'reset'] as const)(
  '%s in a folder without Local Beanstalk leaves it alone',
  async (way) => {
    await ways[way]();
    expect(engine.runs).toBe(true);
  },
);

test.each(['stop', 'reset'] as const)('%s after a failed start ends the engine', async (way) => {
  await mkdir(statePaths(folder).folder, { recursive: true });
  await ways[way]();
  expect(engine.runs).toBe(false);
});

test.each(['stop', 'reset'] as const)(
  '%s ends the containers, and the engine unless others use it',
  async (way) => {
    await writeSettings(withContainers());
    engine.containers.set('another', ['c-9']);
    engine.containers.set(projectHash(folder), ['c-1', 'c-2']);
    expect(await ways[way]()).toMatchObject({ containers: 2 });
    expect([engine.runs, engine.containers.get('another')]).toEqual([true, ['c-9']]);
    engine.containers.clear();
    await writeSettings(withContainers());
    await ways[way]();
    expect(engine.runs).toBe(false);
  },
);

test('containers of before a start that only reports end, and the engine with them', async () => {
  await writeSettings(reportingOnly());
  engine.containers.set(projectHash(folder), ['c-1']);
  expect(await ways.stop()).toEqual({ server: false, containers: 1, engine: true });
});

test('a reset continues when the reset of another project stops the engine', async () => {
  await writeSettings(withContainers());
  engine.containers.set(projectHash(folder), ['mine']);
  const run = engine.docker.run.bind(engine.docker);
  let stopped = false;
  engine.docker.run = (argv, options) => {
    if (argv[0] === 'rm' && !stopped) {
      stopped = true;
      engine.runs = false;
    }
    return run(argv, options);
  };
  await resetLocal(folder, () => undefined, engine);
  expect(stopped).toBe(true);
  expect(engine.containers.get(projectHash(folder))).toEqual([]);
});

test.each([
  ['stop', '.kc-eb'],
  ['stop', '.kc-eb/local'],
  ['reset', '.kc-eb'],
  ['reset', '.kc-eb/local'],
] as const)('%s deletes nothing where %s is a link', async (way, link) => {
  const outside = join(folder, 'outside');
  const precious = ['server.pid', 'local/server.pid', 'settings.json'].map((path) => join(outside, path));
  await mkdir(join(outside, 'local'), { recursive: true });
  await Promise.all(precious.map((path) => writeFile(path, '{}')));
  await mkdir(dirname(join(folder, link)), { recursive: true });
  await symlink(outside, join(folder, link));
  await expect(ways[way]()).rejects.toMatchObject({
    kind: 'local',
    message: `Link in the state of Local Beanstalk: ${join(folder, link)}`,
  });
  expect(precious.map((path) => existsSync(path))).toEqual([true, true, true]);
});
