/** Merges the pages of several log groups into time order, and holds new events for a moment to sort them. */
import { largest } from '../base/extremes.ts';
import type { LogEvent } from './group-reader.ts';

export interface MergedEvent extends LogEvent {
  /** Whether it is older than one released before it. */
  late: boolean;
}

/** The events of one page that are held, in time order. */
interface Run {
  events: readonly LogEvent[];
  /** The first event that is held, and its index. */
  head: LogEvent;
  index: number;
  arrived: number;
  /** The number of the page. */
  page: number;
}

export class LogMerge {
  /** Sorted by the time of their heads, then as they arrived. There are few: about one a group. */
  readonly #runs: Run[] = [];
  #pages = 0;
  #releasedUpTo = -Infinity;
  /** The number of events that wait for their release. */
  held = 0;

  /** Takes a page of one group. `now`: milliseconds since the epoch. */
  add(events: readonly LogEvent[], now: number): void {
    // A page is in time order as a rule. The sort is stable: within a millisecond CloudWatch's own order stays.
    const sorted = isSorted(events) ? events : events.toSorted((a, b) => a.timestamp - b.timestamp);
    const [head] = sorted;
    if (head === undefined) return;
    this.held += sorted.length;
    this.#runs.push({ events: sorted, head, index: 0, arrived: now, page: this.#pages++ });
    this.#runs.sort(inOrder);
  }

  /**
   * Yields events in time order: those that arrived at or before `arrivedBy`, and all older ones that are held. `upTo`
   * is the time up to which every group has been read; no later event is released.
   */
  *release({ arrivedBy, upTo }: { arrivedBy: number; upTo: number }): Generator<MergedEvent> {
    const due = this.#runs.filter(({ arrived }) => arrived <= arrivedBy);
    const end = largest(due.map((run) => newestUpTo(run, upTo)));
    for (let [run] = this.#runs; run !== undefined && run.head.timestamp <= end; [run] = this.#runs) {
      const { head } = run;
      this.#advance(run);
      const late = head.timestamp < this.#releasedUpTo;
      if (!late) this.#releasedUpTo = head.timestamp;
      yield { ...head, late };
    }
  }

  /** `run`: the first one. It moves behind those whose heads are older than its next event. */
  #advance(run: Run): void {
    const head = run.events[++run.index];
    this.held--;
    if (head === undefined) {
      this.#runs.shift();
      return;
    }
    run.head = head;
    let place = 0;
    for (
      let [, other] = this.#runs;
      other !== undefined && inOrder(other, run) < 0;
      other = this.#runs[place + 1]
    )
      this.#runs[place++] = other;
    this.#runs[place] = run;
  }
}

function inOrder(a: Run, b: Run): number {
  return a.head.timestamp - b.head.timestamp || a.page - b.page;
}

function isSorted(events: readonly LogEvent[]): boolean {
  return events.every(({ timestamp }, index) => timestamp >= (events[index - 1]?.timestamp ?? -Infinity));
}

/** The time of the newest event that is held and not newer than `upTo`; -Infinity: all are newer. */
function newestUpTo({ events, index }: Run, upTo: number): number {
  let [low, high] = [index, events.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle]?.timestamp ?? Infinity) <= upTo) low = middle + 1;
    else high = middle;
  }
  return low > index ? (events[low - 1]?.timestamp ?? -Infinity) : -Infinity;
}
