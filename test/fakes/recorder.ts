import type { Event } from '../../src/base/events.ts';
import type { Reporter } from '../../src/ports.ts';

type Result = Extract<Event, { type: 'result' }>;

/** A result's text is that of lines without a limit. */
export type Recorded = Exclude<Event, Result> | (Result & { text: string });

function recorded(event: Event): Recorded {
  if (event.type !== 'result') return event;
  return { ...event, text: typeof event.text === 'string' ? event.text : event.text(Infinity) };
}

/** Keeps every event. */
export class Recorder implements Reporter {
  readonly events: Recorded[] = [];
  closed = false;

  emit(event: Event): void {
    if (this.closed) throw new Error(`emitted after close: ${JSON.stringify(event)}`);
    this.events.push(recorded(event));
  }

  ready(signal: AbortSignal): Promise<void> {
    return signal.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve();
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  of<T extends Event['type']>(type: T): Extract<Recorded, { type: T }>[] {
    return this.events.filter((event): event is Extract<Recorded, { type: T }> => event.type === type);
  }

  /** Steps as "name outcome", in the order they ended. */
  steps(): string[] {
    return this.events.flatMap((event) =>
      event.type === 'step-done'
        ? [`${event.step} ${event.outcome}`]
        : event.type === 'step-failed'
          ? [`${event.step} failed`]
          : [],
    );
  }
}
