/**
 * Reads the cluster state: from Beanstalk which instances run, from their heartbeats what their Keycloaks see. Reads
 * Keycloak's log lines only where the heartbeats prove no cluster: the lines name the cause.
 */
import { logGroupOf } from '../base/log-group-names.ts';
import type { Config } from '../config/schema.ts';
import { type RunningInstance, runningInstances } from '../environment/running-instances.ts';
import { type Pulse, takePulses } from '../heartbeat/pulse.ts';
import { HeartbeatReader } from '../heartbeat/reader.ts';
import { explainSilences, type Silence, type SilentInstance } from '../heartbeat/silence.ts';
import { type PacedLogs, pacedLogs } from '../logs/paced-client.ts';
import type { Deps } from '../ports.ts';
import { isProven } from './causes.ts';
import { LineReader } from './line-reader.ts';
import type { ClusterState, Expectation, InstanceState } from './state.ts';
import { nodeOf } from './with-heartbeat.ts';

/** An older trouble is over, or was written again: JDBC_PING reads its table every minute. */
const recentMs = 120_000;

export interface ClusterReading {
  instances: readonly RunningInstance[];
  state: ClusterState;
  /** Instances whose next heartbeat may still come. */
  awaited: readonly string[];
}

export interface ReadOptions {
  /** The instances, where they have just been read. */
  running?: readonly RunningInstance[] | undefined;
  /** The number of newcomers that `running` leaves out. */
  leftOut?: number;
  /** true: read no log lines while a heartbeat is awaited, because the state may change with it. */
  patient?: boolean;
  /** true: read log lines in any case. */
  lines?: boolean;
}

/** Each read requests what is new only. */
export class ClusterReader {
  readonly #deps: Deps;
  readonly #environment: string;
  readonly #expected: Expectation;
  readonly #request: PacedLogs;
  readonly #heartbeats: HeartbeatReader;
  readonly #lines: LineReader;
  readonly #silences = new Map<string, Silence>();

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
    this.#request = pacedLogs(deps, 60_000);
    this.#heartbeats = new HeartbeatReader(deps, environment);
    this.#lines = new LineReader(deps, this.#request, logGroupOf(environment, 'keycloak'));
  }

  /** Reads log lines only where the heartbeats prove no cluster. */
  async read({
    running,
    leftOut = 0,
    patient = false,
    lines = false,
  }: ReadOptions = {}): Promise<ClusterReading> {
    const instances = running ?? (await runningInstances(this.#deps, this.#environment));
    const heartbeats = await this.#heartbeats.read();
    const facts = { heartbeats, now: this.#now(), since: this.#heartbeats.startedAt };
    const pulses = takePulses(instances, facts);
    const awaited = [...pulses].filter(([, { state }]) => state === 'awaited').map(([id]) => id);
    const state = this.#state(instances, pulses, leftOut);
    const isSettled = instances.length === 0 || (isProven(state) && !lines);
    if (isSettled || (patient && awaited.length > 0)) return { instances, state, awaited };
    await this.#lines.read(instances, heartbeats);
    const silent = instances.flatMap(({ id, deployedAt }): SilentInstance[] => {
      const pulse = pulses.get(id);
      const isDue = pulse?.state === 'silent' && !this.#silences.has(id);
      return isDue ? [{ id, last: pulse.last, deployedAt }] : [];
    });
    const silences = await explainSilences(this.#request, this.#environment, silent);
    for (const [id, silence] of silences) this.#silences.set(id, silence);
    return { instances, state: this.#state(instances, pulses, leftOut), awaited };
  }

  #state(
    running: readonly RunningInstance[],
    pulses: ReadonlyMap<string, Pulse>,
    leftOut: number,
  ): ClusterState {
    const { log: lines, group: logGroup } = this.#lines;
    const recent = this.#now() - recentMs;
    const instances = running.map(({ id, versionLabel, isDeploying, deployedAt }): InstanceState => {
      const pulse = pulses.get(id);
      const heartbeat = pulse?.state === 'beating' ? pulse.heartbeat : undefined;
      const log = lines.of(id);
      return {
        ...{ id, versionLabel, isDeploying, heartbeat },
        address: heartbeat?.address ?? log?.address,
        lastBeatAt: pulse === undefined ? undefined : lastBeatOf(pulse, deployedAt),
        silence: heartbeat === undefined ? this.#silences.get(id) : undefined,
        log: heartbeat === undefined ? log?.nodeLog : nodeOf(heartbeat, log?.nodeLog),
        recent: log?.troublesSince(recent) ?? new Map(),
      };
    });
    const departed = lines.nodes();
    for (const { log } of instances) if (log?.node !== undefined) departed.delete(log.node);
    return { instances, departed, leftOut, expected: this.#expected, logGroup };
  }

  #now(): number {
    return this.#deps.clock.now().getTime();
  }
}

/** Heartbeats before the newest deployment are those of other containers. */
function lastBeatOf(pulse: Pulse, deployedAt: Date | undefined): number | undefined {
  if (pulse.state === 'beating' || pulse.last === undefined) return undefined;
  return pulse.last.at >= (deployedAt?.getTime() ?? 0) ? pulse.last.at : undefined;
}
