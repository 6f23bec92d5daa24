/** Watches an environment: reads it again and again, and emits a screen after each read. */
import { explainAwsError } from '../aws/explain-error.ts';
import { isTransient } from '../base/transient.ts';
import { UserError } from '../base/user-error.ts';
import { EventStream } from '../environment/events.ts';
import type { Target } from '../environment/target.ts';
import type { Deps } from '../ports.ts';
import { drawScreen } from './screen.ts';
import {
  changeKey,
  type Problem,
  type Snapshot,
  type WatchedStatus,
  withLastHeartbeats,
} from './snapshot.ts';

/** From the end of one read to the next. */
const pauseMs = 5_000;
const newestEvents = 20;

/**
 * Emits the state until Ctrl-C; `readStatus` reads it. A failed read is shown and repeated. Throws the error of the first
 * read, unless it is transient: a wrong name or missing credentials do not heal.
 */
export async function watchStatus(
  deps: Pick<Deps, 'aws' | 'clock' | 'reporter' | 'signal'>,
  { application, environment }: Target,
  readStatus: () => Promise<WatchedStatus>,
): Promise<void> {
  const { clock, reporter, signal } = deps;
  const target = { ApplicationName: application, EnvironmentName: environment };
  const stream = new EventStream(deps, { ...target, since: undefined, newest: newestEvents });
  let snapshot: Snapshot = {
    ...{ environment, at: clock.now(), problem: undefined, status: undefined, readAt: undefined, events: [] },
  };
  let shown: string | undefined;
  try {
    for (;;) {
      snapshot = await readNext(snapshot, { readStatus, stream, clock });
      const key = changeKey(snapshot);
      reporter.emit(screenOf(snapshot, key !== shown));
      shown = key;
      await clock.sleep(pauseMs, signal);
    }
  } catch (error) {
    // Ctrl-C is how watching ends.
    if (!signal.aborted) throw error;
  }
}

interface Sources {
  readStatus: () => Promise<WatchedStatus>;
  stream: EventStream;
  clock: Deps['clock'];
}

/** Keeps the older part where a read fails. */
async function readNext(last: Snapshot, { readStatus, stream, clock }: Sources): Promise<Snapshot> {
  const [status, events] = await Promise.allSettled([readStatus(), stream.readNew()]);
  const at = clock.now();
  const failed = [status, events].find((result) => result.status === 'rejected');
  return {
    ...last,
    at,
    problem: failed === undefined ? undefined : problemOf(failed.reason, last, at),
    ...(status.status === 'fulfilled' && {
      status: withLastHeartbeats(status.value, last.status),
      readAt: at,
    }),
    ...(events.status === 'fulfilled' && {
      events: [...events.value.toReversed(), ...last.events].slice(0, newestEvents),
    }),
  };
}

/** Throws what a later read cannot repair. */
function problemOf(error: unknown, last: Snapshot, at: Date): Problem {
  const explained = explainAwsError(error);
  const first = last.status === undefined && !isTransient(error);
  if (first || !(explained instanceof UserError)) throw error;
  const { kind, message, hint } = explained;
  return { kind, message, hint, since: last.problem?.kind === kind ? last.problem.since : at };
}

function screenOf(snapshot: Snapshot, changed: boolean): Parameters<Deps['reporter']['emit']>[0] {
  const { environment, at, problem, status, events } = snapshot;
  return {
    type: 'screen',
    changed,
    data: { environment, at, problem: problem ?? null, ...status, events },
    draw: (view) => drawScreen(snapshot, view),
  };
}
