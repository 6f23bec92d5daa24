import type * as Logs from '@aws-sdk/client-cloudwatch-logs';
import type { Clock, LogsApi } from '../../src/ports.ts';
import { awsError } from './late-logs.ts';

export interface Load {
  environment: string;
  groups: number;
  /** All groups together. */
  streams: number;
  /** All groups together. */
  events: number;
  /** The time of the first event and of the last, in milliseconds since the epoch. */
  from: number;
  to: number;
  /** The most events of a page. */
  pageSize: number;
}

/** Events that share a millisecond, in each group. */
const equal = 3;
/** One event of so many is late. */
const latePeriod = 50;
const shortestDelayMs = 1_000;
const longestDelayMs = 110_000;
const emptyPeriod = 7;
const throttlePeriod = 41;

/**
 * CloudWatch Logs with more events than memory has room for: an event is a function of its index. Some pages are empty
 * before the last, some requests are throttled, some events appear late, and groups have events of one millisecond.
 */
export class ManyLogs implements LogsApi {
  readonly #clock: Clock;
  readonly #load: Load;
  /** Requests for events, with their times. */
  readonly requests: { at: number; input: Logs.FilterLogEventsCommandInput }[] = [];
  /** Events in all answers. */
  returned = 0;
  /** Runs before each answer with events. */
  onRequest: () => void = () => undefined;

  constructor(clock: Clock, load: Load) {
    this.#clock = clock;
    this.#load = load;
  }

  get eventsOfGroup(): number {
    return Math.floor(this.#load.events / this.#load.groups);
  }

  group(index: number): string {
    return `/aws/elasticbeanstalk/${this.#load.environment}/service-${String(index).padStart(3, '0')}`;
  }

  timeOf(index: number): number {
    const { from, to } = this.#load;
    return from + Math.floor((Math.floor(index / equal) * equal * (to - from)) / this.eventsOfGroup);
  }

  /** The time from which requests find it. */
  visibleAt(index: number): number {
    const hash = Math.imul(index + 1, 2_654_435_761) >>> 0;
    const delay = hash % latePeriod === 0 ? hash % longestDelayMs : 0;
    return this.timeOf(index) + Math.max(shortestDelayMs, delay);
  }

  describeLogGroups({ logGroupNamePrefix = '' }: Logs.DescribeLogGroupsCommandInput) {
    const names = Array.from({ length: this.#load.groups }, (_, index) => this.group(index));
    const found = names.filter((name) => name.startsWith(logGroupNamePrefix));
    return Promise.resolve({ $metadata: {}, logGroups: found.map((logGroupName) => ({ logGroupName })) });
  }

  filterLogEvents(input: Logs.FilterLogEventsCommandInput): Promise<Logs.FilterLogEventsCommandOutput> {
    this.requests.push({ at: this.#clock.now().getTime(), input });
    this.onRequest();
    const count = this.requests.length;
    if (count % throttlePeriod === 0) return Promise.reject(awsError('ThrottlingException', 400));
    const next =
      input.nextToken === undefined ? this.#firstAt(input.startTime ?? 0) : Number(input.nextToken);
    const $metadata = {};
    if (count % emptyPeriod === 0) return Promise.resolve({ $metadata, events: [], nextToken: String(next) });
    const page = this.#page(input, next);
    this.returned += page.events.length;
    return Promise.resolve({ $metadata, ...page });
  }

  createLogGroup = unused;
  putRetentionPolicy = unused;
  deleteLogGroup = unused;
  describeLogStreams = unused;

  #page(
    { logGroupName = '', endTime = Infinity }: Logs.FilterLogEventsCommandInput,
    start: number,
  ): { events: Logs.FilteredLogEvent[]; nextToken?: string } {
    const now = this.#clock.now().getTime();
    const last = Math.min(endTime, now);
    const group = Number(logGroupName.slice(-3));
    const events: Logs.FilteredLogEvent[] = [];
    for (let index = start; index < this.eventsOfGroup; index++) {
      const timestamp = this.timeOf(index);
      if (timestamp > last) break;
      if (events.length === this.#load.pageSize) return { events, nextToken: String(index) };
      if (this.visibleAt(index) <= now) events.push(this.#event(group, index, timestamp));
    }
    return { events };
  }

  #event(group: number, index: number, timestamp: number): Logs.FilteredLogEvent {
    const stream = index % Math.max(1, Math.floor(this.#load.streams / this.#load.groups));
    return {
      eventId: String(group * 1e9 + index).padStart(56, '0'),
      logStreamName: `i-${String(stream).padStart(17, '0')}/10.0.0.${stream}`,
      timestamp,
      ingestionTime: timestamp + shortestDelayMs,
      message: `2026-11-28 10:00:00,000 INFO  [org.keycloak.events] (executor-thread-7) type="LOGIN", ${group} ${index}\n`,
    };
  }

  #firstAt(time: number): number {
    let [low, high] = [0, this.eventsOfGroup];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.timeOf(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Group and index of an event by its line. */
export function eventOf(message: string): { group: number; index: number } {
  const [group, index] = message.trimEnd().split(' ').slice(-2).map(Number);
  return { group: group ?? NaN, index: index ?? NaN };
}

function unused(): never {
  throw new Error('not part of this test');
}
