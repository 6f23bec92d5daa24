/** Reads what `kc-eb status` shows. */
import type { InstanceAccount } from './verdict.ts';
import { account } from './verdict.ts';
import type { Config } from '../config/schema.ts';
import { type ClusterState, isOneCluster } from './state.ts';
import type { Deps } from '../ports.ts';
import { pacedLogs } from '../logs/paced-client.ts';
import { requireEnvironment } from '../environment/find-environment.ts';
import { listLogGroups } from '../logs/list-groups.ts';
import { ClusterReader } from './reader.ts';

export interface EnvironmentStatus {
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
  url: string | undefined;
  updatedAt: Date | undefined;
  instances: readonly (InstanceAccount & { health: string | undefined; causes: readonly string[] })[];
  /** cluster.enabled in kc-eb.yaml; without it no node has a view. */
  clustered: boolean;
  /** According to heartbeats, or to the newest views where an instance has none; `kc-eb verify` proves it. */
  oneCluster: boolean;
  /** The same in one sentence. */
  cluster: string;
  logGroups: readonly string[];
}

/** `oneCluster` is false without clustering. */
export function clusterOf(state: ClusterState): Pick<EnvironmentStatus, 'oneCluster' | 'cluster'> {
  const { instances, expected } = state;
  const oneCluster = instances.length > 0 && expected.clustered && isOneCluster(state);
  const proof = instances.every(({ heartbeat }) => heartbeat !== undefined) ? 'heartbeats' : 'newest views';
  if (instances.length === 0) return { oneCluster, cluster: 'no instance is running' };
  if (!expected.clustered) return { oneCluster, cluster: 'clustering is off (cluster.enabled)' };
  return {
    oneCluster,
    cluster: oneCluster
      ? `one of ${instances.length} nodes, by the ${proof} (kc-eb verify proves it)`
      : `not one, by the ${proof} (kc-eb verify names the cause)`,
  };
}

export async function readStatus(deps: Deps, config: Config): Promise<EnvironmentStatus> {
  const environment = await requireEnvironment(deps, config);
  const beanstalk = await deps.aws.beanstalk();
  const reader = new ClusterReader(deps, config);
  const [{ Causes: causes = [] }, { instances, state }, logGroups] = await Promise.all([
    beanstalk.describeEnvironmentHealth({ EnvironmentName: config.environment, AttributeNames: ['All'] }),
    reader.read(),
    listLogGroups(pacedLogs(deps, 60_000), config.environment),
  ]);
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
    url: deps.local?.url ?? (environment.CNAME === undefined ? undefined : `http://${environment.CNAME}`),
    updatedAt: environment.DateUpdated,
    instances: state.instances.map((instance, index) => ({
      ...account(instance),
      health: instances[index]?.health,
      causes: instances[index]?.causes ?? [],
    })),
    clustered: config.cluster.enabled,
    ...clusterOf(state),
    logGroups: [...logGroups.keys()],
  };
}
