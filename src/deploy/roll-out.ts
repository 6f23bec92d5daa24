/** Brings an environment to a version: next to the running one where Keycloak allows that, otherwise all at once. */
import { atOnce, type UpdatePlan } from './update-plan.ts';
import type { EnvironmentFacts } from '../environment/facts.ts';
import type { EnvironmentChange } from './environment-plan.ts';
import type { Deps } from '../ports.ts';
import { type Compared, mustRecreate } from './check-compatibility.ts';
import { type Applied, applyEnvironment, type Landed } from './apply-environment.ts';
import { changeContinues, withInterruptMessage } from '../base/on-interrupt.ts';
import { runSteps } from './pipeline.ts';
import { readEnvironment } from '../environment/read-environment.ts';

export type RollOut = EnvironmentChange & Omit<Compared, 'update'>;

export interface RollOutOptions {
  /** false: return when Beanstalk has accepted the call, and do not wait for another operation either. */
  wait: boolean;
  /** Do not ask before the service is interrupted. */
  yes: boolean;
  /** The step that reporters show. */
  step: { name: string; title: string };
  /** Decides how to update the environment in its present state. Throws UserError 'usage' where it must not be. */
  judge: (environment: EnvironmentFacts | undefined) => UpdatePlan;
  /** The environment, where it was read just now. */
  from?: EnvironmentFacts;
}

/** Returns what the change has left; undefined without waiting. */
export async function rollOut(
  deps: Deps,
  plan: RollOut,
  options: RollOutOptions,
): Promise<Landed | undefined> {
  let { from } = options;
  for (;;) {
    const isFresh = from === undefined;
    from ??= await readEnvironment(deps, plan.target);
    const applied = await rollOutOver(deps, plan, { from, isFresh }, options);
    if (applied !== undefined) return applied.landed;
    // Another deployment came first, and the new nodes may not fit its nodes.
    from = undefined;
  }
}

/** undefined when the environment has changed since `from` was read. */
async function rollOutOver(
  deps: Deps,
  plan: RollOut,
  { from, isFresh }: { from: EnvironmentFacts | undefined; isFresh: boolean },
  { wait, yes, step, judge }: RollOutOptions,
): Promise<Applied | undefined> {
  const update = judge(from);
  // Before the step: it may ask the user. A busy environment is waited for first.
  const recreate =
    (from === undefined || from.status === 'Ready') &&
    (await mustRecreate(deps, { ...plan, update }, { environment: from, yes }));
  // No check has run, so no time has passed.
  const isUncompared = update.strategy === 'as-configured';
  const change = recreate
    ? { ...plan, environment: { ...plan.environment, ...atOnce(plan.environment) } }
    : plan;
  let applied: Applied | undefined;
  const apply = async (): Promise<Applied> => {
    applied = await applyEnvironment(deps, change, { wait, from, isFresh: isFresh && isUncompared });
    // The policy of this update goes back to the wanted one; without waiting, the next deploy does that.
    if (applied !== undefined && recreate && wait) {
      applied = { ...applied, landed: (await applyEnvironment(deps, plan, { wait })).landed };
    }
    return applied ?? { outcome: 'already', detail: 'another deployment came first' };
  };
  const run = (): Promise<Applied> =>
    withInterruptMessage(deps, changeContinues(plan.target.environment), apply);
  await runSteps([{ ...step, after: [], run }], deps);
  return applied;
}
