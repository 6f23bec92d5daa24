/** The events of one log group: their order in memory, their lines on disk. */
import { EventFile, type EventLine, type LocatedLine } from './event-file.ts';
import { EventIndex } from './event-index.ts';

export interface StoredEvent extends EventLine {
  /** 56 digits that sort by time, then by arrival. */
  eventId: string;
}

/** The times of a stream, in milliseconds since 1970. */
export interface StreamTimes {
  firstEvent: number;
  lastEvent: number;
  lastIngestion: number;
}

const timeDigits = 20;
const arrivalDigits = 36;

export class LogGroup {
  readonly #file: EventFile;
  readonly #index = new EventIndex();
  /** Stream name → its number in the index. */
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #times: StreamTimes[] = [];

  constructor(path: string) {
    this.#file = new EventFile(path);
    for (const lines of this.#file.load()) this.#note(lines);
  }

  get size(): number {
    return this.#index.size;
  }

  add(
    stream: string,
    events: readonly { timestamp: number; message: string }[],
    ingestionTime: number,
  ): void {
    const lines = events.map(({ timestamp, message }) => ({ stream, timestamp, ingestionTime, message }));
    // Before the answer: a killed server keeps every confirmed event.
    const offsets = this.#file.append(lines);
    this.#note(lines.map((line, index) => ({ line, offset: offsets[index] ?? 0 })));
  }

  /** undefined for a stream without events. */
  timesOf(stream: string): StreamTimes | undefined {
    const number = this.#numbers.get(stream);
    return number === undefined ? undefined : this.#times[number];
  }

  /** Position of the first event at `timestamp` or later. */
  firstAt(timestamp: number): number {
    return this.#index.position(timestamp);
  }

  /** Position of the first event after this id. */
  after(eventId: string): number {
    const [timestamp, arrival] = [eventId.slice(0, timeDigits), eventId.slice(timeDigits)].map(Number);
    return this.#index.position(timestamp ?? 0, arrival);
  }

  idAt(position: number): string {
    const { timestamp, arrival } = this.#index.at(position);
    return `${String(timestamp).padStart(timeDigits, '0')}${String(arrival).padStart(arrivalDigits, '0')}`;
  }

  /** Positions of the events of these streams, oldest first. Reads no message. */
  *positions(from: number, to: number, isWanted: (stream: string) => boolean): Generator<number> {
    const wanted = this.#names.map(isWanted);
    for (let position = from; position < to; position += 1) {
      if (wanted[this.#index.streamAt(position)] === true) yield position;
    }
  }

  /** The newest `limit` positions of one stream before `to`, oldest first. */
  lastPositions(from: number, to: number, stream: string, limit: number): number[] {
    const number = this.#numbers.get(stream);
    const found: number[] = [];
    for (let position = to - 1; position >= from && found.length < limit; position -= 1) {
      if (this.#index.streamAt(position) === number) found.push(position);
    }
    return found.reverse();
  }

  *read(positions: Iterable<number>): Generator<StoredEvent> {
    const reader = this.#file.reader();
    try {
      for (const position of positions) {
        const { arrival, offset } = this.#index.at(position);
        const eventId = this.idAt(position);
        yield { ...reader.read(offset, this.#index.endOf(arrival)), eventId };
      }
    } finally {
      reader.close();
    }
  }

  delete(): void {
    this.#file.delete();
  }

  #note(lines: readonly LocatedLine[]): void {
    this.#index.add(
      lines.map(({ line, offset }) => ({
        timestamp: line.timestamp,
        stream: this.#noteStream(line),
        offset,
      })),
    );
  }

  #noteStream({ stream, timestamp, ingestionTime }: EventLine): number {
    const number = this.#numbers.get(stream) ?? this.#names.push(stream) - 1;
    this.#numbers.set(stream, number);
    const times = (this.#times[number] ??= {
      firstEvent: timestamp,
      lastEvent: timestamp,
      lastIngestion: ingestionTime,
    });
    times.firstEvent = Math.min(times.firstEvent, timestamp);
    times.lastEvent = Math.max(times.lastEvent, timestamp);
    times.lastIngestion = Math.max(times.lastIngestion, ingestionTime);
    return number;
  }
}
