/** The events of one log group in order of time; on disk one JSON line for each event. */
import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

export interface StoredEvent {
  /** 56 digits that sort by time, then by arrival. */
  eventId: string;
  stream: string;
  /** Milliseconds since 1970. */
  timestamp: number;
  ingestionTime: number;
  message: string;
}

export class LogGroup {
  readonly #path: string;
  readonly #events: StoredEvent[] = [];

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    for (const line of readLines(path)) this.#insert(JSON.parse(line) as StoredEvent);
  }

  /** Oldest first. */
  get events(): readonly StoredEvent[] {
    return this.#events;
  }

  add(
    stream: string,
    events: readonly { timestamp: number; message: string }[],
    ingestionTime: number,
  ): void {
    const stored = events.map(({ timestamp, message }) => {
      const event = { eventId: this.#newId(timestamp), stream, timestamp, ingestionTime, message };
      this.#insert(event);
      return event;
    });
    // Before the answer: a killed server keeps every confirmed event.
    appendFileSync(this.#path, stored.map((event) => `${JSON.stringify(event)}\n`).join(''));
  }

  /** Index of the first event at `timestamp` or later. */
  firstAt(timestamp: number): number {
    return this.#position((event) => event.timestamp < timestamp);
  }

  /** Index of the first event after this id. */
  after(eventId: string): number {
    return this.#position((event) => event.eventId <= eventId);
  }

  delete(): void {
    rmSync(this.#path, { force: true });
  }

  #newId(timestamp: number): string {
    return `${String(timestamp).padStart(20, '0')}${String(this.#events.length).padStart(36, '0')}`;
  }

  #insert(event: StoredEvent): void {
    // Usually the newest event.
    const last = this.#events.at(-1);
    if (last === undefined || last.eventId < event.eventId) this.#events.push(event);
    else this.#events.splice(this.after(event.eventId), 0, event);
  }

  /** Binary search: index of the first event that is not `before`. */
  #position(before: (event: StoredEvent) => boolean): number {
    let [low, high] = [0, this.#events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const event = this.#events[middle];
      if (event !== undefined && before(event)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Skips a last line that a killed server left incomplete. */
function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(0, -1);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
