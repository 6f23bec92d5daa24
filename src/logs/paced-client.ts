/** Calls CloudWatch Logs at a pace within its quotas, and waits out throttles and outages. */
import { isThrottle } from '../base/aws-error.ts';
import { isTransient } from '../base/transient.ts';
import type { Aws, Deps, LogsApi } from '../ports.ts';

/** Makes one request in its turn. */
export type PacedLogs = <T>(call: (logs: LogsApi) => Promise<T>) => Promise<T>;

/** FilterLogEvents allows 5 in most regions, shared by the whole account. */
const requestsPerSecond = 2;
const longestPauseMs = 15_000;

/** All requests of a command share one pace. */
interface Pace {
  /** Times of the newest requests, as many as a second may have. */
  starts: readonly number[];
  answered: boolean;
  warned: boolean;
}

const paces = new WeakMap<Aws, Pace>();

function paceOf(aws: Aws): Pace {
  const pace = paces.get(aws) ?? { starts: [], answered: false, warned: false };
  paces.set(aws, pace);
  return pace;
}

/**
 * `patienceMs`: how long one request is repeated. Before the first answer it is repeated for throttles only: a wrong
 * endpoint shows at once.
 */
export function pacedLogs(
  deps: Pick<Deps, 'aws' | 'clock' | 'reporter' | 'signal'>,
  patienceMs: number,
): PacedLogs {
  const { clock, reporter, signal } = deps;
  const pace = paceOf(deps.aws);
  const now = () => clock.now().getTime();

  const wait = async (ms: number) => {
    if (ms > 0) await clock.sleep(ms, signal);
    signal.throwIfAborted();
  };

  const turn = async () => {
    const freeAt = (pace.starts.at(-requestsPerSecond) ?? -Infinity) + 1_000;
    const at = Math.max(now(), freeAt);
    pace.starts = [...pace.starts, at].slice(-requestsPerSecond);
    await wait(at - now());
  };

  return async (call) => {
    const logs = await deps.aws.logs();
    const giveUpAt = now() + patienceMs;
    for (let pauseMs = 1_000; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      await turn();
      try {
        const answer = await call(logs);
        pace.answered = true;
        return answer;
      } catch (error) {
        const worthwhile = isThrottle(error) || (pace.answered && isTransient(error));
        if (!worthwhile || now() >= giveUpAt) throw error;
        if (!pace.warned) reporter.emit({ type: 'message', level: 'warn', text: warning(error) });
        pace.warned = true;
        await wait(pauseMs);
      }
    }
  };
}

function warning(error: unknown): string {
  return isThrottle(error)
    ? 'CloudWatch Logs throttles the requests: continuing more slowly.'
    : 'CloudWatch Logs does not answer: trying again.';
}
