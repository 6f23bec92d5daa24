/** Reads from Beanstalk which instances run, and from CloudWatch what their Keycloaks say of the cluster. */
import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import { awsErrorName } from '../base/aws-error.ts';
import { clusterFilterPattern, readClusterLine } from './log-lines.ts';
import type { ClusterState, Expectation, InstanceState } from './state.ts';
import { addressOf, instanceOf, logGroupPrefix } from '../base/log-group-names.ts';
import { foldNews } from './node-log.ts';
import type { Deps } from '../ports.ts';
import { type AskLogs, askLogs } from '../logs/paced-client.ts';
import { type RunningInstance, runningInstances } from '../environment/running-instances.ts';

/** How far before the end of a deployment its containers may have started. */
const deploymentMs = 35 * 60_000;
/** Lines come late: agents flush after seconds. */
const overlapMs = 120_000;
/** A trouble that is older is over, or is written again: JDBC_PING reads its table every minute. */
const recentMs = 120_000;
/** Without an instance to ask: the age of the oldest line of use. */
const blindMs = 3_600_000;

/** Reads again and again; keeps what it has read. */
export class ClusterReader {
  readonly #deps: Deps;
  readonly #environment: string;
  readonly #expected: Expectation;
  readonly #ask: AskLogs;
  readonly #events = new Map<string, FilteredLogEvent>();
  #readFrom = Infinity;
  #newest = -Infinity;

  constructor(deps: Deps, environment: string, expected: Expectation) {
    this.#deps = deps;
    this.#environment = environment;
    this.#expected = expected;
    this.#ask = askLogs(deps, 60_000);
  }

  /** The instances as Beanstalk knows them, and the whole state. `known`: the instances, where they were read just now. */
  async read(
    known?: readonly RunningInstance[],
  ): Promise<{ instances: readonly RunningInstance[]; state: ClusterState }> {
    const instances = known ?? (await runningInstances(this.#deps, this.#environment));
    await this.#readSince(this.#lastDeployment(instances));
    // A container may have been up since long before: a deployment of settings need not restart it.
    if (instances.some(({ id }) => this.#log(id)?.node === undefined)) {
      await this.#readSince(this.#launch(instances));
    }
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

  /** Asks for what is new since the last time, or for all since `from` when that reaches further back. */
  async #readSince(from: number): Promise<void> {
    const startTime = from < this.#readFrom ? from : this.#newest - overlapMs;
    this.#readFrom = Math.min(from, this.#readFrom);
    let nextToken: string | undefined;
    do {
      const page = await this.#page(Math.max(startTime, this.#readFrom), nextToken);
      for (const event of page.events ?? []) {
        this.#events.set(event.eventId ?? '', event);
        this.#newest = Math.max(this.#newest, event.timestamp ?? 0);
      }
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }

  async #page(
    startTime: number,
    nextToken: string | undefined,
  ): Promise<{ events?: FilteredLogEvent[]; nextToken?: string }> {
    try {
      return await this.#ask((logs) =>
        logs.filterLogEvents({
          logGroupName: this.#logGroup,
          startTime,
          filterPattern: clusterFilterPattern,
          ...(nextToken !== undefined && { nextToken }),
        }),
      );
    } catch (error) {
      // No group, no lines: the verdict says so.
      if (awsErrorName(error) === 'ResourceNotFoundException') return {};
      throw error;
    }
  }

  get #logGroup(): string {
    return `${logGroupPrefix(this.#environment)}keycloak`;
  }

  #state(instances: readonly RunningInstance[]): ClusterState {
    const states = instances.map(({ id, versionLabel }): InstanceState => ({
      id,
      versionLabel,
      address: this.#streamsOf(id).map(addressOf).at(-1),
      log: this.#log(id),
      recent: this.#recentTroubles(id),
    }));
    const running = new Set(states.map(({ log }) => log?.node));
    const departed = new Map<string, string>();
    for (const { logStreamName = '', message = '' } of this.#events.values()) {
      const news = readClusterLine(message);
      if (news?.type !== 'address' || running.has(news.node)) continue;
      departed.set(news.node, instanceOf(logStreamName));
    }
    return { instances: states, departed, expected: this.#expected, logGroup: this.#logGroup };
  }

  #eventsOf(id: string): FilteredLogEvent[] {
    return [...this.#events.values()]
      .filter(({ logStreamName = '' }) => instanceOf(logStreamName) === id)
      .sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0));
  }

  #streamsOf(id: string): string[] {
    return this.#eventsOf(id).map(({ logStreamName = '' }) => logStreamName);
  }

  #recentTroubles(id: string): InstanceState['recent'] {
    const from = this.#deps.clock.now().getTime() - recentMs;
    return new Map(
      this.#eventsOf(id)
        .filter(({ timestamp = 0 }) => timestamp >= from)
        .map(({ message = '' }) => readClusterLine(message))
        .filter((news) => news?.type === 'trouble')
        .map(({ trouble, text }) => [trouble, text]),
    );
  }

  /** undefined when the instance has not written one line of news. */
  #log(id: string): InstanceState['log'] {
    const news = this.#eventsOf(id)
      .map(({ message = '' }) => readClusterLine(message))
      .filter((item) => item !== undefined);
    return news.length === 0 ? undefined : foldNews(news);
  }
}
