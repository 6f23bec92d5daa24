/** Writes events that are a line, in a pipe and on a terminal. */
import type { Event } from '../base/events.ts';
import { environmentEventText, logLineFormatter, messageText, type Style } from './format.ts';
import { printable } from '../base/printable.ts';
import type { Streams } from './streams.ts';

/** All events but screens, which choose.ts keeps apart. */
export type ProgressEvent = Exclude<Event, { type: 'screen' }>;

export interface ProgressReporter {
  emit(event: ProgressEvent): void;
  close(): Promise<void>;
}

export type LineEvent = Extract<Event, { type: 'message' | 'environment-event' | 'log-line' | 'result' }>;

export function lineWriter({ stdout, stderr }: Streams, { out, err }: Style): (event: LineEvent) => void {
  const logLine = logLineFormatter(out);
  return (event) => {
    switch (event.type) {
      case 'message':
        stderr.write(`${messageText(event, err)}\n`);
        break;
      case 'environment-event':
        stderr.write(`${environmentEventText(event, err)}\n`);
        break;
      case 'log-line':
        stdout.write(`${logLine(event)}\n`);
        break;
      case 'result':
        // A list may be empty.
        if (event.text !== '') stdout.write(`${printable(event.text)}\n`);
        break;
    }
  };
}
