/** Causes every fault at every call of a scenario, and runs the same command again after each. */
import { isDeepStrictEqual } from 'node:util';
import { messageOf, UserError } from '../../src/base/user-error.ts';
import { type Fault, faultsOf, type Point } from './fault.ts';
import { must, type Scenario, verified } from './scenarios.ts';
import { type EndState, type Outcome, World } from './world.ts';

export interface Trial {
  point: Point;
  fault: Fault;
  /** false: the run ended before that call (the number of polls depends on time). */
  reached: boolean;
  /** The problem; undefined: the state converged. */
  problem: string | undefined;
}

export interface Recorded {
  scenario: Scenario;
  origin: World;
  points: readonly Point[];
  ended: Outcome['ended'];
  /** The kind of the error at the end. */
  kind: string | undefined;
  endState: EndState;
}

/**
 * Undisturbed runs: their calls are the points, and their end state is the one to reach. The number of polls depends on
 * time, so the points are the calls that all runs have made.
 */
export async function record(scenario: Scenario, recordings = 3): Promise<Recorded> {
  const origin = await World.open(undefined, undefined, scenario.strict);
  await scenario.prepare?.(origin);
  await origin.close();
  const first = await recordOnce(scenario, origin);
  let { points } = first;
  for (let run = 1; run < recordings; run++) {
    const { points: others, endState, kind } = await recordOnce(scenario, origin);
    points = points.filter((point) => others.includes(point));
    if (!isDeepStrictEqual(endState, first.endState) || kind !== first.kind)
      throw new Error('undisturbed, it ends in two ways');
  }
  return { ...first, points };
}

async function recordOnce(scenario: Scenario, origin: World): Promise<Recorded> {
  const world = await World.open(origin, undefined, scenario.strict);
  scenario.meddle?.(world);
  const { ended, session, error } = await world.run(scenario.command);
  if (ended !== (scenario.ends ?? 'done'))
    throw new Error(`undisturbed, it ended as ${ended}`, { cause: error });
  const endState = await world.endState();
  const { openSessions } = world.keycloak;
  if (endState.clients.length + openSessions > 0)
    throw new Error(
      `undisturbed, it leaves clients (${endState.clients.join()}) or ${openSessions} sessions`,
    );
  await world.remove();
  return { scenario, origin, points: session.points, ended, kind: kindOf(error), endState };
}

/** The probe calls each node three times: the rounds between the first and the last are alike. */
const alike = /^keycloak (GET userinfo #([2-5]|[89]|1[01])|POST token #([4-7]|1[2-5]))$/;

export function allTrials({ points, scenario }: Recorded): { point: Point; fault: Fault }[] {
  const from = scenario.from === undefined ? 0 : points.indexOf(scenario.from);
  if (from === -1) throw new Error(`call not found: ${String(scenario.from)}`);
  return points
    .slice(from)
    .filter((point) => !alike.test(point) && (scenario.only?.test(point) ?? true))
    .flatMap((point) => faultsOf(point).map((fault) => ({ point, fault })));
}

const attempts = 3;

async function tryPoint(recorded: Recorded, point: Point, fault: Fault): Promise<Trial> {
  for (let attempt = 1; ; attempt++) {
    const trial = await tryOnce(recorded, point, fault);
    if (trial.reached || attempt === attempts) return trial;
  }
}

async function tryOnce(recorded: Recorded, point: Point, fault: Fault): Promise<Trial> {
  const { scenario, origin } = recorded;
  const world = await World.open(origin, undefined, scenario.strict);
  try {
    scenario.meddle?.(world);
    const first = await world.run(scenario.command, { point, fault });
    const problem = (await problemOf(first, recorded, world)) ?? (await problemAfter(recorded, world));
    return { point, fault, reached: first.session.fired, problem };
  } finally {
    await world.remove();
  }
}

/** The problem of the disturbed run. */
async function problemOf(first: Outcome, recorded: Recorded, world: World): Promise<string | undefined> {
  if (first.ended === 'bug' || first.ended === 'hung')
    return `the disturbed run: ${first.ended}: ${stackOf(first.error)}`;
  if (first.ended !== 'done') return undefined;
  const end = await world.endState();
  const { clients } = end;
  const wanted = { ...recorded.endState, clients };
  if (!isDeepStrictEqual(end, wanted))
    return `it said that it was done, and was not: ${difference(wanted, end)}`;
  // A later verify deletes a client that could not be deleted; but this run must warn.
  const warned = first.reporter
    .of('message')
    .some(({ text }) => text.startsWith("Could not delete the probe's client"));
  if (clients.length > 0 && !warned) return `it left ${clients.join()} in Keycloak, and said nothing`;
  return undefined;
}

/** The age at which a probe deletes the leftovers of another. */
const laterMs = 11 * 60_000;

/** The problem of the same command, run again. */
async function problemAfter(recorded: Recorded, world: World): Promise<string | undefined> {
  const { endState } = recorded;
  const second = await world.run(recorded.scenario.command);
  if (second.ended !== recorded.ended || kindOf(second.error) !== recorded.kind)
    return `the run after it ended as ${second.ended}: ${stackOf(second.error)}`;
  if (world.keycloak.clients.size > 0) {
    world.clock.skip(laterMs);
    await must(world, verified);
  }
  const end = await world.endState();
  return isDeepStrictEqual(end, endState) ? undefined : difference(endState, end);
}

function kindOf(error: unknown): string | undefined {
  return error instanceof UserError ? error.kind : undefined;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? messageOf(error)) : String(error);
}

/** The first lines that only one of them has. */
function difference(wanted: unknown, found: unknown): string {
  const lines = (value: unknown): string[] => JSON.stringify(value, undefined, 1).split('\n');
  const [a, b] = [lines(wanted), lines(found)];
  const missing = a.filter((line) => !b.includes(line)).slice(0, 8);
  const extra = b.filter((line) => !a.includes(line)).slice(0, 8);
  return `missing ${JSON.stringify(missing)}, instead ${JSON.stringify(extra)}`;
}

/** Runs several trials at a time: a trial mostly waits. */
export async function tryAll(
  recorded: Recorded,
  trials: readonly { point: Point; fault: Fault }[],
  workers: number,
): Promise<Trial[]> {
  const results: Trial[] = [];
  const queue = [...trials];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      results.push(await tryPoint(recorded, next.point, next.fault));
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return results;
}
