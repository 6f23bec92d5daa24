import type { Config } from '../config/schema.ts';
import type { EnvironmentFacts } from '../environment/facts.ts';
import type { Deps } from '../ports.ts';
import { type DeployPlan, makePlan } from './plan.ts';
import { type FactsOptions, readFacts } from './read-facts.ts';

/** Reads the facts, decides, and emits the warnings. `environment`: what the plan was decided by. */
export async function preparePlan(
  deps: Deps,
  config: Config,
  options: FactsOptions,
): Promise<{ plan: DeployPlan; environment: EnvironmentFacts | undefined }> {
  const { rendered, facts } = await readFacts(deps, config, options);
  const plan = makePlan(config, rendered, facts, { local: deps.local !== undefined });
  for (const text of plan.warnings) deps.reporter.emit({ type: 'message', level: 'warn', text });
  return { plan, environment: facts.environment };
}
