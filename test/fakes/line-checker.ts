import type { LogLine } from '../../src/base/events.ts';
import { eventOf, type Load, type ManyLogs } from './many-logs.ts';

/** Checks the lines of ManyLogs one by one, in constant memory. */
export class LineChecker {
  readonly #load: Load;
  readonly #logs: ManyLogs;
  /** Marks the events whose lines have come. */
  readonly #seen: Uint8Array;
  /** The index of the last line of each group that was not late. */
  readonly #last: Int32Array;
  #newest = -Infinity;
  shown = 0;
  late = 0;
  twice = 0;
  /** Lines that are neither in time order nor marked, or the other way round. */
  disordered = 0;

  constructor(load: Load, logs: ManyLogs) {
    this.#load = load;
    this.#logs = logs;
    this.#seen = new Uint8Array(load.groups * logs.eventsOfGroup);
    this.#last = new Int32Array(load.groups).fill(-1);
  }

  take({ at, message, late }: LogLine): void {
    const { group, index } = eventOf(message);
    const place = group * this.#logs.eventsOfGroup + index;
    if (this.#seen[place] === 1) this.twice++;
    this.#seen[place] = 1;
    this.shown++;
    const time = at.getTime();
    if (late !== time < this.#newest || time !== this.#logs.timeOf(index)) this.disordered++;
    if (late) this.late++;
    else {
      // Within a millisecond, the lines of a group keep CloudWatch's order; those that have come late are behind.
      if (index < (this.#last[group] ?? -1) && this.#logs.visibleAt(index) < time + 2_000) this.disordered++;
      this.#last[group] = Math.max(index, this.#last[group] ?? -1);
      this.#newest = time;
    }
  }

  /** Events that had to come by `at` and have not. `until`: the newest time to read. */
  lost(until: number): number {
    let lost = 0;
    for (let group = 0; group < this.#load.groups; group++)
      for (let index = 0; index < this.#logs.eventsOfGroup; index++)
        if (this.#logs.timeOf(index) <= until && this.#seen[group * this.#logs.eventsOfGroup + index] !== 1)
          lost++;
    return lost;
  }
}
