/** The events of one operation of an environment, shown as they come. */
import type { EventDescription } from '@aws-sdk/client-elastic-beanstalk';
import type { Deps } from '../ports.ts';

/** Events are written with some delay: the window stays open this far behind the newest. */
const overlapMs = 60_000;

export class EventFeed {
  readonly #deps: Pick<Deps, 'aws' | 'reporter'>;
  readonly #environment: string;
  /** Events have no id; date and message together are one. */
  readonly #shown = new Set<string>();
  #since: Date | undefined;
  /** Of the operation's first event: the health's changes from then on are shown with it. */
  #began = new Date(8.64e15);
  /** Of the call that began the operation; undefined until it is known. */
  requestId: string | undefined;
  /** How many events of the operation's own were seen. */
  own = 0;
  errors: string[] = [];

  /** Without a request id: the feed of whatever operation runs (showNewest). */
  constructor(
    deps: Pick<Deps, 'aws' | 'reporter'>,
    environment: string,
    requestId: string | undefined,
    since: Date | undefined,
  ) {
    this.#deps = deps;
    this.#environment = environment;
    this.requestId = requestId;
    this.#since = since;
  }

  async showNew(): Promise<true> {
    this.#show(await this.#read());
    return true;
  }

  /**
   * An environment carries out one operation at a time, so what runs is what the newest request id belongs to.
   * Health events bear none. Only to be called while the environment is busy.
   */
  async showNewest(): Promise<true> {
    const events = await this.#read();
    const newest = events.find(({ RequestId }) => RequestId !== undefined)?.RequestId;
    if (newest !== undefined && newest !== this.requestId) {
      this.requestId = newest;
      this.own = 0;
      this.#began = new Date(8.64e15);
      this.errors = [];
    }
    this.#show(events);
    return true;
  }

  /** Newest first. https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_DescribeEvents.html */
  async #read(): Promise<EventDescription[]> {
    const beanstalk = await this.#deps.aws.beanstalk();
    const { Events = [] } = await beanstalk.describeEvents({
      EnvironmentName: this.#environment,
      ...(this.#since !== undefined && { StartTime: this.#since }),
      MaxRecords: 1000,
    });
    return Events;
  }

  #show(events: readonly EventDescription[]): void {
    if (this.requestId === undefined) return;
    for (const event of events.toReversed()) this.#showOne(event);
  }

  #showOne({
    EventDate: at = new Date(0),
    Message: message = '',
    Severity: severity = 'INFO',
    RequestId,
  }: EventDescription): void {
    const key = `${at.toISOString()} ${message}`;
    const own = RequestId === this.requestId;
    if (this.#shown.has(key) || !(own || (RequestId === undefined && at >= this.#began))) return;
    this.#shown.add(key);
    if (own) this.#count(at, severity, message);
    const windowStart = new Date(at.getTime() - overlapMs);
    if (this.#since === undefined || windowStart > this.#since) this.#since = windowStart;
    this.#deps.reporter.emit({ type: 'environment-event', at, severity, message });
  }

  #count(at: Date, severity: string, message: string): void {
    if (this.own === 0) this.#began = at;
    this.own++;
    if (severity === 'ERROR' || severity === 'FATAL') this.errors.push(message);
  }
}
