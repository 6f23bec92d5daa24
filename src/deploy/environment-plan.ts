/** Decides what is due for an environment: create, update, wait or nothing. */
import type { ConfigurationOptionSetting, OptionSpecification } from '@aws-sdk/client-elastic-beanstalk';
import type { EnvironmentFacts } from '../environment/facts.ts';
import { diffSettings, type SettingChange } from '../environment/diff-settings.ts';

/** The wanted environment. */
export interface EnvironmentGoal {
  /** Platform of a new environment; an existing one keeps its own. undefined: chosen when one must be created. */
  solutionStack: string | undefined;
  settings: ConfigurationOptionSetting[];
  /** Fewest instances of the verified cluster. */
  minInstances: number;
  timeoutMinutes: number;
  /** Deploys the version also to instances that run it. */
  redeploy?: true | undefined;
}

export interface EnvironmentPlan extends EnvironmentGoal {
  /** `wait`: an operation is running; the decision follows its end. */
  action: 'create' | 'update' | 'wait' | 'none';
  /** false where only settings are due: no instance gets a version. */
  deploysVersion: boolean;
  /** Reasons of an update or a wait; otherwise empty. */
  reasons: string[];
  changes: SettingChange[];
  removals: OptionSpecification[];
}

/** A version and settings for an environment. */
export interface EnvironmentChange {
  target: { application: string; environment: string };
  version: { label: string };
  environment: EnvironmentPlan;
}

export function planEnvironment(
  { solutionStack, settings, minInstances, timeoutMinutes, redeploy }: EnvironmentGoal,
  label: string,
  environment: EnvironmentFacts | undefined,
): EnvironmentPlan {
  const plan = {
    solutionStack,
    settings,
    minInstances,
    timeoutMinutes,
    changes: [],
    removals: [],
    deploysVersion: true,
    ...(redeploy && { redeploy }),
  };
  if (environment === undefined) return { ...plan, action: 'create', reasons: [] };
  if (environment.status !== 'Ready') {
    const version = environment.versionLabel ?? '(none)';
    return { ...plan, action: 'wait', reasons: [`it is ${environment.status}, with version ${version}`] };
  }
  const { changes, removals } = diffSettings(settings, environment.settings, environment.ownSettings);
  const stale = environment.instances
    .filter(({ versionLabel }) => versionLabel !== label)
    .map(({ id }) => id);
  const reasons = [
    ...(environment.versionLabel === label
      ? []
      : [`version ${environment.versionLabel ?? '(none)'} → ${label}`]),
    ...(environment.versionLabel === label && stale.length > 0
      ? [`not on ${label} yet: ${stale.join(', ')}`]
      : []),
    ...(redeploy ? [`${label} again: the instances read the secrets again`] : []),
    ...(changes.length + removals.length === 0
      ? []
      : [`${changes.length + removals.length} option settings`]),
  ];
  const deploysVersion = redeploy === true || environment.versionLabel !== label || stale.length > 0;
  return {
    ...{ ...plan, action: reasons.length === 0 ? 'none' : 'update', reasons },
    ...{ changes, removals, deploysVersion },
  };
}
