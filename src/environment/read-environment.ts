import type { EnvironmentDescription } from '@aws-sdk/client-elastic-beanstalk';
import type { EnvironmentFacts } from './facts.ts';
import type { Target } from './target.ts';
import type { Deps } from '../ports.ts';
import { findEnvironment } from './find-environment.ts';
import { readOwnSettings } from './keep-settings-record.ts';
import { runningInstances } from './running-instances.ts';

/** The facts that a plan is decided by; undefined when the environment does not exist. */
export async function readEnvironment(
  deps: Pick<Deps, 'aws'>,
  target: Target,
): Promise<EnvironmentFacts | undefined> {
  return describeEnvironment(deps, target, await findEnvironment(deps, target));
}

/** The facts of an environment that was found just now. */
export async function describeEnvironment(
  deps: Pick<Deps, 'aws'>,
  target: Target,
  found: EnvironmentDescription | undefined,
): Promise<EnvironmentFacts | undefined> {
  if (found?.EnvironmentId === undefined) return undefined;
  const { EnvironmentId: id, Status: status = 'Unknown', VersionLabel: versionLabel, CNAME: cname } = found;
  const facts = { id, status, versionLabel, cname };
  // During an operation, settings and instances belong neither to the old nor to the new state.
  if (status !== 'Ready') return { ...facts, settings: [], ownSettings: [], instances: [] };
  const [settings, ownSettings, instances] = await Promise.all([
    readSettings(deps, target),
    // Where an environment exists, Beanstalk's bucket exists: CreateStorageLocation creates none.
    readOwnSettings(deps, target),
    runningInstances(deps, target.environment),
  ]);
  return { ...facts, settings, ownSettings, instances };
}

async function readSettings(
  deps: Pick<Deps, 'aws'>,
  { application, environment }: Target,
): Promise<EnvironmentFacts['settings']> {
  const beanstalk = await deps.aws.beanstalk();
  const { ConfigurationSettings = [] } = await beanstalk.describeConfigurationSettings({
    ApplicationName: application,
    EnvironmentName: environment,
  });
  // A pending change appears as a second set next to the deployed one.
  const deployed =
    ConfigurationSettings.find((set) => set.DeploymentStatus === 'deployed') ?? ConfigurationSettings[0];
  return deployed?.OptionSettings ?? [];
}
