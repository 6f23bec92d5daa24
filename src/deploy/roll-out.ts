/** Brings an environment to a version: next to the running one where Keycloak allows that, otherwise all at once. */
import type { UpdatePlan } from './update-plan.ts';
import type { EnvironmentFacts } from '../environment/facts.ts';
import { atOnce, type EnvironmentChange } from './environment-plan.ts';
import type { Deps } from '../ports.ts';
import { type Compared, mustRecreate } from './check-compatibility.ts';
import { type Applied, applyEnvironment, type Landed } from './apply-environment.ts';
import { changeContinues, withInterruptMessage } from '../base/interrupts.ts';
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
  decide: (environment: EnvironmentFacts | undefined) => UpdatePlan;
  /** The environment, where it was read just now. */
  from?: EnvironmentFacts;
}

/** Returns the environment as the change left it; undefined without waiting. */
export async function rollOut(
  deps: Deps,
  plan: RollOut,
  options: RollOutOptions,
): Promise<Landed | undefined> {
  let { from } = options;
  for (;;) {
    from ??= await readEnvironment(deps, plan.target);
    const { isOvertaken, landed } = await rollOutOver(deps, plan, from, options);
    if (isOvertaken !== true) return landed;
    // The new nodes may not fit those of the other deployment.
    from = undefined;
  }
}

async function rollOutOver(
  deps: Deps,
  plan: RollOut,
  from: EnvironmentFacts | undefined,
  { wait, yes, step, decide }: RollOutOptions,
): Promise<Applied> {
  const update = decide(from);
  // Before the step: it may ask the user. A busy environment is waited for first.
  const recreate =
    (from === undefined || from.status === 'Ready') &&
    (await mustRecreate(deps, { ...plan, update }, { environment: from, yes }));
  const change = recreate ? { ...plan, environment: atOnce(plan.environment) } : plan;
  const settled = { ...plan, environment: { ...plan.environment, redeploy: undefined } };
  const apply = async (): Promise<Applied> => {
    const applied = await applyEnvironment(deps, change, { wait, from });
    // The policy of this update goes back to the wanted one; without waiting, the next deploy does that.
    const isPending = recreate && wait && applied.isOvertaken !== true;
    return isPending
      ? { ...applied, landed: (await applyEnvironment(deps, settled, { wait })).landed }
      : applied;
  };
  let applied: Applied = { outcome: 'already' };
  const run = async (): Promise<Applied> =>
    (applied = await withInterruptMessage(deps, changeContinues(plan.target.environment), apply));
  await runSteps([{ ...step, after: [], run }], deps);
  return applied;
}
