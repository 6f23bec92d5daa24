/** Reads what `kc-eb status` shows. */
import type { InstanceAccount } from './verdict.ts';
import { account } from './verdict.ts';
import type { Config } from '../config/schema.ts';
import { isOneCluster } from './state.ts';
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
  /** According to the newest views alone; `kc-eb verify` proves it. */
  oneCluster: boolean;
  logGroups: readonly string[];
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
    oneCluster: state.instances.length > 0 && isOneCluster(state),
    logGroups: [...logGroups.keys()],
  };
}
