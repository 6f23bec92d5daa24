import type { Config } from '../core/config.ts';
import { isEmpty } from '../core/plan.ts';
import { planText } from '../core/plan-text.ts';
import type { Deps } from '../ports.ts';
import { carryOut } from '../steps/deploy.ts';
import { verifyCluster } from '../steps/verify.ts';
import { preparePlan, run as showPlan } from './plan.ts';
import { requireVerified } from './verify.ts';

export interface DeployFlags {
  dryRun?: boolean;
  /** --no-verify: trust Beanstalk's word. */
  verify: boolean;
}

/** Makes the environment what kc-eb.yaml says, and proves that its nodes are one cluster. */
export async function run(deps: Deps, config: Config, flags: DeployFlags): Promise<void> {
  if (flags.dryRun === true) {
    await showPlan(deps, config);
    return;
  }
  const plan = await preparePlan(deps, config);
  const nothingToDo = isEmpty(plan);
  deps.reporter.emit({ type: 'message', level: 'info', text: planText(plan) });
  if (!nothingToDo) await carryOut(deps, plan);
  // Also after "nothing to do": a rerun must not turn a broken cluster green.
  const verdict = flags.verify
    ? await verifyCluster(deps, config, { versionLabel: plan.version.label })
    : undefined;
  if (verdict !== undefined) requireVerified(deps, verdict);
  deps.reporter.emit({
    type: 'result',
    data: { nothingToDo, versionLabel: plan.version.label, image: plan.image.uri, verdict },
    text: nothingToDo
      ? `Nothing to do: ${config.environment} runs ${plan.version.label}.`
      : `${config.environment} runs ${plan.version.label}.`,
  });
}
