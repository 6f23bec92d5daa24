/** Reads the events of one log group, page by page. */
import type { FilterLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import { awsErrorName, unlessAwsError } from '../base/aws-error.ts';
import { instanceOf } from '../base/log-group-names.ts';
import { ReadWindow } from '../base/read-window.ts';
import type { Deps } from '../ports.ts';
import type { PacedLogs } from './paced-client.ts';

export interface LogEvent {
  group: string;
  stream: string;
  /** Milliseconds since the epoch. */
  timestamp: number;
  message: string;
}

export interface GroupReaderOptions {
  group: string;
  /** Milliseconds since the epoch, both inclusive. */
  since: number;
  until?: number;
  /** CloudWatch's filter pattern. */
  filterPattern?: string;
  /** Instance ids; default: all. */
  instances?: readonly string[];
}

/** The longest delay until an event appears: agents send their lines after seconds. */
const overlapMs = 120_000;
/** The same for a read with an end, which is not repeated: its ids serve when a token has expired. */
const endedOverlapMs = 1_000;
/** AWS rejects requests of a clock that differs by more. */
export const clockMs = 5 * 60_000;

type Page = Pick<FilterLogEventsCommandOutput, 'events' | 'nextToken'>;

interface Read {
  /** Its beginning by this machine's clock. */
  at: number;
  startTime: number;
  nextToken: string | undefined;
  /** The newest time so far. */
  newest: number;
}

/**
 * Returns each event once. A read that has ended may be followed by another, for what is new; one of a group `until` a
 * time may not. It remembers the ids of the newest minutes only: the pages of a read are in time order.
 */
export class LogGroupReader {
  readonly #clock: Deps['clock'];
  readonly #request: PacedLogs;
  readonly #options: GroupReaderOptions;
  readonly #overlapMs: number;
  readonly #window: ReadWindow;
  /** Whether a read has ended. */
  hasRead = false;
  /** The beginning of the last read that has ended. */
  #readAt = -Infinity;
  /** The read whose last page has not come. */
  #current: Read | undefined;

  constructor({ clock }: Pick<Deps, 'clock'>, request: PacedLogs, options: GroupReaderOptions) {
    this.#clock = clock;
    this.#request = request;
    this.#options = options;
    this.#overlapMs = options.until === undefined ? overlapMs : endedOverlapMs;
    this.#window = new ReadWindow(options.since, this.#overlapMs);
  }

  /** The number of ids that it remembers. */
  get remembered(): number {
    return this.#window.size;
  }

  /** No read has ended, or another has begun since. */
  get isBehind(): boolean {
    return !this.hasRead || this.#current !== undefined;
  }

  /** The newest time that the current read has reached, in milliseconds since the epoch. */
  get readUpTo(): number {
    return this.#current?.newest ?? this.#options.since;
  }

  /** Returns the new events of the next page: none does not mean that it was the last. */
  async readPage(): Promise<LogEvent[]> {
    const current = (this.#current ??= this.#begin());
    const page = await this.#page(current);
    const events: LogEvent[] = [];
    for (const { eventId = '', logStreamName = '', timestamp = 0, message = '' } of page.events ?? []) {
      current.newest = Math.max(current.newest, timestamp);
      if (!this.#wants(logStreamName) || !this.#window.add(eventId, timestamp)) continue;
      events.push({ group: this.#options.group, stream: logStreamName, timestamp, message });
    }
    current.nextToken = page.nextToken;
    if (page.nextToken === undefined) this.#end(current.at);
    else this.#window.forget(this.#now(), current.newest);
    return events;
  }

  #begin(): Read {
    const at = this.#now();
    // A filter may match nothing for days, which need not be searched again.
    const startTime = Math.max(this.#window.start(at), this.#readAt - this.#overlapMs - clockMs);
    return { at, startTime, nextToken: undefined, newest: startTime };
  }

  /** Tokens expire after 24 hours: then the read continues without, a little before its newest time. */
  async #page(read: Read): Promise<Page> {
    try {
      return await this.#filter(read);
    } catch (error) {
      if (read.nextToken === undefined || awsErrorName(error) !== 'InvalidParameterException') throw error;
      read.startTime = Math.max(read.startTime, read.newest - this.#overlapMs);
      read.nextToken = undefined;
      return await this.#filter(read);
    }
  }

  #end(begunAt: number): void {
    this.#readAt = begunAt;
    this.#window.forget(this.#now());
    this.#current = undefined;
    this.hasRead = true;
  }

  #wants(stream: string): boolean {
    const { instances = [] } = this.#options;
    return instances.length === 0 || instances.includes(instanceOf(stream));
  }

  /**
   * Pages have at most 10,000 events or 1 MB. Events of all streams are in the order of their time, then of their arrival.
   * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
   */
  async #filter({ startTime, nextToken }: Pick<Read, 'startTime' | 'nextToken'>): Promise<Page> {
    const { group, until, filterPattern, instances = [] } = this.#options;
    const input = {
      ...{ logGroupName: group, startTime, endTime: until, filterPattern, nextToken },
      ...(instances.length === 1 && { logStreamNamePrefix: instances[0] }),
    };
    // The group was not created yet, or was deleted.
    const absent = ['ResourceNotFoundException'];
    const request = () => this.#request((logs) => logs.filterLogEvents(input));
    return (await unlessAwsError(absent, request)) ?? {};
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
