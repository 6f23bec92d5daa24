/** Brings an environment to a version: side by side with what runs where that may be, and otherwise all at once. */
import { atOnce, type UpdatePlan } from './update-plan.ts';
import type { EnvironmentFacts } from '../environment/facts.ts';
import type { EnvironmentChange } from './environment-plan.ts';
import type { Deps } from '../ports.ts';
import { type Compared, mustRecreate } from './check-compatibility.ts';
import { applyEnvironment } from './apply-environment.ts';
import { mayGoOn, sayingWhenInterrupted } from '../base/on-interrupt.ts';
import { runSteps, type StepResult } from './pipeline.ts';
import { readEnvironment } from '../environment/read-environment.ts';

export type Bringing = EnvironmentChange & Omit<Compared, 'update'>;

export interface BringOptions {
  /** false: end when Beanstalk has accepted the call, and do not wait for another operation either. */
  wait: boolean;
  /** Do not ask before the service is interrupted. */
  yes: boolean;
  /** Of the step, for reporters. */
  step: { name: string; title: string };
  /** How the update goes to what is there by now. Throws UserError 'usage' where it must not. */
  judge: (environment: EnvironmentFacts | undefined) => UpdatePlan;
}

export async function bringEnvironment(deps: Deps, plan: Bringing, options: BringOptions): Promise<void> {
  while (!(await bringOnce(deps, plan, options)));
}

/**
 * False when somebody else's deployment came between: whether nodes of what runs now may be beside the new ones is then
 * another question.
 */
async function bringOnce(
  deps: Deps,
  plan: Bringing,
  { wait, yes, step, judge }: BringOptions,
): Promise<boolean> {
  const from = await readEnvironment(deps, plan.target);
  const update = judge(from);
  // Not within the step: it may have to ask. What is busy is waited for, and then judged.
  const recreate =
    (from === undefined || from.status === 'Ready') &&
    (await mustRecreate(deps, { ...plan, update }, { environment: from, yes }));
  const change = recreate
    ? { ...plan, environment: { ...plan.environment, ...atOnce(plan.environment) } }
    : plan;
  let done = false;
  const bring = async (): Promise<StepResult> => {
    const result = await applyEnvironment(deps, change, { wait, from });
    done = result !== undefined;
    // The policy that was set for this update goes back to the one wanted; without waiting, the next deploy does it.
    if (done && recreate && wait) await applyEnvironment(deps, plan, { wait });
    return result ?? { outcome: 'already', detail: 'another deployment came first' };
  };
  const run = (): Promise<StepResult> => sayingWhenInterrupted(deps, mayGoOn(plan.target.environment), bring);
  await runSteps([{ ...step, after: [], run }], deps);
  return done;
}
