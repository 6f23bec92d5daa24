/** Reads the lines of Keycloak's log group that have news of the cluster. */
import type { RunningInstance } from '../environment/running-instances.ts';
import type { Heartbeat } from '../heartbeat/line.ts';
import { LogGroupReader } from '../logs/group-reader.ts';
import type { PacedLogs } from '../logs/paced-client.ts';
import type { Deps } from '../ports.ts';
import { ClusterLog } from './cluster-log.ts';
import { clusterFilterPattern } from './log-lines.ts';
import { smallest } from '../base/extremes.ts';

const minute = 60_000;
/** The longest time from the start of a container to the end of its deployment. */
const deploymentMs = 35 * minute;
/** Lines about the start of a node are within this time of the start of its process. */
const startMs = 10 * minute;
/** Troubles that last are logged again within this time. */
const newestMs = 5 * minute;
/** The age of the oldest line to read where no instance has a date. */
const blindMs = 60 * minute;

export class LineReader {
  readonly #deps: Pick<Deps, 'clock'>;
  readonly #request: PacedLogs;
  readonly group: string;
  readonly log = new ClusterLog();
  #newest: LogGroupReader | undefined;
  /** The time of its last read. */
  #newestAt = -Infinity;
  /** All lines since then are read. */
  #readFrom = Infinity;
  /** Starts whose lines were read, in milliseconds since the epoch. */
  readonly #starts = new Set<number>();

  constructor(deps: Pick<Deps, 'clock'>, request: PacedLogs, group: string) {
    this.#deps = deps;
    this.#request = request;
    this.group = group;
  }

  /**
   * Reads the minutes around the start of each node, and the newest ones, where heartbeats have the times of all starts.
   * Otherwise reads back to the newest deployment, and to the launch where that shows no node.
   */
  async read(
    instances: readonly RunningInstance[],
    heartbeats: ReadonlyMap<string, Pick<Heartbeat, 'at' | 'startedAt'>>,
  ): Promise<void> {
    const starts = instances.map(({ id, deployedAt }) => {
      const heartbeat = heartbeats.get(id);
      // The deployment may have restarted Keycloak since.
      const isOlder = heartbeat !== undefined && heartbeat.at < (deployedAt?.getTime() ?? 0);
      return isOlder ? undefined : heartbeat?.startedAt;
    });
    if (starts.length > 0 && starts.every((start) => start !== undefined)) {
      await this.#readSince(this.#now() - newestMs);
      await this.#readStarts(starts);
      return;
    }
    await this.#readSince(this.#lastDeployment(instances));
    // The container may be older than the deployment: one of settings need not restart it.
    if (instances.some(({ id }) => this.log.of(id)?.nodeLog?.node === undefined))
      await this.#readBackTo(this.#launch(instances));
  }

  /** Nodes that have started one after the other share a range. */
  async #readStarts(starts: readonly number[]): Promise<void> {
    const ranges: { since: number; until: number }[] = [];
    for (const start of starts.filter((one) => !this.#starts.has(one)).sort((a, b) => a - b)) {
      this.#starts.add(start);
      const [since, until] = [start - minute, Math.min(start + startMs, this.#readFrom - 1)];
      const last = ranges.at(-1);
      if (last !== undefined && since <= last.until) last.until = until;
      else if (since <= until) ranges.push({ since, until });
    }
    for (const range of ranges) await this.#take(this.#newReader(range));
  }

  #lastDeployment(instances: readonly RunningInstance[]): number {
    return (
      this.#earliest(instances.map(({ deployedAt, launchedAt }) => deployedAt ?? launchedAt)) - deploymentMs
    );
  }

  #launch(instances: readonly RunningInstance[]): number {
    return this.#earliest(instances.map(({ launchedAt }) => launchedAt));
  }

  #earliest(dates: readonly (Date | undefined)[]): number {
    const known = dates.filter((date) => date !== undefined).map((date) => date.getTime());
    return known.length === 0 ? this.#now() - blindMs : smallest(known);
  }

  async #readSince(from: number): Promise<void> {
    // Nobody may have needed lines for days, and those of the days between are not needed now.
    if (this.#newest === undefined || this.#newestAt < from) {
      this.#newest = this.#newReader({ since: from });
      this.#readFrom = from;
    }
    this.#newestAt = this.#now();
    await this.#take(this.#newest);
    await this.#readBackTo(from);
  }

  /** Reads what is older than everything read before. */
  async #readBackTo(from: number): Promise<void> {
    if (from >= this.#readFrom) return;
    await this.#take(this.#newReader({ since: from, until: this.#readFrom - 1 }));
    this.#readFrom = from;
  }

  #newReader(range: { since: number; until?: number }): LogGroupReader {
    const options = { group: this.group, filterPattern: clusterFilterPattern };
    return new LogGroupReader(this.#deps, this.#request, { ...options, ...range });
  }

  async #take(reader: LogGroupReader): Promise<void> {
    do for (const event of await reader.readPage()) this.log.add(event);
    while (reader.isBehind);
  }

  #now(): number {
    return this.#deps.clock.now().getTime();
  }
}
