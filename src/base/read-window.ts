/**
 * The position in a list whose items appear late. Each read starts a little before the newest item so far, and ids
 * identify the items of earlier reads.
 */
export class ReadWindow {
  readonly #since: number;
  readonly #overlapMs: number;
  #newest = -Infinity;
  /** Ids with their times. */
  readonly #seen = new Map<string, number>();

  /**
   * `since`: the start of the first read, in milliseconds since the epoch; -Infinity reads from the beginning.
   * `overlapMs`: how late an item may appear.
   */
  constructor(since: number, overlapMs: number) {
    this.#since = since;
    this.#overlapMs = overlapMs;
  }

  /** The start of the next read. An item from a clock that is ahead does not move it past `now`. */
  start(now = Infinity): number {
    return Math.max(this.#since, Math.min(this.#newest, now) - this.#overlapMs);
  }

  /** Returns whether the item is new. */
  add(id: string, at: number): boolean {
    if (this.#seen.has(id)) return false;
    this.#seen.set(id, at);
    if (at > this.#newest) this.#newest = at;
    return true;
  }

  /** Drops the ids that no later read can return; for the end of a read, not between its pages. */
  forget(now = Infinity): void {
    const start = this.start(now);
    for (const [id, at] of this.#seen) if (at < start) this.#seen.delete(id);
  }
}
