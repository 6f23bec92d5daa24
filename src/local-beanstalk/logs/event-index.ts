/**
 * The order of a group's events in memory: 24 bytes an event, and no object for any. Messages stay on disk, so that
 * millions of events need little memory. An event is found by its arrival: 0 is the first one of the file.
 */

export interface IndexedEvent {
  /** Milliseconds since 1970. */
  timestamp: number;
  /** A number for the stream's name. */
  stream: number;
  /** First byte of its line in the file. */
  offset: number;
}

const firstCapacity = 256;

export class EventIndex {
  /** Arrivals in order of time, then of arrival. */
  #order = new Uint32Array(firstCapacity);
  // By arrival.
  #timestamps = new Float64Array(firstCapacity);
  #streams = new Uint32Array(firstCapacity);
  #offsets = new Float64Array(firstCapacity);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The event at a position in order of time. */
  at(position: number): IndexedEvent & { arrival: number } {
    const arrival = this.#order[position] ?? 0;
    return {
      arrival,
      timestamp: this.#timestamps[arrival] ?? 0,
      stream: this.#streams[arrival] ?? 0,
      offset: this.#offsets[arrival] ?? 0,
    };
  }

  streamAt(position: number): number {
    return this.#streams[this.#order[position] ?? 0] ?? 0;
  }

  /** First byte after the line of an arrival; undefined for the newest one. */
  endOf(arrival: number): number | undefined {
    return arrival + 1 < this.#size ? this.#offsets[arrival + 1] : undefined;
  }

  /** `events`: in order of arrival. */
  add(events: readonly IndexedEvent[]): void {
    this.#reserve(this.#size + events.length);
    const arrivals = events.map(({ timestamp, stream, offset }, index) => {
      const arrival = this.#size + index;
      this.#timestamps[arrival] = timestamp;
      this.#streams[arrival] = stream;
      this.#offsets[arrival] = offset;
      return arrival;
    });
    const sorted = arrivals.sort((a, b) => this.#timeOf(a) - this.#timeOf(b) || a - b);
    this.#merge(sorted);
  }

  /** Position of the first event at `timestamp` or later; with `arrival`, of the first one after that event. */
  position(timestamp: number, arrival = -1): number {
    return this.#search(timestamp, arrival, this.#size);
  }

  /** Moves later events block by block: usually none, because new events are the newest. */
  #merge(sorted: readonly number[]): void {
    let end = this.#size;
    for (let rank = sorted.length - 1; rank >= 0; rank -= 1) {
      const arrival = sorted[rank] ?? 0;
      const position = this.#search(this.#timeOf(arrival), arrival, end);
      this.#order.copyWithin(position + rank + 1, position, end);
      this.#order[position + rank] = arrival;
      end = position;
    }
    this.#size += sorted.length;
  }

  /** Binary search among the first `end` positions. */
  #search(timestamp: number, arrival: number, end: number): number {
    let [low, high] = [0, end];
    // Usually the newest event.
    if (end > 0 && this.#isBefore(end - 1, timestamp, arrival)) return end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#isBefore(middle, timestamp, arrival)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #isBefore(position: number, timestamp: number, arrival: number): boolean {
    const other = this.#order[position] ?? 0;
    const time = this.#timeOf(other);
    return time < timestamp || (time === timestamp && other <= arrival);
  }

  #timeOf(arrival: number): number {
    return this.#timestamps[arrival] ?? 0;
  }

  #reserve(needed: number): void {
    const present = this.#order.length;
    if (needed <= present) return;
    const capacity = Math.max(needed, Math.ceil(present * 1.5));
    this.#order = grown(this.#order, new Uint32Array(capacity));
    this.#timestamps = grown(this.#timestamps, new Float64Array(capacity));
    this.#streams = grown(this.#streams, new Uint32Array(capacity));
    this.#offsets = grown(this.#offsets, new Float64Array(capacity));
  }
}

function grown<T extends Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
