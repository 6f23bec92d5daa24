/** Reads the running instances of an environment with their health reports. */
import { allPages } from '../base/pages.ts';
import type { Deps } from '../ports.ts';

export interface RunningInstance {
  id: string;
  /** Ok, Info, Warning, Degraded, Severe, NoData, …; undefined without enhanced health. */
  health: string | undefined;
  causes: readonly string[];
  /** Version label of its finished deployment; undefined while one runs or after one failed. */
  versionLabel: string | undefined;
  /** Whether a deployment runs on it, or is yet to begin. */
  isDeploying: boolean;
  /** End of its last deployment. */
  deployedAt: Date | undefined;
  launchedAt: Date | undefined;
}

/**
 * The instances that DescribeEnvironmentResources lists, sorted by id: health reports still show terminated ones for a
 * while.
 */
export async function runningInstances(
  deps: Pick<Deps, 'aws'>,
  environment: string,
): Promise<RunningInstance[]> {
  const beanstalk = await deps.aws.beanstalk();
  const [{ EnvironmentResources }, reports] = await Promise.all([
    beanstalk.describeEnvironmentResources({ EnvironmentName: environment }),
    healthReports(deps, environment),
  ]);
  return (EnvironmentResources?.Instances ?? [])
    .map(({ Id = '' }) => reports.get(Id) ?? unreported(Id))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function healthReports(
  deps: Pick<Deps, 'aws'>,
  environment: string,
): Promise<Map<string, RunningInstance>> {
  const beanstalk = await deps.aws.beanstalk();
  const input = { EnvironmentName: environment, AttributeNames: ['All' as const] };
  const reports = await allPages(
    (NextToken) => beanstalk.describeInstancesHealth({ ...input, NextToken }),
    ({ InstanceHealthList }) => InstanceHealthList,
  );
  const instances = reports.map(({ InstanceId: id = '', Deployment: deployment, ...report }) => ({
    id,
    health: report.HealthStatus,
    causes: report.Causes ?? [],
    versionLabel: deployment?.Status === 'Deployed' ? deployment.VersionLabel : undefined,
    isDeploying: deployment === undefined || deployment.Status === 'In Progress',
    deployedAt: deployment?.DeploymentTime,
    launchedAt: report.LaunchedAt,
  }));
  return new Map(instances.map((instance) => [instance.id, instance]));
}

function unreported(id: string): RunningInstance {
  return {
    id,
    health: undefined,
    causes: [],
    versionLabel: undefined,
    isDeploying: true,
    deployedAt: undefined,
    launchedAt: undefined,
  };
}
