import type { Config } from '../config/schema.ts';
import { preparePlan } from '../deploy/prepare-plan.ts';
import { planJson, planText } from '../deploy/plan-text.ts';
import type { Deps } from '../ports.ts';

/** `kc-eb plan`, and `kc-eb deploy --dry-run`: prints what deploy would do. */
export async function run(deps: Deps, config: Config): Promise<void> {
  const { plan } = await preparePlan(deps, config, { solutionStack: 'always' });
  deps.reporter.emit({ type: 'result', data: planJson(plan), text: planText(plan) });
}
