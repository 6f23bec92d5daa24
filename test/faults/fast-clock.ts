import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../src/ports.ts';

/** Runs many times as fast as the system's; the local server and the commands share it. */
export class FastClock {
  readonly #speed: number;
  readonly #start: number;
  readonly #zero = performance.now();
  #skipped = 0;

  constructor(speed: number, start: number) {
    this.#speed = speed;
    this.#start = start;
  }

  readonly now = (): Date =>
    new Date(this.#start + this.#skipped + (performance.now() - this.#zero) * this.#speed);

  /** Skips time without waiting. */
  skip(ms: number): void {
    this.#skipped += ms;
  }

  readonly sleep: Clock['sleep'] = async (ms, signal) => {
    try {
      await sleep(ms / this.#speed, undefined, { ...(signal !== undefined && { signal }) });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  };
}
