/** Ends calls on Ctrl-C, after a moment for responses that are on their way. */

import { setMaxListeners } from 'node:events';

/** Time for a response that is on its way: kc-eb should report whether Beanstalk accepted a change. */
const graceMs = 1_000;

/** Returns a signal that aborts a moment after `signal`, with the same reason. */
export function endingAfter(signal: AbortSignal, afterMs = graceMs): AbortSignal {
  const ending = new AbortController();
  // Each parallel call has a listener. Node 20 warns about a leak above ten.
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

/** Settles like `work`, unless the signal comes first: then rejects with its reason. */
export function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      // run-command.ts creates the reason, an Error.
      reject(signal.reason as Error);
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}
