/** The built command line, killed while it works, then run again. Takes minutes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../src/local-beanstalk/base/free-port.ts';
import type { Point } from './fault.ts';
import { type Blow, type Ended, type Ports, Project } from './killed-project.ts';

const before = { max: 4, theme: 'parent=keycloak\n' };
/** Another image, so another version, and another setting. */
const after = { max: 5, theme: 'parent=base\n' };

interface Scenario {
  name: string;
  command: readonly string[];
  /** Creates the state before the command. */
  prepare: (project: Project) => Promise<void>;
}

const first: Scenario = {
  name: 'a first deploy',
  command: ['deploy'],
  prepare: (project) => project.configure(before),
};
const update: Scenario = {
  name: 'an update',
  command: ['deploy'],
  async prepare(project) {
    await first.prepare(project);
    await must(project, first.command);
    await project.configure(after);
  },
};
const rollback: Scenario = {
  name: 'a rollback',
  command: ['rollback'],
  async prepare(project) {
    await update.prepare(project);
    await must(project, update.command);
  },
};

async function must(project: Project, command: readonly string[]): Promise<Ended> {
  const ended = await project.run(command);
  if (ended.code !== 0) throw new Error(ended.stderr);
  return ended;
}

/** The state before, and the calls and the end state of an undisturbed run. */
interface Recorded {
  scenario: Scenario;
  ports: Ports;
  origin: Project;
  points: readonly Point[];
  endState: unknown;
}

async function record(scenario: Scenario, ports: Ports): Promise<Recorded> {
  const origin = await Project.open(ports);
  await scenario.prepare(origin);
  await origin.close();
  const project = await Project.open(ports, origin);
  const { points } = await must(project, scenario.command);
  const endState = await project.endState();
  await project.remove();
  return { scenario, ports, origin, points, endState };
}

async function inProject<T>(recorded: Recorded, body: (project: Project) => Promise<T>): Promise<T> {
  const project = await Project.open(recorded.ports, recorded.origin);
  try {
    return await body(project);
  } finally {
    await project.remove();
  }
}

const reads = / (Describe|Get|List|Head|Filter|GET|HEAD)/;
/** Calls without a fault: sessions expire, and CreateStorageLocation returns an existing bucket. */
const harmless = /^keycloak POST (token|logout)|CreateStorageLocation #([2-9]|\d\d)/;
/** Reads with a fault: the first that waits for Beanstalk, and the first that waits for the cluster. */
const waits = /(DescribeEvents|FilterLogEvents) #1$/;

/** Returns the problem; undefined: the state converged. */
async function tryBlow(recorded: Recorded, blow: Omit<Blow, 'strike'>): Promise<string | undefined> {
  const { scenario, endState } = recorded;
  return inProject(recorded, async (project) => {
    const killed = await project.run(scenario.command, {
      ...blow,
      strike: (child) => child.kill('SIGKILL'),
    });
    // docker calls the registry: when kc-eb is killed meanwhile, only docker's connection breaks.
    if (killed.signal !== 'SIGKILL') return `not killed, ${killed.stderr}`;
    const again = await project.run(scenario.command);
    if (again.code !== 0) return again.stderr;
    if (project.clients.length > 0) {
      project.ageClients();
      await must(project, ['verify']);
    }
    try {
      expect(await project.endState()).toEqual(endState);
      return undefined;
    } catch (error) {
      return String(error);
    }
  });
}

/** Lanes that run at the same time, each with its own ports, which are part of the deployment. */
const lanes: Ports[] = [];
/** One recording for each lane, by scenario. */
const recordings = new Map<string, Recorded[]>();

beforeAll(async () => {
  for (let lane = 0; lane < 3; lane++) {
    const api = await freePort((lanes.at(-1)?.api ?? 14_699) + 1);
    lanes.push({ api, balancer: await freePort((lanes.at(-1)?.balancer ?? 18_079) + 1) });
  }
});

afterAll(async () => {
  for (const { origin } of [...recordings.values()].flat()) await origin.remove();
});

async function recordedIn(scenario: Scenario): Promise<[Recorded, ...Recorded[]]> {
  const known = recordings.get(scenario.name);
  const all = known ?? (await Promise.all(lanes.map((ports) => record(scenario, ports))));
  recordings.set(scenario.name, all);
  const [one, ...others] = all;
  if (one === undefined) throw new Error('no lanes');
  return [one, ...others];
}

describe('killed', () => {
  test.each([first, update, rollback])('$name', async (scenario) => {
    const started = performance.now();
    const recorded = await recordedIn(scenario);
    const chosen = recorded[0].points.filter(
      (point) => waits.test(point) || !(reads.test(point) || harmless.test(point)),
    );
    const queue = chosen.flatMap((point) => (['before', 'after'] as const).map((when) => ({ point, when })));
    const tried = queue.length;
    const failed: string[] = [];
    const work = async (one: Recorded): Promise<void> => {
      for (let blow = queue.shift(); blow !== undefined; blow = queue.shift()) {
        const problem = await tryBlow(one, blow);
        if (problem !== undefined) failed.push(`${blow.point} ${blow.when}: ${problem}`);
      }
    };
    await Promise.all(recorded.map(work));
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    process.stdout.write(
      `${scenario.name}: SIGKILL at ${tried} points, ${tried - failed.length} converged, in ${seconds} s\n`,
    );
    expect(failed).toEqual([]);
    const kinds = chosen.map((point) => point.split(' #', 1)[0]);
    expect(kinds).toEqual(expect.arrayContaining(mustBeStruck(scenario)));
  });
});

/** Calls without which the scenario would miss its purpose. */
function mustBeStruck({ command: [command] }: Scenario): string[] {
  const always = [
    's3 PutObject',
    'keycloak POST clients',
    'keycloak DELETE clients/ID',
    'logs FilterLogEvents',
  ];
  if (command === 'rollback') return [...always, 'elasticbeanstalk UpdateEnvironment'];
  return [...always, 'registry PUT manifest', 'elasticbeanstalk CreateApplicationVersion'];
}

describe('Ctrl-C', () => {
  const poll = 'elasticbeanstalk DescribeEvents #1';

  test('reports what continues, and the next run follows it', async () => {
    const [recorded] = await recordedIn(first);
    await inProject(recorded, async (project) => {
      const interrupted = await project.run(['deploy'], {
        point: poll,
        when: 'after',
        strike: (child) => child.kill('SIGINT'),
      });
      expect(interrupted.code).toBe(130);
      expect(interrupted.stderr).toMatch(
        /error: Interrupted\..* id-prod to 26\.7\.3-\S+ \(request [-0-9a-f]{36}\)/,
      );
      const again = await must(project, ['deploy']);
      expect(again.points.filter((point) => point.includes('CreateEnvironment'))).toEqual([]);
      expect(await project.endState()).toEqual(recorded.endState);
    });
  });

  test('twice leaves at once, whatever does not answer', async () => {
    const [recorded] = await recordedIn(first);
    await inProject(recorded, async (project) => {
      let struck = 0;
      const { code } = await project.run(['deploy'], {
        point: poll,
        when: 'hold',
        strike: (child) => {
          struck = performance.now();
          child.kill('SIGINT');
          setTimeout(() => child.kill('SIGINT'), 200);
        },
      });
      expect(code).toBe(130);
      expect(performance.now() - struck).toBeLessThan(3_000);
    });
  });
});
