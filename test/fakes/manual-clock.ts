import type { Clock } from '../../src/ports.ts';

/** A clock whose time passes only in `sleep`. `at` schedules what runs on the way. */
export class ManualClock implements Clock {
  #now: number;
  readonly #due: { at: number; run: () => void }[] = [];

  constructor(now: Date | number = new Date('2026-11-24T10:00:00Z')) {
    this.#now = Number(now);
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** Runs `run` when the time `at` (milliseconds since the epoch) is reached. */
  at(at: number, run: () => void): void {
    this.#due.push({ at, run });
    this.#due.sort((a, b) => a.at - b.at);
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const end = this.#now + ms;
    for (let next = this.#due[0]; next !== undefined && next.at <= end; next = this.#due[0]) {
      this.#due.shift();
      this.#now = Math.max(this.#now, next.at);
      next.run();
      signal?.throwIfAborted();
    }
    this.#now = end;
    // Others that wait for the same time run first.
    await new Promise(setImmediate);
  }
}
