import { isTransient } from './transient.ts';

export interface PollOptions {
  /** Milliseconds between the end of one attempt and the next. */
  everyMs: number;
  /** Limit for transient errors without a success between them. Default 0: the first one is thrown. */
  patienceMs?: number;
}

interface Waiting {
  clock: { now(): Date; sleep(ms: number, signal: AbortSignal): Promise<void> };
  signal: AbortSignal;
}

type Attempt<T> = () => Promise<T | undefined>;

/**
 * Repeats `attempt` until it returns something other than undefined, and returns that. `deadline`, in milliseconds
 * since the epoch: after an attempt that ends then or later, returns undefined. Rejects with the first error that is
 * not transient or outlasts the patience, and with the signal's reason.
 */
export function poll<T>(
  deps: Waiting,
  options: PollOptions & { deadline: number },
  attempt: Attempt<T>,
): Promise<T | undefined>;
export function poll<T>(deps: Waiting, options: PollOptions, attempt: Attempt<T>): Promise<T>;
export async function poll<T>(
  { clock, signal }: Waiting,
  { everyMs, patienceMs = 0, deadline = Infinity }: PollOptions & { deadline?: number },
  attempt: Attempt<T>,
): Promise<T | undefined> {
  let failingSince: number | undefined;
  for (;;) {
    try {
      const answer = await attempt();
      if (answer !== undefined) return answer;
      failingSince = undefined;
    } catch (error) {
      const now = clock.now().getTime();
      failingSince ??= now;
      if (!isTransient(error) || now - failingSince >= patienceMs) throw error;
    }
    if (clock.now().getTime() >= deadline) return undefined;
    await clock.sleep(everyMs, signal);
  }
}
