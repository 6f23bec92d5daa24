/** Does every fault to every call of a scenario, each followed by the same command again. */
import { isDeepStrictEqual } from 'node:util';
import { messageOf } from '../../src/core/errors.ts';
import { type Fault, faultsOf, type Point } from './fault.ts';
import type { Scenario } from './scenarios.ts';
import { type Outcome, World } from './world.ts';

export interface Trial {
  point: Point;
  fault: Fault;
  /** undefined: the run ended before it came to that call (polls are as many as time has room for). */
  reached: boolean;
  /** What is wrong; undefined: it converged. */
  problem: string | undefined;
}

export interface Recorded {
  scenario: Scenario;
  origin: World;
  points: readonly Point[];
  ended: Outcome['ended'];
  endState: unknown;
}

/**
 * Undisturbed runs: their calls are the points, their end is the one to reach. Polls are as many as time has room
 * for: what counts is what each of the runs has done.
 */
export async function record(scenario: Scenario, recordings = 3): Promise<Recorded> {
  const origin = await World.open();
  await scenario.prepare?.(origin);
  await origin.close();
  const first = await recordOnce(scenario, origin);
  let { points } = first;
  for (let run = 1; run < recordings; run++) {
    const { points: others, endState } = await recordOnce(scenario, origin);
    points = points.filter((point) => others.includes(point));
    if (!isDeepStrictEqual(endState, first.endState)) throw new Error('undisturbed, it ends in two ways');
  }
  return { ...first, points };
}

async function recordOnce(scenario: Scenario, origin: World): Promise<Recorded> {
  const world = await World.open(origin);
  scenario.meddle?.(world);
  const { ended, session, error } = await world.run(scenario.command);
  if (ended !== (scenario.ends ?? 'done'))
    throw new Error(`undisturbed, it ended as ${ended}`, { cause: error });
  const endState = await world.endState();
  await world.remove();
  return { scenario, origin, points: session.points, ended, endState };
}

export function allTrials({ points }: Recorded): { point: Point; fault: Fault }[] {
  return points.flatMap((point) => faultsOf(point).map((fault) => ({ point, fault })));
}

const attempts = 3;

async function tryPoint(recorded: Recorded, point: Point, fault: Fault): Promise<Trial> {
  for (let attempt = 1; ; attempt++) {
    const trial = await tryOnce(recorded, point, fault);
    if (trial.reached || attempt === attempts) return trial;
  }
}

async function tryOnce(recorded: Recorded, point: Point, fault: Fault): Promise<Trial> {
  const { scenario, origin, endState } = recorded;
  const world = await World.open(origin);
  try {
    scenario.meddle?.(world);
    const first = await world.run(scenario.command, { point, fault });
    const trial = { point, fault, reached: first.session.fired };
    if (first.ended === 'bug' || first.ended === 'hung') {
      return { ...trial, problem: `the disturbed run: ${first.ended}: ${stackOf(first.error)}` };
    }
    if (first.ended === 'done' && !isDeepStrictEqual(await world.endState(), endState)) {
      return {
        ...trial,
        problem: `it said that it was done, and was not: ${difference(endState, await world.endState())}`,
      };
    }
    const second = await world.run(scenario.command);
    const end = await world.endState();
    if (second.ended !== recorded.ended) {
      return { ...trial, problem: `the run after it ended as ${second.ended}: ${stackOf(second.error)}` };
    }
    if (!isDeepStrictEqual(end, endState)) return { ...trial, problem: difference(endState, end) };
    return { ...trial, problem: undefined };
  } finally {
    await world.remove();
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? messageOf(error)) : String(error);
}

/** The first lines that are in one of them only. */
function difference(wanted: unknown, found: unknown): string {
  const lines = (value: unknown): string[] => JSON.stringify(value, undefined, 1).split('\n');
  const [a, b] = [lines(wanted), lines(found)];
  const missing = a.filter((line) => !b.includes(line)).slice(0, 8);
  const extra = b.filter((line) => !a.includes(line)).slice(0, 8);
  return `missing ${JSON.stringify(missing)}, instead ${JSON.stringify(extra)}`;
}

/** Some at a time: most of a trial is waiting. */
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
