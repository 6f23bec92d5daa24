import type { LogEvent } from './group-reader.ts';

/** UTF-8 takes at most three bytes for a UTF-16 code unit. */
const bytesPerUnit = 3;

/**
 * The events of a page that wait for their turn, as bytes. Objects and strings that live for seconds become old before they
 * are garbage, and V8 lets old garbage grow to a multiple of what is alive. A page is used again once it is empty.
 */
export class HeldPage {
  #group = '';
  #times = new Float64Array();
  /** The index of each event's stream. */
  #streams = new Uint16Array();
  #streamNames: string[] = [];
  #messages = Buffer.alloc(0);
  /** The place behind each message. */
  #ends = new Uint32Array();
  #next = 0;
  #count = 0;
  /** Milliseconds since the epoch. */
  arrived = 0;
  /** The number of the page. */
  number = 0;

  /** `events`: at least one, in time order and of one group. */
  fill(events: readonly LogEvent[], arrived: number, number: number): void {
    Object.assign(this, { arrived, number });
    this.#group = events[0]?.group ?? '';
    this.#next = 0;
    this.#count = events.length;
    this.#reserve(events);
    const streams = new Map<string, number>();
    let end = 0;
    for (const [index, { stream, timestamp, message }] of events.entries()) {
      this.#times[index] = timestamp;
      this.#streams[index] = streams.get(stream) ?? streams.set(stream, streams.size).size - 1;
      end += this.#messages.write(message, end);
      this.#ends[index] = end;
    }
    this.#streamNames = [...streams.keys()];
  }

  /** The number of events that it holds. */
  get held(): number {
    return this.#count - this.#next;
  }

  /** The time of the next event; Infinity: the page is empty. */
  get head(): number {
    return this.held === 0 ? Infinity : (this.#times[this.#next] ?? Infinity);
  }

  /** Removes the next event and returns it. */
  take(): LogEvent {
    const index = this.#next++;
    const start = index === 0 ? 0 : this.#ends[index - 1];
    return {
      group: this.#group,
      stream: this.#streamNames[this.#streams[index] ?? 0] ?? '',
      timestamp: this.#times[index] ?? 0,
      message: this.#messages.toString('utf8', start, this.#ends[index]),
    };
  }

  /** The time of the newest event that is not newer than `upTo`; -Infinity: all are newer. */
  newestUpTo(upTo: number): number {
    let [low, high] = [this.#next, this.#count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] ?? Infinity) <= upTo) low = middle + 1;
      else high = middle;
    }
    return low > this.#next ? (this.#times[low - 1] ?? -Infinity) : -Infinity;
  }

  #reserve(events: readonly LogEvent[]): void {
    if (this.#times.length < events.length) {
      this.#times = new Float64Array(events.length);
      this.#streams = new Uint16Array(events.length);
      this.#ends = new Uint32Array(events.length);
    }
    let bytes = 0;
    for (const { message } of events) bytes += message.length * bytesPerUnit;
    // Memory that is not written takes no room.
    if (this.#messages.length < bytes) this.#messages = Buffer.allocUnsafeSlow(bytes);
  }
}
