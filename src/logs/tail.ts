/** Reads the environment's log groups, all instances merged in time order, and goes on when it is told to. */
import { awsErrorName } from '../base/aws-error.ts';
import { LogCursor, type StoredEvent } from './cursor.ts';
import { instanceOf, serviceOf } from '../base/log-group-names.ts';
import type { Deps } from '../ports.ts';
import { type AskLogs, askLogs } from './paced-client.ts';
import { listLogGroups } from './list-groups.ts';

export interface TailOptions {
  environment: string;
  since: Date;
  /** Until the signal is aborted. */
  follow: boolean;
  /** CloudWatch's filter pattern. */
  filterPattern?: string;
  /** Instance ids; empty: all. */
  instances: readonly string[];
  /** Says whether a service's group is wanted. */
  wants: (service: string) => boolean;
}

/** How late an event may come and still be found. */
const overlapMs = 120_000;
/** How long a new event waits for older ones. */
const holdMs = 2_000;
const newGroupsMs = 10_000;
const busyMs = 1_000;
const idleMs = 10_000;
/** Once the tail runs, nothing transient ends it; a plain reading gives up after a minute. */
const patienceMs = 60_000;

/** One log group and how far it was read. */
interface Source {
  group: string;
  dueAt: number;
  pauseMs: number;
  read: boolean;
  /** Pages of a question that has not been answered in full. */
  chain: { startTime: number; nextToken: string | undefined; newest: number; fresh: number } | undefined;
}

/** Emits log-line events; gives how many. Ends quietly when a followed tail is interrupted. */
export async function tailLogs(deps: Deps, options: TailOptions): Promise<number> {
  const tail = new Tail(deps, options);
  try {
    await tail.run();
  } catch (error) {
    // Ctrl-C is how a followed tail ends.
    if (!options.follow || !deps.signal.aborted) throw error;
  }
  tail.showRest();
  return tail.shown;
}

class Tail {
  readonly #deps: Deps;
  readonly #options: TailOptions;
  readonly #ask: AskLogs;
  readonly #cursor: LogCursor;
  readonly #sources = new Map<string, Source>();
  readonly #endTime: number | undefined;
  #groupsDueAt = 0;
  shown = 0;

  constructor(deps: Deps, options: TailOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#ask = askLogs(deps, options.follow ? Infinity : patienceMs);
    this.#cursor = new LogCursor(options.since.getTime(), overlapMs);
    this.#endTime = options.follow ? undefined : this.#now();
  }

  async run(): Promise<void> {
    for (;;) {
      this.#deps.signal.throwIfAborted();
      if (this.#now() >= this.#groupsDueAt) await this.#findGroups();
      const source = this.#next();
      if (source !== undefined) await this.#readPage(source);
      else if (!this.#options.follow) return;
      else await this.#deps.clock.sleep(this.#idleTime(), this.#deps.signal);
      this.#show();
    }
  }

  /** Groups come into being while an environment starts. */
  async #findGroups(): Promise<void> {
    const { environment, wants } = this.#options;
    for (const group of await listLogGroups(this.#ask, environment)) {
      if (this.#sources.has(group) || !wants(serviceOf(group, environment))) continue;
      this.#sources.set(group, { group, dueAt: 0, pauseMs: busyMs, read: false, chain: undefined });
    }
    if (this.#options.follow && this.#sources.size === 0 && this.#groupsDueAt === 0) {
      const text = `Waiting: ${environment} has no such log group yet.`;
      this.#deps.reporter.emit({ type: 'message', level: 'info', text });
    }
    this.#groupsDueAt = this.#options.follow ? this.#now() + newGroupsMs : Infinity;
  }

  /** The source that holds the others up; else the one that has waited longest; undefined: none is due. */
  #next(): Source | undefined {
    const sources = [...this.#sources.values()];
    const behind = sources.filter(isBehind).sort((a, b) => this.#readUpTo(a) - this.#readUpTo(b));
    const due = sources.filter(({ dueAt }) => dueAt <= this.#now()).sort((a, b) => a.dueAt - b.dueAt);
    return behind[0] ?? due[0];
  }

  async #readPage(source: Source): Promise<void> {
    source.chain ??= this.#newChain(source.group);
    const { chain } = source;
    const page = await this.#filter(source.group, chain.startTime, chain.nextToken);
    if (page === undefined) {
      this.#sources.delete(source.group);
      return;
    }
    const now = this.#now();
    chain.fresh += this.#cursor.take(source.group, page.events, now);
    chain.newest = Math.max(chain.newest, ...page.events.map(({ timestamp }) => timestamp));
    chain.nextToken = page.nextToken;
    // A page may be empty and yet not be the last.
    if (chain.nextToken !== undefined) return;
    this.#cursor.forget(source.group, now);
    source.pauseMs = chain.fresh > 0 ? busyMs : Math.min(source.pauseMs * 2, idleMs);
    source.dueAt = this.#endTime === undefined ? now + source.pauseMs : Infinity;
    source.chain = undefined;
    source.read = true;
  }

  #newChain(group: string): NonNullable<Source['chain']> {
    const startTime = this.#cursor.windowStart(group, this.#now());
    return { startTime, nextToken: undefined, newest: startTime, fresh: 0 };
  }

  /** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
  async #filter(
    group: string,
    startTime: number,
    nextToken: string | undefined,
  ): Promise<{ events: StoredEvent[]; nextToken: string | undefined } | undefined> {
    const { filterPattern, instances } = this.#options;
    try {
      const page = await this.#ask((logs) =>
        logs.filterLogEvents({
          logGroupName: group,
          startTime,
          ...(this.#endTime !== undefined && { endTime: this.#endTime }),
          ...(filterPattern !== undefined && { filterPattern }),
          ...(instances.length === 1 && { logStreamNamePrefix: instances[0] }),
          ...(nextToken !== undefined && { nextToken }),
        }),
      );
      const events = (page.events ?? []).map(
        ({ eventId = '', logStreamName = '', timestamp = 0, message = '' }) => ({
          group,
          id: eventId,
          stream: logStreamName,
          timestamp,
          message,
        }),
      );
      const wanted = events.filter(
        ({ stream }) => instances.length === 0 || instances.includes(instanceOf(stream)),
      );
      return { events: wanted, nextToken: page.nextToken };
    } catch (error) {
      // The group was deleted meanwhile; if it comes again, it is found again.
      if (awsErrorName(error) === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }

  /** At the first reading nothing is held: what it finds is there to be sorted. */
  #show(): void {
    const behind = [...this.#sources.values()].filter(isBehind);
    const firstReading = behind.some(({ read }) => !read);
    const hold = this.#options.follow && !firstReading ? holdMs : 0;
    this.#emit({
      arrivedBy: this.#now() - hold,
      upTo: Math.min(Infinity, ...behind.map((source) => this.#readUpTo(source))),
    });
  }

  showRest(): void {
    this.#emit({ arrivedBy: Infinity, upTo: Infinity });
  }

  #emit(bounds: { arrivedBy: number; upTo: number }): void {
    for (const { group, stream, timestamp, message, late } of this.#cursor.release(bounds)) {
      this.shown++;
      this.#deps.reporter.emit({
        type: 'log-line',
        at: new Date(timestamp),
        instance: instanceOf(stream),
        service: serviceOf(group, this.#options.environment),
        message: message.trimEnd(),
        late,
      });
    }
  }

  #readUpTo({ chain }: Source): number {
    return chain?.newest ?? this.#options.since.getTime();
  }

  /** Until the next source is due, and short enough to let held lines go in time. */
  #idleTime(): number {
    const dueAt = Math.min(this.#groupsDueAt, ...[...this.#sources.values()].map((source) => source.dueAt));
    return Math.min(500, Math.max(50, dueAt - this.#now()));
  }

  #now(): number {
    return this.#deps.clock.now().getTime();
  }
}

/** Not read yet, or in the middle of a question's pages: what others have read beyond it must wait. */
function isBehind({ read, chain }: Source): boolean {
  return !read || chain !== undefined;
}
