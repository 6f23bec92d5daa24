/** Decides what is due for an environment: create, update, wait or nothing. */
import type { ConfigurationOptionSetting, OptionSpecification } from '@aws-sdk/client-elastic-beanstalk';
import { namesText } from '../base/few.ts';
import type { EnvironmentFacts } from '../environment/facts.ts';
import { applySettings, diffSettings, type SettingChange } from '../environment/diff-settings.ts';
import { deployingAtOnce } from '../environment/option-effects.ts';
import { type CallOptions, type UpdateCall, updateCalls } from './update-calls.ts';

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
  /** The order of the calls; see CallOptions. */
  softwareFirst?: boolean;
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
  /** The calls that carry out an update, in their order; each waits for the end of the one before it. */
  calls: UpdateCall[];
}

/** A version and settings for an environment. */
export interface EnvironmentChange {
  target: { application: string; environment: string };
  version: { label: string };
  environment: EnvironmentPlan;
}

export function planEnvironment(
  goal: EnvironmentGoal,
  label: string,
  environment: EnvironmentFacts | undefined,
  options: Pick<CallOptions, 'separate'> = {},
): EnvironmentPlan {
  const { solutionStack, settings, minInstances, timeoutMinutes, softwareFirst = false, redeploy } = goal;
  const plan = {
    ...{ solutionStack, settings, minInstances, timeoutMinutes, softwareFirst },
    ...{ changes: [], removals: [], calls: [], deploysVersion: true },
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
      ? [`not on ${label} yet: ${namesText(stale)}`]
      : []),
    ...(redeploy ? [`${label} again: the instances read the secrets again`] : []),
    ...(changes.length + removals.length === 0
      ? []
      : [`${changes.length + removals.length} option settings`]),
  ];
  const deploysVersion = redeploy === true || environment.versionLabel !== label || stale.length > 0;
  const due = { changes, removals, deploysVersion };
  return {
    ...{ ...plan, action: reasons.length === 0 ? 'none' : 'update', reasons },
    ...{ ...due, calls: updateCalls(due, settings, { softwareFirst, ...options }) },
  };
}

/** The same goal with a deployment to all instances at once. */
export function atOnce<Goal extends EnvironmentGoal>(goal: Goal): Goal {
  return { ...goal, settings: deployingAtOnce(goal.settings) };
}

/** The environment as a call leaves it. */
export function afterCall(
  environment: EnvironmentFacts,
  label: string,
  { changes, removals, deploysVersion }: UpdateCall,
): EnvironmentFacts {
  const settings = applySettings(environment.settings, changes, removals);
  if (!deploysVersion) return { ...environment, settings };
  const instances = environment.instances.map((instance) => ({ ...instance, versionLabel: label }));
  return { ...environment, settings, instances, versionLabel: label };
}

/** The calls of an update to all instances at once: those with that policy, and the one that puts the policy back. */
export function atOnceCalls(
  goal: EnvironmentGoal,
  label: string,
  environment: EnvironmentFacts | undefined,
): UpdateCall[] {
  if (environment === undefined) return [];
  const { calls } = planEnvironment(atOnce(goal), label, environment);
  const after = calls.reduce((facts, call) => afterCall(facts, label, call), environment);
  return [...calls, ...planEnvironment({ ...goal, redeploy: undefined }, label, after).calls];
}
