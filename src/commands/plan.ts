import type { Flags } from '../command-line.ts';
import type { Config } from '../config/schema.ts';
import { preparePlan } from '../deploy/prepare-plan.ts';
import { planJson, planText } from '../deploy/plan-text.ts';
import type { Deps } from '../ports.ts';

/** Prints what deploy would do: `kc-eb plan` and `kc-eb deploy --dry-run`. */
export async function run(
  deps: Deps,
  config: Config,
  { redeploy }: Partial<Flags['plan']> & Pick<Flags['deploy'], 'redeploy'> = {},
): Promise<void> {
  const { plan } = await preparePlan(deps, config, {
    ...{ solutionStack: 'always' as const, redeploy: redeploy === true },
  });
  deps.reporter.emit({ type: 'result', data: planJson(plan), text: () => planText(plan) });
}
