/** Reads the newest heartbeat of each instance: a few minutes of one log group, however old the environment is. */
import { instanceOf, logGroupOf } from '../base/log-group-names.ts';
import { LogGroupReader } from '../logs/group-reader.ts';
import { pacedLogs } from '../logs/paced-client.ts';
import type { Deps } from '../ports.ts';
import { type Heartbeat, parseHeartbeat } from './line.ts';

export interface ReceivedHeartbeat extends Heartbeat {
  /** The time of the read that found it, by this machine's clock; undefined: the first read found it. */
  receivedAt: number | undefined;
}

/** The oldest heartbeat of interest. AWS rejects requests of a clock that differs by more than five minutes. */
const windowMs = 7 * 60_000;

export class HeartbeatReader {
  readonly #clock: Deps['clock'];
  readonly #reader: LogGroupReader;
  readonly #newest = new Map<string, ReceivedHeartbeat>();
  /** The first read, by this machine's clock. */
  readonly startedAt: number;

  constructor(deps: Deps, environment: string) {
    this.#clock = deps.clock;
    this.startedAt = deps.clock.now().getTime();
    this.#reader = new LogGroupReader(deps, pacedLogs(deps, 60_000), {
      group: logGroupOf(environment, 'cluster'),
      since: this.startedAt - windowMs,
    });
  }

  /** Returns the newest heartbeat of each instance, by instance id. Each read requests new lines only. */
  async read(): Promise<ReadonlyMap<string, ReceivedHeartbeat>> {
    const isFirst = !this.#reader.hasRead;
    do
      for (const { stream, message } of await this.#reader.readPage()) {
        const heartbeat = parseHeartbeat(message);
        // Every instance may write to every stream, and only to its own by kc-eb's bundle.
        if (heartbeat === undefined || heartbeat.instance !== instanceOf(stream)) continue;
        this.#add({ ...heartbeat, receivedAt: isFirst ? undefined : this.#clock.now().getTime() });
      }
    while (this.#reader.isBehind);
    return this.#newest;
  }

  #add(heartbeat: ReceivedHeartbeat): void {
    const known = this.#newest.get(heartbeat.instance);
    if (known === undefined || known.at <= heartbeat.at) this.#newest.set(heartbeat.instance, heartbeat);
  }
}
