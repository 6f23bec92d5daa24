/** The instances of the environment. */
import type { StepContext } from '../step.ts';

export async function runningInstances({ clients, environment }: StepContext): Promise<string[]> {
  const { EnvironmentResources } = await clients.beanstalk.describeEnvironmentResources({
    EnvironmentName: environment,
  });
  return (EnvironmentResources?.Instances ?? [])
    .flatMap(({ Id }) => (Id === undefined ? [] : [Id]))
    .toSorted();
}

/** The version label that each instance reports. */
export async function reportedVersions({ clients, environment }: StepContext): Promise<Map<string, string>> {
  const { InstanceHealthList = [] } = await clients.beanstalk.describeInstancesHealth({
    ...{ EnvironmentName: environment, AttributeNames: ['All'] },
  });
  return new Map(
    InstanceHealthList.map(({ InstanceId = '', Deployment }) => [InstanceId, Deployment?.VersionLabel ?? '']),
  );
}
