/** The file of one log group: one JSON line for each event, in order of arrival. */
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** An event as its line holds it. Lines of earlier servers also hold an event id, which follows from the rest. */
export interface EventLine {
  stream: string;
  /** Milliseconds since 1970, as the next one. */
  timestamp: number;
  ingestionTime: number;
  message: string;
}

export interface LocatedLine {
  line: EventLine;
  /** First byte of the line. */
  offset: number;
}

export interface LineReader {
  /** The line from its first byte to `end`; undefined: the end of the file. */
  read(offset: number, end: number | undefined): EventLine;
  close(): void;
}

const chunkBytes = 4 * 1024 * 1024;
const newline = 10;

export class EventFile {
  readonly #path: string;
  #bytes = 0;

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
  }

  /** Every line in parts of some megabytes. Leaves out a last line that a killed server left incomplete. */
  *load(): Generator<LocatedLine[]> {
    const file = openForReading(this.#path);
    if (file === undefined) return;
    try {
      let chunk = Buffer.alloc(chunkBytes);
      for (;;) {
        const filled = readSync(file, chunk, 0, chunk.length, this.#bytes);
        const end = chunk.subarray(0, filled).lastIndexOf(newline) + 1;
        if (end === 0 && filled < chunk.length) break;
        // A line that is longer than the chunk.
        if (end === 0) chunk = Buffer.alloc(chunk.length * 2);
        else yield this.#split(chunk.subarray(0, end));
      }
    } finally {
      closeSync(file);
    }
  }

  /** Returns the first byte of each line. */
  append(lines: readonly EventLine[]): number[] {
    const parts = lines.map((line) => Buffer.from(`${JSON.stringify(line)}\n`));
    const file = openSync(this.#path, 'a');
    try {
      // A killed server, or a full disk, leaves an incomplete line.
      if (fstatSync(file).size !== this.#bytes) ftruncateSync(file, this.#bytes);
      writeFileSync(file, Buffer.concat(parts));
    } finally {
      closeSync(file);
    }
    return parts.map(({ length }) => {
      const offset = this.#bytes;
      this.#bytes += length;
      return offset;
    });
  }

  /** Reads single lines until it is closed. */
  reader(): LineReader {
    const file = openForReading(this.#path);
    return {
      read: (offset, end = this.#bytes) => {
        const bytes = Buffer.allocUnsafe(end - offset);
        readSync(file ?? -1, bytes, 0, bytes.length, offset);
        // A broken line may follow.
        return JSON.parse(bytes.toString('utf8', 0, bytes.indexOf(newline))) as EventLine;
      },
      close: () => {
        if (file !== undefined) closeSync(file);
      },
    };
  }

  delete(): void {
    rmSync(this.#path, { force: true });
    this.#bytes = 0;
  }

  #split(chunk: Buffer): LocatedLine[] {
    const lines: LocatedLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      const line = readLine(chunk.toString('utf8', start, end));
      if (line !== undefined) lines.push({ line, offset: this.#bytes + start });
      start = end + 1;
    }
    this.#bytes += chunk.length;
    return lines;
  }
}

/** Earlier servers continued an incomplete line after a restart: such a line holds no event. */
function readLine(text: string): EventLine | undefined {
  try {
    return JSON.parse(text) as EventLine;
  } catch {
    return undefined;
  }
}

function openForReading(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
