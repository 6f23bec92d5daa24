/**
 * The position in a list whose items appear late. Each read starts a little before the newest item so far, and ids
 * identify the items of earlier reads.
 */
export class ReadWindow {
  readonly #since: number;
  readonly #overlapMs: number;
  #newest = -Infinity;
  /** The ids of each second. */
  readonly #seen = new Map<number, Set<string>>();

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
    const second = Math.floor(at / 1000);
    let ids = this.#seen.get(second);
    if (ids === undefined) this.#seen.set(second, (ids = new Set()));
    if (ids.has(id)) return false;
    ids.add(id);
    if (at > this.#newest) this.#newest = at;
    return true;
  }

  /**
   * Drops the ids that no later read can return. Between the pages of a read that goes forward, `position` is the newest
   * time so far: pages return nothing that is older by the overlap.
   */
  forget(now = Infinity, position = Infinity): void {
    const start = Math.min(this.start(now), position - this.#overlapMs);
    for (const second of this.#seen.keys()) if ((second + 1) * 1000 <= start) this.#seen.delete(second);
  }

  /** The number of ids that it remembers. */
  get size(): number {
    let size = 0;
    for (const ids of this.#seen.values()) size += ids.size;
    return size;
  }
}
