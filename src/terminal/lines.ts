/** Writes events that are a line, in a pipe and on a terminal. */
import type { Event, Layout } from '../base/events.ts';
import { environmentEventText, logLineFormatter, messageText, type Style } from './format.ts';
import { wrapLines } from '../base/fit.ts';
import { printable } from '../base/printable.ts';
import { JoinedLines } from './joined-lines.ts';
import type { Streams } from './streams.ts';

/** All events but screens, which choose.ts keeps apart. */
export type ProgressEvent = Exclude<Event, { type: 'screen' }>;

export interface ProgressReporter {
  emit(event: ProgressEvent): void;
  ready(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

type LineEvent = Extract<Event, { type: 'message' | 'environment-event' | 'log-line' | 'result' }>;

export interface LineWriter {
  write(event: LineEvent): void;
  ready(signal: AbortSignal): Promise<void>;
}

export function lineWriter({ stdout, stderr }: Streams, { out, err, columns }: Style): LineWriter {
  const lines = new JoinedLines(stdout);
  const logLine = logLineFormatter(out);
  const note = (text: string): void => {
    stderr.write(`${wrapLines(text, columns(stderr))}\n`);
  };
  const write = (event: LineEvent): void => {
    if (event.type !== 'log-line') lines.flush();
    switch (event.type) {
      case 'message':
        note(messageText(event, err));
        break;
      case 'environment-event':
        note(environmentEventText(event, err));
        break;
      case 'log-line':
        lines.add(logLine(event));
        break;
      case 'result': {
        const text = resultText(event.text, columns(stdout));
        // A list may be empty.
        if (text !== '') stdout.write(`${text}\n`);
        break;
      }
    }
  };
  return { write, ready: (signal) => lines.ready(signal) };
}

/** A string may be copied or read by a script: it stays unchanged. */
function resultText(text: string | Layout, columns: number): string {
  return typeof text === 'string' ? printable(text) : wrapLines(printable(text(columns)), columns);
}
