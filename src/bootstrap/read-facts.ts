import { hasKey } from '../config/edit-keys.ts';
import type { Config } from '../config/schema.ts';
import type { Deps } from '../ports.ts';
import { readNetwork } from './network.ts';
import { type BootstrapFacts, stackName } from './plan.ts';
import { readStack } from './stack.ts';
import type { EditedFile } from './write-results.ts';

/** Reads what the plan needs, once. */
export async function readBootstrapFacts(
  deps: Pick<Deps, 'aws' | 'files'>,
  config: Config,
  file: EditedFile,
): Promise<BootstrapFacts> {
  const sts = await deps.aws.sts();
  const [{ Account: account = '?' }, stack, network, text = ''] = await Promise.all([
    sts.getCallerIdentity({}),
    readStack(deps, stackName(config)),
    readNetwork(deps, config),
    deps.files.read(file.path),
  ]);
  return { account, stack, network, isSet: (path) => hasKey(text, [...file.below, ...path]) };
}
