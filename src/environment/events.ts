/** The environment's events, which Beanstalk keeps for six weeks. */
import type { DescribeEventsCommandInput, EventDescription } from '@aws-sdk/client-elastic-beanstalk';
import { allPages } from '../base/pages.ts';
import { poll } from '../base/poll.ts';
import { ReadWindow } from '../base/read-window.ts';
import type { Target } from './target.ts';
import type { Deps } from '../ports.ts';

export interface EnvironmentEvent {
  at: Date;
  /** TRACE, DEBUG, INFO, WARN, ERROR or FATAL. */
  severity: string;
  message: string;
  versionLabel: string | undefined;
  requestId: string | undefined;
}

export interface EventStreamOptions {
  EnvironmentName: string;
  ApplicationName?: string;
  since: Date | undefined;
  /** The number of events that a first read without `since` returns, the newest ones; at most 1000. */
  newest: number;
}

const pollMs = 3_000;
/** The longest delay until an event appears. */
const overlapMs = 60_000;

/**
 * Returns each event once. Also reads the events of a terminated environment.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_DescribeEvents.html
 */
export class EventStream {
  readonly #aws: Deps['aws'];
  readonly #filter: DescribeEventsCommandInput;
  readonly #newest: number;
  readonly #window: ReadWindow;

  constructor({ aws }: Pick<Deps, 'aws'>, { since, newest, ...filter }: EventStreamOptions) {
    this.#aws = aws;
    this.#filter = filter;
    this.#newest = newest;
    this.#window = new ReadWindow(since?.getTime() ?? -Infinity, overlapMs);
  }

  /** Returns the events that no earlier read returned, oldest first. */
  async readNew(): Promise<EnvironmentEvent[]> {
    const events = await this.#read(this.#window.start());
    // Events have no id; date and message together serve as one.
    const fresh = events.filter(({ EventDate, Message = '' }) =>
      this.#window.add(`${EventDate?.toISOString() ?? ''} ${Message}`, EventDate?.getTime() ?? 0),
    );
    this.#window.forget();
    return fresh.reverse().map(toEvent);
  }

  /** Newest first. */
  async #read(start: number): Promise<EventDescription[]> {
    const beanstalk = await this.#aws.beanstalk();
    if (start === -Infinity) {
      const page = await beanstalk.describeEvents({ ...this.#filter, MaxRecords: this.#newest });
      return page.Events ?? [];
    }
    const input = { ...this.#filter, MaxRecords: 1000, StartTime: new Date(start) };
    return allPages(
      (NextToken) => beanstalk.describeEvents({ ...input, NextToken }),
      ({ Events }) => Events,
    );
  }
}

function toEvent(event: EventDescription): EnvironmentEvent {
  return {
    at: event.EventDate ?? new Date(0),
    severity: event.Severity ?? 'INFO',
    message: event.Message ?? '',
    versionLabel: event.VersionLabel,
    requestId: event.RequestId,
  };
}

/** Passes each event to `show`, oldest first; without `since` the newest hundred. `follow`: until Ctrl-C. */
export async function eachEvent(
  deps: Pick<Deps, 'aws' | 'clock' | 'signal'>,
  { application, environment }: Target,
  { since, follow }: { since: Date | undefined; follow: boolean },
  show: (event: EnvironmentEvent) => void,
): Promise<void> {
  const target = { ApplicationName: application, EnvironmentName: environment };
  const stream = new EventStream(deps, { ...target, since, newest: 100 });
  const showNew = async (): Promise<undefined> => {
    for (const event of await stream.readNew()) show(event);
  };
  try {
    // Errors of the first read end it, transient ones too: a wrong endpoint shows at once.
    await showNew();
    if (!follow) return;
    await deps.clock.sleep(pollMs, deps.signal);
    await poll(deps, { everyMs: pollMs, patienceMs: Infinity }, showNew);
  } catch (error) {
    // Ctrl-C is how following ends.
    if (!follow || !deps.signal.aborted) throw error;
  }
}

/** The request id of the newest operation; undefined when none of the newest 1000 events belongs to one. */
export async function newestRequestId(
  deps: Pick<Deps, 'aws'>,
  environment: string,
): Promise<string | undefined> {
  const events = await new EventStream(deps, {
    EnvironmentName: environment,
    since: undefined,
    newest: 1000,
  }).readNew();
  return events.findLast(({ requestId }) => requestId !== undefined)?.requestId;
}
