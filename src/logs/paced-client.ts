/** Asks CloudWatch Logs at a pace that its quotas bear, and is not put off by a throttle or a broken line. */
import { isThrottle } from '../base/aws-error.ts';
import { isTransient } from '../base/transient.ts';
import type { Deps, LogsApi } from '../ports.ts';

/** Makes one request; requests of one asker follow each other. */
export type AskLogs = <T>(call: (logs: LogsApi) => Promise<T>) => Promise<T>;

/** 2 requests a second in all. FilterLogEvents allows 5 in most regions, shared by the whole account. */
const paceMs = 500;
const longestPauseMs = 15_000;

/**
 * `patienceMs`: how long one request is tried again. Before the first answer only throttles are waited out:
 * a wrong endpoint should show at once.
 */
export function askLogs(
  deps: Pick<Deps, 'aws' | 'clock' | 'reporter' | 'signal'>,
  patienceMs: number,
): AskLogs {
  const { clock, reporter, signal } = deps;
  let nextAt = 0;
  let answered = false;
  let said = false;
  const now = () => clock.now().getTime();

  const wait = async (ms: number) => {
    if (ms > 0) await clock.sleep(ms, signal);
    signal.throwIfAborted();
  };

  return async (call) => {
    const logs = await deps.aws.logs();
    const giveUpAt = now() + patienceMs;
    for (let pauseMs = 1_000; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      await wait(nextAt - now());
      nextAt = now() + paceMs;
      try {
        const answer = await call(logs);
        answered = true;
        return answer;
      } catch (error) {
        const worthwhile = isThrottle(error) || (answered && isTransient(error));
        if (!worthwhile || now() >= giveUpAt) throw error;
        if (!said) reporter.emit({ type: 'message', level: 'warn', text: slowDown(error) });
        said = true;
        await wait(pauseMs);
      }
    }
  };
}

function slowDown(error: unknown): string {
  return isThrottle(error)
    ? 'CloudWatch Logs asks for fewer requests; going on more slowly.'
    : 'CloudWatch Logs cannot be reached just now; trying again.';
}
