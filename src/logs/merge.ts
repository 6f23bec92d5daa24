/** Merges the pages of several log groups into time order, and holds new events for a moment to sort them. */
import { largest } from '../base/extremes.ts';
import type { LogEvent } from './group-reader.ts';
import { HeldPage } from './held-page.ts';

export interface MergedEvent extends LogEvent {
  /** Whether it is older than one released before it. */
  late: boolean;
}

export class LogMerge {
  /** Sorted by the time of their next events, then as they arrived. There are few: about one a group. */
  readonly #pages: HeldPage[] = [];
  /** Empty pages. */
  readonly #spare: HeldPage[] = [];
  #arrived = 0;
  #releasedUpTo = -Infinity;

  /** Takes a page of one group. `now`: milliseconds since the epoch. */
  add(events: readonly LogEvent[], now: number): void {
    if (events.length === 0) return;
    // A page is in time order as a rule. The sort is stable: within a millisecond CloudWatch's own order stays.
    const sorted = isSorted(events) ? events : events.toSorted((a, b) => a.timestamp - b.timestamp);
    const page = this.#spare.pop() ?? new HeldPage();
    page.fill(sorted, now, this.#arrived++);
    this.#pages.push(page);
    this.#pages.sort(inOrder);
  }

  /** The number of events that wait for their release. */
  get held(): number {
    return this.#pages.reduce((sum, page) => sum + page.held, 0);
  }

  /**
   * Yields events in time order: those that arrived at or before `arrivedBy`, and all older ones that are held. `upTo`
   * is the time up to which every group has been read; no later event is released.
   */
  *release({ arrivedBy, upTo }: { arrivedBy: number; upTo: number }): Generator<MergedEvent> {
    const due = this.#pages.filter(({ arrived }) => arrived <= arrivedBy);
    const end = largest(due.map((page) => page.newestUpTo(upTo)));
    for (let [page] = this.#pages; page !== undefined && page.head <= end; [page] = this.#pages) {
      const { group, stream, timestamp, message } = page.take();
      this.#moveBack(page);
      const late = timestamp < this.#releasedUpTo;
      if (!late) this.#releasedUpTo = timestamp;
      yield { group, stream, timestamp, message, late };
    }
  }

  /** Moves the first page behind those with older events. */
  #moveBack(page: HeldPage): void {
    if (page.held === 0) {
      this.#pages.shift();
      this.#spare.push(page);
      return;
    }
    let place = 0;
    for (;;) {
      const other = this.#pages[place + 1];
      if (other === undefined || inOrder(page, other) < 0) break;
      this.#pages[place++] = other;
    }
    this.#pages[place] = page;
  }
}

function inOrder(a: HeldPage, b: HeldPage): number {
  return a.head - b.head || a.number - b.number;
}

function isSorted(events: readonly LogEvent[]): boolean {
  return events.every(({ timestamp }, index) => timestamp >= (events[index - 1]?.timestamp ?? -Infinity));
}
