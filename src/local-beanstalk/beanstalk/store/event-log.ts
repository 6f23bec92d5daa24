/** The events of all environments, oldest first on disk. */
import { join } from 'node:path';
import { JsonFile } from '../../base/json-file.ts';
import type { EventRecord, Severity } from './records.ts';

/** The newest events that are kept; AWS keeps six weeks. */
const maxEvents = 2_000;

const severities: readonly Severity[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

export interface EventFilter {
  application?: string | undefined;
  environment?: string | undefined;
  environmentId?: string | undefined;
  versionLabel?: string | undefined;
  requestId?: string | undefined;
  /** This severity and higher ones. */
  severity?: Severity | undefined;
  /** From this time on. */
  start?: Date | undefined;
  /** Before this time. */
  end?: Date | undefined;
}

export class EventLog {
  readonly #file: JsonFile<{ events: EventRecord[] }>;
  readonly #now: () => Date;

  constructor(dataDir: string, now: () => Date) {
    this.#file = new JsonFile(join(dataDir, 'beanstalk-events.json'), { events: [] });
    this.#now = now;
  }

  /**
   * Each event gets its own millisecond: clients such as the EB CLI request events from 1 ms after the last one. Returns the
   * disk's error; the event is in memory then, and the operation that it reports continues.
   */
  add(event: Omit<EventRecord, 'at'>): Error | undefined {
    const { events } = this.#file.value;
    const last = events.at(-1);
    const earliest = last === undefined ? 0 : Date.parse(last.at) + 1;
    const at = new Date(Math.max(this.#now().getTime(), earliest)).toISOString();
    events.push({ at, ...event });
    if (events.length > maxEvents) events.splice(0, events.length - maxEvents);
    return this.keep();
  }

  keep(): Error | undefined {
    return this.#file.keep();
  }

  /** Newest first. */
  find(filter: EventFilter): EventRecord[] {
    const least = severities.indexOf(filter.severity ?? 'TRACE');
    const { start, end } = filter;
    return this.#file.value.events
      .filter(
        (event) =>
          same(filter.application, event.application) &&
          same(filter.environment, event.environment) &&
          same(filter.environmentId, event.environmentId) &&
          same(filter.versionLabel, event.versionLabel) &&
          same(filter.requestId, event.requestId) &&
          severities.indexOf(event.severity) >= least &&
          (start === undefined || Date.parse(event.at) >= start.getTime()) &&
          (end === undefined || Date.parse(event.at) < end.getTime()),
      )
      .reverse();
  }
}

function same(wanted: string | undefined, value: string | undefined): boolean {
  return wanted === undefined || wanted === value;
}
