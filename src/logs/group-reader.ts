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
/** AWS rejects requests of a clock that differs by more. */
export const clockMs = 5 * 60_000;

/** Returns each event once. A read that has ended may be followed by another, for what is new. */
export class LogGroupReader {
  readonly #clock: Deps['clock'];
  readonly #request: PacedLogs;
  readonly #options: GroupReaderOptions;
  readonly #window: ReadWindow;
  /** Whether a read has ended. */
  hasRead = false;
  /** The beginning of the last read that has ended. */
  #readAt = -Infinity;
  /** The read whose last page has not come. */
  #current: { at: number; startTime: number; nextToken: string | undefined; newest: number } | undefined;

  constructor({ clock }: Pick<Deps, 'clock'>, request: PacedLogs, options: GroupReaderOptions) {
    this.#clock = clock;
    this.#request = request;
    this.#options = options;
    this.#window = new ReadWindow(options.since, overlapMs);
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
    const page = await this.#filter(current.startTime, current.nextToken).catch((error: unknown) => {
      // Tokens expire after 24 hours: the next read begins again.
      if (awsErrorName(error) === 'InvalidParameterException') this.#current = undefined;
      throw error;
    });
    const events: LogEvent[] = [];
    for (const { eventId = '', logStreamName = '', timestamp = 0, message = '' } of page.events ?? []) {
      if (!this.#wants(logStreamName)) continue;
      current.newest = Math.max(current.newest, timestamp);
      if (!this.#window.add(eventId, timestamp)) continue;
      events.push({ group: this.#options.group, stream: logStreamName, timestamp, message });
    }
    current.nextToken = page.nextToken;
    if (page.nextToken === undefined) this.#end(current.at);
    return events;
  }

  #begin() {
    const at = this.#now();
    // A filter may match nothing for days, which need not be searched again.
    const startTime = Math.max(this.#window.start(at), this.#readAt - overlapMs - clockMs);
    return { at, startTime, nextToken: undefined, newest: startTime };
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

  /** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
  async #filter(
    startTime: number,
    nextToken: string | undefined,
  ): Promise<Pick<FilterLogEventsCommandOutput, 'events' | 'nextToken'>> {
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
