import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../ports.ts';

export const systemClock: Clock = {
  now: () => new Date(),
  async sleep(ms, signal) {
    try {
      await wait(ms, undefined, { ...(signal !== undefined && { signal }) });
    } catch (error) {
      // The reason explains more than Node's AbortError.
      signal?.throwIfAborted();
      throw error;
    }
  },
};
