/** Emits the lines of the environment's log groups, merged in time order, and follows them on request. */
import { smallest } from '../base/extremes.ts';
import { instanceOf, serviceOf } from '../base/log-group-names.ts';
import type { Deps } from '../ports.ts';
import { type PacedLogs, pacedLogs } from './paced-client.ts';
import { LogGroupReader } from './group-reader.ts';
import { listLogGroups } from './list-groups.ts';
import { LogMerge, type MergedEvent } from './merge.ts';

export interface TailOptions {
  environment: string;
  since: Date;
  /** Whether to continue until the signal is aborted. */
  follow: boolean;
  /** CloudWatch's filter pattern. */
  filterPattern?: string;
  /** Instance ids; empty: all. */
  instances: readonly string[];
  /** Whether to read a service's group. */
  wants: (service: string) => boolean;
}

/** The time that a new event waits for older ones that are on their way. */
const holdMs = 2_000;
const newGroupsMs = 10_000;
const busyMs = 1_000;
const idleMs = 10_000;
/** The limit of a single read; following gives up at nothing transient. */
const patienceMs = 60_000;

/** The lines between two looks at the output. */
const linesAtOnce = 256;

/** One log group and when it is read next. */
interface Source {
  reader: LogGroupReader;
  dueAt: number;
  pauseMs: number;
  /** New events of the current read. */
  fresh: number;
}

/** Emits log-line events; returns how many. Resolves on Ctrl-C when it follows. */
export async function tailLogs(deps: Deps, options: TailOptions): Promise<number> {
  const tail = new Tail(deps, options);
  try {
    await tail.run();
  } catch (error) {
    // Ctrl-C is how following ends.
    if (!options.follow || !deps.signal.aborted) throw error;
  }
  tail.showRest();
  tail.reportLate();
  return tail.shown;
}

class Tail {
  readonly #deps: Deps;
  readonly #options: TailOptions;
  readonly #request: PacedLogs;
  readonly #merge = new LogMerge();
  readonly #sources = new Map<string, Source>();
  readonly #endTime: number | undefined;
  #groupsDueAt = 0;
  shown = 0;
  #late = 0;

  constructor(deps: Deps, options: TailOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#request = pacedLogs(deps, options.follow ? Infinity : patienceMs);
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
      await this.#show();
    }
  }

  /** Log groups appear while an environment starts. */
  async #findGroups(): Promise<void> {
    const { environment, wants } = this.#options;
    for (const group of (await listLogGroups(this.#request, environment)).keys()) {
      if (this.#sources.has(group) || !wants(serviceOf(group, environment))) continue;
      this.#sources.set(group, { reader: this.#reader(group), dueAt: 0, pauseMs: busyMs, fresh: 0 });
    }
    if (this.#options.follow && this.#sources.size === 0 && this.#groupsDueAt === 0) {
      const text = `Waiting: environment ${environment} has no such log group yet.`;
      this.#deps.reporter.emit({ type: 'message', level: 'info', text });
    }
    this.#groupsDueAt = this.#options.follow ? this.#now() + newGroupsMs : Infinity;
  }

  #reader(group: string): LogGroupReader {
    const { since, filterPattern, instances } = this.#options;
    return new LogGroupReader(this.#deps, this.#request, {
      group,
      since: since.getTime(),
      ...(this.#endTime !== undefined && { until: this.#endTime }),
      ...(filterPattern !== undefined && { filterPattern }),
      instances,
    });
  }

  /** The source that delays the others; else the one that has waited longest; undefined: none is due. */
  #next(): Source | undefined {
    const sources = [...this.#sources.values()];
    const behind = sources
      .filter(({ reader }) => reader.isBehind)
      .sort((a, b) => a.reader.readUpTo - b.reader.readUpTo);
    const due = sources.filter(({ dueAt }) => dueAt <= this.#now()).sort((a, b) => a.dueAt - b.dueAt);
    return behind[0] ?? due[0];
  }

  async #readPage(source: Source): Promise<void> {
    const { reader } = source;
    const events = await reader.readPage();
    const now = this.#now();
    this.#merge.add(events, now);
    source.fresh += events.length;
    if (reader.isBehind) return;
    source.pauseMs = source.fresh > 0 ? busyMs : Math.min(source.pauseMs * 2, idleMs);
    source.dueAt = this.#endTime === undefined ? now + source.pauseMs : Infinity;
    source.fresh = 0;
  }

  /** The first reads of all groups hold nothing back: what they find can be sorted at once. */
  async #show(): Promise<void> {
    const { reporter, signal } = this.#deps;
    const behind = [...this.#sources.values()]
      .map(({ reader }) => reader)
      .filter((reader) => reader.isBehind);
    const firstRead = behind.some(({ hasRead }) => !hasRead);
    const hold = this.#options.follow && !firstRead ? holdMs : 0;
    const upTo = smallest(behind.map(({ readUpTo }) => readUpTo));
    for (const event of this.#merge.release({ arrivedBy: this.#now() - hold, upTo })) {
      this.#emit(event);
      if (this.shown % linesAtOnce === 0) await reporter.ready(signal);
    }
    // Nothing is read while nobody takes the lines.
    await reporter.ready(signal);
  }

  showRest(): void {
    for (const event of this.#merge.release({ arrivedBy: Infinity, upTo: Infinity })) this.#emit(event);
  }

  /** Lines that came after the overlap of the reads are not among them: nothing shows them. */
  reportLate(): void {
    if (this.#late === 0) return;
    const text = `${this.#late} of ${this.shown} lines came late: below newer ones, and marked.`;
    this.#deps.reporter.emit({ type: 'message', level: 'info', text });
  }

  #emit({ group, stream, timestamp, message, late }: MergedEvent): void {
    this.shown++;
    if (late) this.#late++;
    this.#deps.reporter.emit({
      type: 'log-line',
      at: new Date(timestamp),
      instance: instanceOf(stream),
      service: serviceOf(group, this.#options.environment),
      message: message.trimEnd(),
      late,
    });
  }

  /** Until the next source is due, yet short enough to release held lines in time. */
  #idleTime(): number {
    const dueAt = smallest(
      [...this.#sources.values()].map((source) => source.dueAt),
      this.#groupsDueAt,
    );
    return Math.min(500, Math.max(50, dueAt - this.#now()));
  }

  #now(): number {
    return this.#deps.clock.now().getTime();
  }
}
