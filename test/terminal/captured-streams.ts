import { Writable } from 'node:stream';
import type { Output, Streams } from '../../src/terminal/streams.ts';

export interface Captured extends Streams {
  /** Output on stdout. */
  out(): string;
  /** Output on stderr. */
  err(): string;
}

/** Two streams that keep what is written; `terminal`: they say that they are one. */
export function capturedStreams(terminal = false): Captured {
  const texts = { stdout: '', stderr: '' };
  const make = (name: keyof typeof texts): Output => {
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        texts[name] += chunk.toString();
        done();
      },
    });
    if (!terminal) return stream;
    const done = () => true;
    return Object.assign(stream, {
      isTTY: true,
      columns: 60,
      cursorTo: done,
      moveCursor: done,
      clearLine: done,
    });
  };
  return {
    stdout: make('stdout'),
    stderr: make('stderr'),
    out: () => texts.stdout,
    err: () => texts.stderr,
  };
}
