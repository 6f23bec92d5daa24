/** On Ctrl-C what was asked may still be answered for a moment; then nobody waits for it any more. */

import { setMaxListeners } from 'node:events';

/** Enough for an answer that is on its way: whether Beanstalk has accepted a change is worth knowing. */
const graceMs = 1_000;

/** Aborted, for the same reason, a moment after `signal`. */
export function endingAfter(signal: AbortSignal, afterMs = graceMs): AbortSignal {
  const ending = new AbortController();
  // As many as there are calls at once: Node 20 takes more than ten for a leak, and says so on standard error.
  setMaxListeners(0, signal, ending.signal);
  const end = (): void => {
    setTimeout(() => {
      ending.abort(signal.reason);
    }, afterMs).unref();
  };
  if (signal.aborted) ending.abort(signal.reason);
  else signal.addEventListener('abort', end, { once: true });
  return ending.signal;
}

/** As `work`, unless the signal comes first: rejects with its reason. */
export function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      // The reason is an Error: run-command.ts makes it.
      reject(signal.reason as Error);
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}
