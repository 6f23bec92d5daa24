/** Explains a failed deployment by the nodes' own logs: Beanstalk reports only that they did not become healthy. */
import type { Config } from '../config/schema.ts';
import type { Finding } from '../cluster/finding.ts';
import { UserError } from '../base/user-error.ts';
import { whyAlone } from '../cluster/causes.ts';
import { whyNotStarted } from '../cluster/start-causes.ts';
import type { Deps } from '../ports.ts';
import { ClusterReader } from '../cluster/reader.ts';
import { readLastWords } from './last-words.ts';

/** Runs the work; adds to a failed or late deployment's error why Keycloak did not start. */
export async function explainFailure<T>(deps: Deps, config: Config, work: () => Promise<T>): Promise<T> {
  const began = deps.clock.now();
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError) || (error.kind !== 'deployment' && error.kind !== 'timeout'))
      throw error;
    const words = await unlessFailing(() => readLastWords(deps, config.environment, began));
    const finding = await unlessFailing(() => readFinding(deps, config));
    if (words === undefined && finding === undefined) throw error;
    const texts = [
      ...(words === undefined
        ? []
        : [`Keycloak on ${words.instance} ended with:\n  ${words.lines.join('\n  ')}`]),
      ...(finding === undefined ? [] : [`By the nodes' own logs (${finding.cause}): ${finding.message}`]),
    ];
    const hint = [finding?.remedy, error.hint].filter((text) => text !== undefined).join(' ');
    throw new UserError(error.kind, [error.message, ...texts].join('\n'), {
      ...(hint !== '' && { hint }),
      cause: error.cause,
    });
  }
}

async function readFinding(deps: Deps, config: Config): Promise<Finding | undefined> {
  const { state } = await new ClusterReader(deps, config, { instances: 0 }).read();
  return whyNotStarted(state) ?? whyAlone(state);
}

/** undefined also when the logs cannot be read: the failure itself matters more. */
async function unlessFailing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}
