import type { EnvironmentFacts } from './facts.ts';
import type { Deps } from '../ports.ts';
import { findEnvironment } from './find-environment.ts';
import { readOwnSettings } from './keep-settings-record.ts';
import { runningInstances } from './running-instances.ts';

/** What a plan needs to know of the environment; undefined when there is none. */
export async function readEnvironment(
  deps: Pick<Deps, 'aws'>,
  target: { application: string; environment: string },
): Promise<EnvironmentFacts | undefined> {
  const found = await findEnvironment(deps, target);
  if (found?.EnvironmentId === undefined) return undefined;
  const { EnvironmentId: id, Status: status = 'Unknown', VersionLabel: versionLabel } = found;
  // While an operation runs, settings and instances are neither those of before nor those of after.
  if (status !== 'Ready') {
    return {
      id,
      status,
      versionLabel,
      settings: [],
      ownSettings: [],
      instanceVersions: new Map<string, string | undefined>(),
    };
  }
  const beanstalk = await deps.aws.beanstalk();
  const { ConfigurationSettings = [] } = await beanstalk.describeConfigurationSettings({
    ApplicationName: target.application,
    EnvironmentName: target.environment,
  });
  // A pending change appears as a second set beside the deployed one.
  const settings =
    ConfigurationSettings.find((set) => set.DeploymentStatus === 'deployed') ?? ConfigurationSettings[0];
  const instances = await runningInstances(deps, target.environment);
  return {
    id,
    status,
    versionLabel,
    settings: settings?.OptionSettings ?? [],
    // Where there is an environment, there is Beanstalk's bucket: to ask for its name makes none.
    ownSettings: await readOwnSettings(deps, target),
    instanceVersions: new Map(instances.map((instance) => [instance.id, instance.versionLabel])),
  };
}
