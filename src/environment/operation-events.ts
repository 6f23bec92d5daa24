/** Picks the events of one operation from those of an environment. */
import type { EnvironmentEvent } from './events.ts';

export class OperationEvents {
  /** Read, and not of this operation as far as is known. */
  #others: readonly EnvironmentEvent[] = [];
  /** The time of the operation's first event. */
  #began = Infinity;
  #newestRequestAt = -Infinity;
  /** The id of the call that began the operation; undefined until it is known. */
  requestId: string | undefined;
  /** The number of events of the operation's own. */
  own = 0;
  /** The messages of its ERROR and FATAL events. */
  errors: string[] = [];

  /** `requestId` undefined: the operation that `takeNewest` finds. */
  constructor(requestId: string | undefined) {
    this.requestId = requestId;
  }

  /**
   * Takes what a read returned; returns, oldest first, the operation's events and the environment's health events since
   * its first one. Health events have no request id.
   */
  take(events: readonly EnvironmentEvent[]): EnvironmentEvent[] {
    const known = [...this.#others, ...events].sort((a, b) => a.at.getTime() - b.at.getTime());
    if (this.requestId !== undefined) for (const event of known) this.#count(event);
    const taken = known.filter((event) => this.#belongs(event));
    this.#others = known.filter((event) => !this.#belongs(event));
    return taken;
  }

  /**
   * Does the same for the operation with the newest request id: an environment carries out one at a time. Only for a
   * busy environment.
   */
  takeNewest(events: readonly EnvironmentEvent[]): EnvironmentEvent[] {
    let newest = this.requestId;
    for (const { at, requestId } of [...this.#others, ...events]) {
      if (requestId === undefined || at.getTime() < this.#newestRequestAt) continue;
      this.#newestRequestAt = at.getTime();
      newest = requestId;
    }
    // Once for all events: a request for logs among them does not end the operation.
    if (newest !== undefined && newest !== this.requestId) this.#begin(newest);
    return this.take(events);
  }

  #begin(requestId: string): void {
    this.requestId = requestId;
    this.own = 0;
    this.#began = Infinity;
    this.errors = [];
  }

  #belongs({ at, requestId }: EnvironmentEvent): boolean {
    return requestId === undefined ? at.getTime() >= this.#began : requestId === this.requestId;
  }

  #count({ at, severity, message, requestId }: EnvironmentEvent): void {
    if (requestId !== this.requestId) return;
    this.#began = Math.min(this.#began, at.getTime());
    this.own++;
    if (severity === 'ERROR' || severity === 'FATAL') this.errors.push(message);
  }
}
