import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../ports.ts';

export const systemClock: Clock = {
  now: () => new Date(),
  async sleep(ms, signal) {
    try {
      await wait(ms, undefined, { ...(signal !== undefined && { signal }) });
    } catch (error) {
      // Node's own AbortError says less than the reason does.
      signal?.throwIfAborted();
      throw error;
    }
  },
};
