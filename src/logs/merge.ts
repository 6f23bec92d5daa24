/** Merges the events of several log groups into time order, and holds new ones for a moment to sort them. */
import type { LogEvent } from './group-reader.ts';

export interface MergedEvent extends LogEvent {
  /** Whether it is older than one released before it. */
  late: boolean;
}

export class LogMerge {
  #held: { event: LogEvent; arrived: number }[] = [];
  #releasedUpTo = -Infinity;

  /** `now`: milliseconds since the epoch. */
  add(events: readonly LogEvent[], now: number): void {
    for (const event of events) this.#held.push({ event, arrived: now });
  }

  /**
   * Returns events in time order: those that arrived at or before `arrivedBy`, and all older ones that are held. `upTo`
   * is the time up to which every group has been read; no later event is returned.
   */
  release({ arrivedBy, upTo }: { arrivedBy: number; upTo: number }): MergedEvent[] {
    let end = -Infinity;
    for (const { event, arrived } of this.#held)
      if (arrived <= arrivedBy && event.timestamp <= upTo) end = Math.max(end, event.timestamp);
    const due = this.#held.filter(({ event }) => event.timestamp <= end);
    if (due.length === 0) return [];
    this.#held = this.#held.filter(({ event }) => event.timestamp > end);
    // The sort is stable: within a millisecond CloudWatch's own order stays.
    due.sort((a, b) => a.event.timestamp - b.event.timestamp);
    return due.map(({ event }) => {
      const late = event.timestamp < this.#releasedUpTo;
      if (!late) this.#releasedUpTo = event.timestamp;
      return { ...event, late };
    });
  }
}
