/** Reads from Beanstalk which instances run, and from CloudWatch what their Keycloaks report of the cluster. */
import { logGroupPrefix } from '../base/log-group-names.ts';
import type { Config } from '../config/schema.ts';
import { type RunningInstance, runningInstances } from '../environment/running-instances.ts';
import { LogGroupReader } from '../logs/group-reader.ts';
import { type PacedLogs, pacedLogs } from '../logs/paced-client.ts';
import type { Deps } from '../ports.ts';
import { ClusterLog } from './cluster-log.ts';
import { clusterFilterPattern } from './log-lines.ts';
import type { ClusterState, Expectation, InstanceState } from './state.ts';

/** The longest time from the start of a container to the end of its deployment. */
const deploymentMs = 35 * 60_000;
/** An older trouble is over, or was written again: JDBC_PING reads its table every minute. */
const recentMs = 120_000;
/** The age of the oldest line to read where no instance has a date. */
const blindMs = 3_600_000;

/** Reads the cluster state; each read requests new lines only. */
export class ClusterReader {
  readonly #deps: Deps;
  readonly #environment: string;
  readonly #expected: Expectation;
  readonly #logGroup: string;
  readonly #request: PacedLogs;
  readonly #log = new ClusterLog();
  #reader: LogGroupReader | undefined;
  /** All lines since then are read. */
  #readFrom = Infinity;

  /** Defaults: instances.min in kc-eb.yaml, any version. */
  constructor(
    deps: Deps,
    { environment, cluster, instances }: Config,
    expected: { instances?: number | undefined; versionLabel?: string | undefined } = {},
  ) {
    this.#deps = deps;
    this.#environment = environment;
    this.#expected = {
      instances: expected.instances ?? instances.min,
      versionLabel: expected.versionLabel,
      clustered: cluster.enabled,
      profile: instances.profile,
    };
    this.#logGroup = `${logGroupPrefix(environment)}keycloak`;
    this.#request = pacedLogs(deps, 60_000);
  }

  /** `running`: the instances, where they have just been read. */
  async read(
    running?: readonly RunningInstance[],
  ): Promise<{ instances: readonly RunningInstance[]; state: ClusterState }> {
    const instances = running ?? (await runningInstances(this.#deps, this.#environment));
    await this.#readSince(this.#lastDeployment(instances));
    // The container may be older than the deployment: one of settings need not restart it.
    if (instances.some(({ id }) => this.#log.of(id)?.nodeLog?.node === undefined))
      await this.#readBackTo(this.#launch(instances));
    return { instances, state: this.#state(instances) };
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
    return known.length === 0 ? this.#deps.clock.now().getTime() - blindMs : Math.min(...known);
  }

  async #readSince(from: number): Promise<void> {
    if (this.#reader === undefined) {
      this.#reader = this.#newReader({ since: from });
      this.#readFrom = from;
    }
    await this.#take(this.#reader);
    await this.#readBackTo(from);
  }

  /** Reads what is older than everything read before. */
  async #readBackTo(from: number): Promise<void> {
    if (from >= this.#readFrom) return;
    await this.#take(this.#newReader({ since: from, until: this.#readFrom - 1 }));
    this.#readFrom = from;
  }

  #newReader(range: { since: number; until?: number }): LogGroupReader {
    const options = { group: this.#logGroup, filterPattern: clusterFilterPattern };
    return new LogGroupReader(this.#deps, this.#request, { ...options, ...range });
  }

  async #take(reader: LogGroupReader): Promise<void> {
    do for (const event of await reader.readPage()) this.#log.add(event);
    while (reader.isBehind);
  }

  #state(running: readonly RunningInstance[]): ClusterState {
    const recent = this.#deps.clock.now().getTime() - recentMs;
    const instances = running.map(({ id, versionLabel }): InstanceState => {
      const log = this.#log.of(id);
      return {
        id,
        versionLabel,
        address: log?.address,
        log: log?.nodeLog,
        recent: log?.troublesSince(recent) ?? new Map(),
      };
    });
    const departed = this.#log.nodes();
    for (const { log } of instances) if (log?.node !== undefined) departed.delete(log.node);
    return { instances, departed, expected: this.#expected, logGroup: this.#logGroup };
  }
}
