import type * as Logs from '@aws-sdk/client-cloudwatch-logs';
import type { Clock, LogsApi } from '../../src/ports.ts';

export interface LateEvent {
  group: string;
  stream: string;
  timestamp: number;
  message: string;
  /** The time from which requests find it. Default: at once. */
  visible?: number;
}

/**
 * CloudWatch Logs with the faults of the real one: events appear late, pages are small and may be empty before the
 * last, and each request may be rejected.
 */
export class LateLogs implements LogsApi {
  readonly #clock: Clock;
  readonly #events: (LateEvent & { id: string })[] = [];
  readonly #groups = new Set<string>();
  /** Runs before a request for events; it may add some. */
  beforeRead: () => void = () => undefined;
  /** Milliseconds since the epoch of each request. */
  readonly requests: number[] = [];
  /** Requests for events by a filter pattern: those for lines of Keycloak. */
  readonly patterns: { at: number; startTime: number | undefined; endTime: number | undefined }[] = [];
  /** Thrown by the next requests, in turn. */
  readonly refusals: Error[] = [];
  pageSize = 3;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(...events: LateEvent[]): void {
    for (const event of events) {
      this.#groups.add(event.group);
      this.#events.push({ ...event, id: String(this.#events.length).padStart(56, '0') });
    }
  }

  createLogGroup({ logGroupName = '' }: Logs.CreateLogGroupCommandInput) {
    this.#request();
    this.#groups.add(logGroupName);
    return Promise.resolve({ $metadata: {} });
  }

  putRetentionPolicy() {
    this.#request();
    return Promise.resolve({ $metadata: {} });
  }

  deleteLogGroup({ logGroupName = '' }: Logs.DeleteLogGroupCommandInput) {
    this.#request();
    if (!this.#groups.delete(logGroupName)) return Promise.reject(awsError('ResourceNotFoundException', 400));
    return Promise.resolve({ $metadata: {} });
  }

  /** One group a page. */
  describeLogGroups({ logGroupNamePrefix = '', nextToken }: Logs.DescribeLogGroupsCommandInput) {
    return this.#answer(() => {
      const names = [...this.#groups].filter((name) => name.startsWith(logGroupNamePrefix)).sort();
      const index = Number(nextToken ?? 0);
      return {
        $metadata: {},
        logGroups: names.slice(index, index + 1).map((logGroupName) => ({ logGroupName })),
        ...(index + 1 < names.length && { nextToken: String(index + 1) }),
      };
    });
  }

  /** The streams of all events, visible or not. */
  describeLogStreams({
    logGroupName = '',
    logStreamNamePrefix,
    orderBy,
    descending,
    limit = 50,
    nextToken = '0',
  }: Logs.DescribeLogStreamsCommandInput) {
    return this.#answer((): Logs.DescribeLogStreamsCommandOutput => {
      if (!this.#groups.has(logGroupName)) throw awsError('ResourceNotFoundException', 400);
      const byTime = orderBy === 'LastEventTime';
      if (limit > 50 || (byTime && logStreamNamePrefix !== undefined))
        throw awsError('InvalidParameterException', 400);
      const newest = new Map<string, number>();
      for (const { group, stream, timestamp } of this.#events)
        if (group === logGroupName && stream.startsWith(logStreamNamePrefix ?? ''))
          newest.set(stream, Math.max(newest.get(stream) ?? 0, timestamp));
      const names = [...newest.keys()].sort();
      if (byTime) names.sort((a, b) => (newest.get(a) ?? 0) - (newest.get(b) ?? 0));
      if (descending === true) names.reverse();
      const end = Number(nextToken) + limit;
      return {
        $metadata: {},
        logStreams: names.slice(Number(nextToken), end).map((logStreamName) => ({ logStreamName })),
        ...(end < names.length && { nextToken: String(end) }),
      };
    });
  }

  /** Each page of events is followed by an empty one. */
  filterLogEvents(input: Logs.FilterLogEventsCommandInput) {
    return this.#answer((): Logs.FilterLogEventsCommandOutput => {
      this.beforeRead();
      const { startTime, endTime, filterPattern } = input;
      if (filterPattern !== undefined)
        this.patterns.push({ at: this.#clock.now().getTime(), startTime, endTime });
      const { logGroupName = '', nextToken = '0' } = input;
      if (!this.#groups.has(logGroupName)) throw awsError('ResourceNotFoundException', 400);
      const found = this.#found(input);
      const step = Number(nextToken);
      const start = Math.floor(step / 2) * this.pageSize;
      const page = step % 2 === 0 ? found.slice(start, start + this.pageSize) : [];
      const last = step % 2 === 1 && start + this.pageSize >= found.length;
      return {
        $metadata: {},
        events: page.map(({ id, stream, timestamp, message }) => ({
          eventId: id,
          logStreamName: stream,
          timestamp,
          message,
        })),
        ...(!last && { nextToken: String(step + 1) }),
      };
    });
  }

  #found(input: Logs.FilterLogEventsCommandInput): (LateEvent & { id: string })[] {
    const { startTime = 0, endTime = Infinity, filterPattern = '', logStreamNamePrefix = '' } = input;
    const terms = [...filterPattern.matchAll(/\?"([^"]+)"|([^\s"?]+)/g)].map(
      (match) => match[1] ?? match[2] ?? '',
    );
    return this.#events
      .filter(
        ({ group, stream, timestamp, message, visible = 0 }) =>
          group === input.logGroupName &&
          stream.startsWith(logStreamNamePrefix) &&
          timestamp >= startTime &&
          timestamp <= endTime &&
          visible <= this.#clock.now().getTime() &&
          (terms.length === 0 || terms.some((term) => message.includes(term))),
      )
      .sort((a, b) => a.timestamp - b.timestamp);
  }

  #request(): void {
    this.requests.push(this.#clock.now().getTime());
    const refusal = this.refusals.shift();
    if (refusal !== undefined) throw refusal;
  }

  async #answer<T>(answer: () => T): Promise<T> {
    await Promise.resolve();
    this.#request();
    return answer();
  }
}

/** An error as the SDK throws it. */
export function awsError(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}
