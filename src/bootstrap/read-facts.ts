import type { Config } from '../config/schema.ts';
import type { Deps } from '../ports.ts';
import { readNetwork } from './network.ts';
import { type BootstrapFacts, stackName } from './plan.ts';
import { readStack } from './stack.ts';

/** Reads what the plan needs, once. */
export async function readBootstrapFacts(deps: Pick<Deps, 'aws'>, config: Config): Promise<BootstrapFacts> {
  const sts = await deps.aws.sts();
  const [{ Account: account = '?' }, stack, network] = await Promise.all([
    sts.getCallerIdentity({}),
    readStack(deps, stackName(config)),
    readNetwork(deps, config),
  ]);
  return { account, stack, network };
}
