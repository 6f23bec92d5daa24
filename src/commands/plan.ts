import type { Config } from '../config/schema.ts';
import { type DeployPlan, makePlan } from '../deploy/plan.ts';
import { planJson, planText } from '../deploy/plan-text.ts';
import type { Deps } from '../ports.ts';
import { readFacts } from '../deploy/read-facts.ts';

/** `kc-eb plan`, and `kc-eb deploy --dry-run`: prints what deploy would do. */
export async function run(deps: Deps, config: Config): Promise<void> {
  const plan = await preparePlan(deps, config);
  deps.reporter.emit({ type: 'result', data: planJson(plan), text: planText(plan) });
}

/** Reads the facts and decides; shows the warnings. */
export async function preparePlan(deps: Deps, config: Config): Promise<DeployPlan> {
  const plan = makePlan(config, await readFacts(deps, config), await deps.files.templates(), {
    local: deps.local !== undefined,
  });
  for (const text of plan.warnings) deps.reporter.emit({ type: 'message', level: 'warn', text });
  return plan;
}
