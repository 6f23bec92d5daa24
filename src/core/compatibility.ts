/** How an update goes to instances that run another version: what the plan says of it, and what it then sets. */
import type { Config } from './config.ts';
import type { EnvironmentFacts } from './facts.ts';
import { traitsOf } from './keycloak.ts';
import type { EnvironmentGoal } from './plan-environment.ts';
import { looksSecret } from './secret-names.ts';
import { releaseOf, type UpdateStrategy, updateStrategy } from './update-strategy.ts';

export interface UpdatePlan {
  strategy: UpdateStrategy;
  /** The version label that runs; undefined where there is nothing to update, or nothing of kc-eb's. */
  running: string | undefined;
  /** Keycloak's release of that label. */
  runningRelease: string | undefined;
  wantedRelease: string;
  /** Whether the image can say what it is compatible with. */
  tells: boolean;
  /** The user's own of run time that are no secrets: part of what is compared. */
  variables: Readonly<Record<string, string>>;
}

export function planUpdate(
  config: Config,
  label: string,
  environment: EnvironmentFacts | undefined,
): UpdatePlan {
  const wantedRelease = config.keycloak.version;
  const wanted = {
    wantedRelease,
    tells: traitsOf(wantedRelease).updateCompatibility,
    variables: Object.fromEntries(
      // They stand on a command line, which every process of the machine may read. What kc-eb sets itself (database,
      // host name, first admin) is not compared.
      Object.entries(config.keycloak.env).filter(([name]) => name.startsWith('KC_') && !looksSecret(name)),
    ),
  };
  return judgeAnew(wanted, label, environment);
}

/** The same for the environment as it is by now. */
export function judgeAnew(
  { wantedRelease, tells, variables }: Pick<UpdatePlan, 'wantedRelease' | 'tells' | 'variables'>,
  label: string,
  environment: EnvironmentFacts | undefined,
): UpdatePlan {
  const running = environment?.versionLabel === label ? undefined : environment?.versionLabel;
  const runningRelease = running === undefined ? undefined : releaseOf(running);
  return {
    strategy: runningRelease === undefined ? 'as-configured' : updateStrategy(runningRelease, wantedRelease),
    running: runningRelease === undefined ? undefined : running,
    ...{ runningRelease, wantedRelease, tells, variables },
  };
}

/** Beside the source bundle: what the version's image says of itself. */
export function metadataKey(bundleKey: string): string {
  return bundleKey.replace(/\.zip$/, '.compatibility.json');
}

/** Key of the bundle of another version of the same application. */
export function siblingKey(bundleKey: string, label: string): string {
  return bundleKey.replace(/[^/]+$/, `${label}.zip`);
}

const command = 'aws:elasticbeanstalk:command';

/** The same goal, reached on all instances at once. */
export function atOnce(goal: EnvironmentGoal): EnvironmentGoal {
  const { solutionStack, settings, minInstances, timeoutMinutes } = goal;
  return {
    ...{ solutionStack, minInstances, timeoutMinutes },
    settings: settings.map((setting) =>
      setting.Namespace === command && setting.OptionName === 'DeploymentPolicy'
        ? { ...setting, Value: 'AllAtOnce' }
        : setting,
    ),
  };
}

/** A line of the plan; undefined where there is nothing to say. */
export function updateText({
  strategy,
  running,
  runningRelease,
  wantedRelease,
}: UpdatePlan): string | undefined {
  if (running === undefined) return undefined;
  switch (strategy) {
    case 'as-configured':
      return undefined;
    case 'check':
      return 'side by side with what runs, if kc.sh update-compatibility allows it; else deploy asks, and all instances get it at once';
    case 'recreate':
      return `all instances at once: nodes of Keycloak ${runningRelease ?? ''} and ${wantedRelease} must not be in one cluster. The service is interrupted; deploy asks first (--yes does not)`;
  }
}
