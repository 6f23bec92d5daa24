/** Decides what is due of an environment: created, updated, waited for, or nothing. */
import type { ConfigurationOptionSetting, OptionSpecification } from '@aws-sdk/client-elastic-beanstalk';
import type { EnvironmentFacts } from '../environment/facts.ts';
import { diffSettings, type SettingChange } from '../environment/diff-settings.ts';

/** What the environment shall be. */
export interface EnvironmentGoal {
  /** Of a new environment; an existing one keeps its platform. undefined: chosen when one must be created. */
  solutionStack: string | undefined;
  settings: ConfigurationOptionSetting[];
  /** How many instances the verified cluster must have at least. */
  minInstances: number;
  timeoutMinutes: number;
}

export interface EnvironmentPlan extends EnvironmentGoal {
  /** `wait`: an operation is running; what is due is decided when it has ended. */
  action: 'create' | 'update' | 'wait' | 'none';
  /** The version goes to the instances; false where only settings are due. */
  deploysVersion: boolean;
  /** Why an update or a wait is due; empty on create and none. */
  reasons: string[];
  changes: SettingChange[];
  removals: OptionSpecification[];
}

/** A version and settings on their way to an environment. */
export interface EnvironmentChange {
  target: { application: string; environment: string };
  version: { label: string };
  environment: EnvironmentPlan;
}

export function planEnvironment(
  { solutionStack, settings, minInstances, timeoutMinutes }: EnvironmentGoal,
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
    ...(changes.length + removals.length === 0
      ? []
      : [`${changes.length + removals.length} option settings`]),
  ];
  const deploysVersion = environment.versionLabel !== label || stale.length > 0;
  return {
    ...{ ...plan, action: reasons.length === 0 ? 'none' : 'update', reasons },
    ...{ changes, removals, deploysVersion },
  };
}
