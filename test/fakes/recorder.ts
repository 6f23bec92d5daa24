import type { Event } from '../../src/base/events.ts';
import type { Reporter } from '../../src/ports.ts';

/** Keeps every event. */
export class Recorder implements Reporter {
  readonly events: Event[] = [];
  closed = false;

  emit(event: Event): void {
    if (this.closed) throw new Error(`emitted after close: ${JSON.stringify(event)}`);
    this.events.push(event);
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  of<T extends Event['type']>(type: T): Extract<Event, { type: T }>[] {
    return this.events.filter((event): event is Extract<Event, { type: T }> => event.type === type);
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
