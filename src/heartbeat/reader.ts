/** Reads the newest heartbeat of each instance: a few minutes of one log group, however old the environment is. */
import { instanceOf, logGroupOf } from '../base/log-group-names.ts';
import { clockMs, LogGroupReader } from '../logs/group-reader.ts';
import { pacedLogs } from '../logs/paced-client.ts';
import type { Deps } from '../ports.ts';
import { type Heartbeat, parseHeartbeat } from './line.ts';

export interface ReceivedHeartbeat extends Heartbeat {
  /** The time of the read that found it, by this machine's clock; undefined: the first read, or one after a pause, found it. */
  receivedAt: number | undefined;
}

/** The oldest heartbeat of interest: the clocks of the instances may differ. */
const windowMs = clockMs + 2 * 60_000;
/** After a longer pause, a heartbeat that a read finds may have arrived at any time of it. */
const pauseMs = 60_000;

export class HeartbeatReader {
  readonly #clock: Deps['clock'];
  readonly #open: (now: number) => LogGroupReader;
  #reader: LogGroupReader;
  #readAt: number;
  readonly #newest = new Map<string, ReceivedHeartbeat>();
  /** The first read, by this machine's clock. */
  readonly startedAt: number;

  constructor(deps: Deps, environment: string) {
    this.#clock = deps.clock;
    this.startedAt = deps.clock.now().getTime();
    const group = logGroupOf(environment, 'cluster');
    const request = pacedLogs(deps, 60_000);
    this.#open = (now) => new LogGroupReader(deps, request, { group, since: now - windowMs });
    this.#readAt = this.startedAt;
    this.#reader = this.#open(this.startedAt);
  }

  /** Returns the newest heartbeat of each instance, by instance id. Each read requests new lines only. */
  async read(): Promise<ReadonlyMap<string, ReceivedHeartbeat>> {
    const now = this.#clock.now().getTime();
    if (now - this.#readAt > pauseMs) this.#reader = this.#open(now);
    const isFirst = !this.#reader.hasRead;
    do
      for (const { stream, message } of await this.#reader.readPage()) {
        const heartbeat = parseHeartbeat(message);
        // Every instance may write to every stream, and only to its own by kc-eb's bundle.
        if (heartbeat === undefined || heartbeat.instance !== instanceOf(stream)) continue;
        this.#add({ ...heartbeat, receivedAt: isFirst ? undefined : this.#clock.now().getTime() });
      }
    while (this.#reader.isBehind);
    this.#readAt = this.#clock.now().getTime();
    return this.#newest;
  }

  #add(heartbeat: ReceivedHeartbeat): void {
    const known = this.#newest.get(heartbeat.instance);
    if (known === undefined || known.at <= heartbeat.at) this.#newest.set(heartbeat.instance, heartbeat);
  }
}
