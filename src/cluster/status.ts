/** Reads what `kc-eb status` shows. */
import { findCause } from './causes.ts';
import { account, type InstanceAccount } from './verdict.ts';
import type { Config } from '../config/schema.ts';
import { idsOf } from './finding.ts';
import { type ClusterState, type InstanceState, isByHeartbeats, isOneCluster } from './state.ts';
import type { Deps } from '../ports.ts';
import { pacedLogs } from '../logs/paced-client.ts';
import { requireEnvironment } from '../environment/find-environment.ts';
import { listLogGroups } from '../logs/list-groups.ts';
import { ClusterReader } from './reader.ts';

export interface EnvironmentStatus extends CurrentStatus {
  logGroups: readonly string[];
}

/** The part of it that changes. */
export interface CurrentStatus {
  application: string;
  environment: string;
  id: string | undefined;
  /** Ready, Updating, … */
  status: string | undefined;
  /** Green, Yellow, Red or Grey. */
  color: string | undefined;
  /** Ok, Warning, … */
  health: string | undefined;
  causes: readonly string[];
  versionLabel: string | undefined;
  platform: string | undefined;
  /** Host name of the load balancer. */
  cname: string | undefined;
  url: string | undefined;
  updatedAt: Date | undefined;
  instances: readonly StatusOfInstance[];
  /** cluster.enabled in kc-eb.yaml; without it no node has a view. */
  clustered: boolean;
  /** According to heartbeats, or to the newest views where an instance has none; `kc-eb verify` proves it. */
  oneCluster: boolean;
  /** The same in one sentence. */
  cluster: string;
}

interface StatusOfInstance extends InstanceAccount {
  health: string | undefined;
  causes: readonly string[];
  /** Its heartbeats have stopped: view, node and release are unknown. `since`: the newest, where the last minutes had one. */
  silent: { since: Date | undefined } | undefined;
}

/** Leaves out what older log lines show of an instance whose heartbeats have stopped: it may be down since. */
function currentAccount(instance: InstanceState): InstanceAccount & Pick<StatusOfInstance, 'silent'> {
  const seen = account(instance);
  if (!isSilent(instance)) return { ...seen, silent: undefined };
  const { lastBeatAt: at } = instance;
  const unknown = { keycloak: undefined, node: undefined, view: undefined, advertised: [] };
  return { ...seen, ...unknown, silent: { since: at === undefined ? undefined : new Date(at) } };
}

/** A bundle without the heartbeat service has log lines only, and they stay valid. */
function isSilent({ heartbeat, lastBeatAt, silence }: InstanceState): boolean {
  return heartbeat === undefined && (lastBeatAt !== undefined || silence === 'reporter-down');
}

/** `oneCluster` is false without clustering. */
function clusterOf(state: ClusterState): Pick<EnvironmentStatus, 'oneCluster' | 'cluster'> {
  const { instances, expected } = state;
  const silent = instances.filter(isSilent);
  const oneCluster = instances.length > 0 && silent.length === 0 && expected.clustered && isOneCluster(state);
  const proof = isByHeartbeats(state) ? 'heartbeats' : 'newest views';
  if (instances.length === 0) return { oneCluster, cluster: 'no instance is running' };
  if (!expected.clustered) return { oneCluster, cluster: 'clustering is off (cluster.enabled)' };
  if (silent.length > 0)
    return {
      oneCluster,
      cluster: `unknown: the heartbeats of ${idsOf(silent)} have stopped (kc-eb verify shows more)`,
    };
  if (!oneCluster && findCause(state)?.unproven === true)
    return {
      oneCluster,
      cluster: 'not proven: too few heartbeats and log lines (kc-eb verify names the reason)',
    };
  return {
    oneCluster,
    cluster: oneCluster
      ? `one of ${instances.length} nodes, by the ${proof} (kc-eb verify proves it)`
      : `not one, by the ${proof} (kc-eb verify names the cause)`,
  };
}

export async function readStatus(deps: Deps, config: Config): Promise<EnvironmentStatus> {
  const [status, logGroups] = await Promise.all([
    new StatusReader(deps, config).read(),
    listLogGroups(pacedLogs(deps, 60_000), config.environment),
  ]);
  return { ...status, logGroups: [...logGroups.keys()] };
}

/** Each read requests new heartbeats and log lines only. */
export class StatusReader {
  readonly #deps: Deps;
  readonly #config: Config;
  readonly #cluster: ClusterReader;

  constructor(deps: Deps, config: Config) {
    this.#deps = deps;
    this.#config = config;
    this.#cluster = new ClusterReader(deps, config);
  }

  /** Throws UserError 'usage' when the environment does not exist. */
  async read(): Promise<CurrentStatus> {
    const config = this.#config;
    const environment = await requireEnvironment(this.#deps, config);
    const beanstalk = await this.#deps.aws.beanstalk();
    const [{ Causes: causes = [] }, { instances, state }] = await Promise.all([
      beanstalk.describeEnvironmentHealth({ EnvironmentName: config.environment, AttributeNames: ['All'] }),
      this.#cluster.read(),
    ]);
    const { CNAME: cname } = environment;
    return {
      application: config.application,
      environment: config.environment,
      id: environment.EnvironmentId,
      status: environment.Status,
      color: environment.Health,
      health: environment.HealthStatus,
      causes,
      versionLabel: environment.VersionLabel,
      platform: environment.SolutionStackName,
      cname,
      url: this.#deps.local?.url ?? (cname === undefined ? undefined : `http://${cname}`),
      updatedAt: environment.DateUpdated,
      instances: state.instances.map((instance, index) => ({
        ...currentAccount(instance),
        health: instances[index]?.health,
        causes: instances[index]?.causes ?? [],
      })),
      clustered: config.cluster.enabled,
      ...clusterOf(state),
    };
  }
}
