/**
 * Merges log events of several groups into one order, each shown once. CloudWatch gives an event late (agents
 * flush after seconds) and again (each question reaches back behind the newest event seen), so the cursor
 * remembers the ids within its window and holds new events for a moment to sort them.
 */

export interface StoredEvent {
  group: string;
  /** CloudWatch's eventId. */
  id: string;
  stream: string;
  /** Milliseconds since the epoch. */
  timestamp: number;
  message: string;
}

export interface ShownEvent extends StoredEvent {
  /** It is older than one shown before it. */
  late: boolean;
}

interface Held {
  event: StoredEvent;
  arrived: number;
}

export class LogCursor {
  readonly #since: number;
  readonly #overlapMs: number;
  /** Per group: the newest timestamp seen. */
  readonly #newest = new Map<string, number>();
  /** Per group: ids seen, with their timestamps. */
  readonly #seen = new Map<string, Map<string, number>>();
  #held: Held[] = [];
  #shownUpTo = Number.NEGATIVE_INFINITY;

  /** `since`: where the first questions start; `overlapMs`: how late an event may come and still be found. */
  constructor(since: number, overlapMs: number) {
    this.#since = since;
    this.#overlapMs = overlapMs;
  }

  /** Where the next question to `group` starts. An instance whose clock is ahead does not push it past `now`. */
  windowStart(group: string, now: number): number {
    const newest = this.#newest.get(group);
    return newest === undefined
      ? this.#since
      : Math.max(this.#since, Math.min(newest, now) - this.#overlapMs);
  }

  /** Takes a page of answers; gives how many of its events are new. */
  take(group: string, events: readonly StoredEvent[], now: number): number {
    const seen = this.#seen.get(group) ?? new Map<string, number>();
    this.#seen.set(group, seen);
    const before = seen.size;
    for (const event of events) {
      if (seen.has(event.id)) continue;
      seen.set(event.id, event.timestamp);
      this.#newest.set(group, Math.max(event.timestamp, this.#newest.get(group) ?? event.timestamp));
      this.#held.push({ event, arrived: now });
    }
    return seen.size - before;
  }

  /** Forgets ids that no further question to `group` can bring; call it when all pages of one are read. */
  forget(group: string, now: number): void {
    const start = this.windowStart(group, now);
    const seen = this.#seen.get(group);
    for (const [id, timestamp] of seen ?? []) if (timestamp < start) seen?.delete(id);
  }

  /**
   * The events to show now, in time order: those that arrived at or before `arrivedBy`, with all older ones
   * that are held, as far as `upTo` (the time up to which every group has been read). Those older than what
   * was shown before are marked late.
   */
  release({ arrivedBy, upTo }: { arrivedBy: number; upTo: number }): ShownEvent[] {
    const due = this.#held.filter(({ event, arrived }) => arrived <= arrivedBy && event.timestamp <= upTo);
    const end = Math.max(...due.map(({ event }) => event.timestamp));
    const [now, later] = partition(this.#held, ({ event }) => event.timestamp <= end);
    this.#held = later;
    return (
      now
        .map(({ event }) => event)
        // The sort is stable: within a millisecond CloudWatch's own order stays.
        .sort((a, b) => a.timestamp - b.timestamp)
        .map((event) => {
          const late = event.timestamp < this.#shownUpTo;
          if (!late) this.#shownUpTo = event.timestamp;
          return { ...event, late };
        })
    );
  }
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  const yes: T[] = [];
  const no: T[] = [];
  for (const item of items) (test(item) ? yes : no).push(item);
  return [yes, no];
}
