/** Explains a failed deployment by the nodes' own logs: Beanstalk reports only that they did not become healthy. */
import type { Config } from '../../config/schema.ts';
import { UserError } from '../../base/user-error.ts';
import { whyAlone } from '../../cluster/causes.ts';
import { whyNotStarted } from '../../cluster/start-causes.ts';
import type { ClusterState } from '../../cluster/state.ts';
import type { Deps } from '../../ports.ts';
import { ClusterReader } from '../../cluster/reader.ts';
import { isOfHealth, overrideTexts, readHealthAccount } from './health-account.ts';
import { lastWordsText, readLastWords } from './last-words.ts';

export interface ExplainOptions {
  /** Files of overrides/ in the deployed bundle: path in the bundle → path in the project. */
  copies?: ReadonlyMap<string, string>;
}

/** Runs the work; adds to a failed or late deployment's error why Keycloak did not start. */
export async function explainFailure<T>(
  deps: Deps,
  config: Config,
  work: () => Promise<T>,
  { copies = new Map() }: ExplainOptions = {},
): Promise<T> {
  const began = deps.clock.now();
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError) || (error.kind !== 'deployment' && error.kind !== 'timeout'))
      throw error;
    const words = await unlessFailing(() => readLastWords(deps, config.environment, began));
    const state = await unlessFailing(() => readState(deps, config));
    const finding = state === undefined ? undefined : (whyNotStarted(state) ?? whyAlone(state));
    const health = isOfHealth(error.message) ? await healthOf(deps, config, { since: began, state }) : [];
    const overrides = health.length > 0 ? overrideTexts(copies) : [];
    const texts = [
      ...(words === undefined ? [] : [lastWordsText(words)]),
      ...(finding === undefined ? [] : [`By the nodes' own logs (${finding.cause}): ${finding.message}`]),
      ...health,
      ...overrides,
    ];
    if (texts.length === 0) throw error;
    const remedy = overrides.length > 0 ? overrideRemedy : undefined;
    const hint = [finding?.remedy, remedy, error.hint].filter((text) => text !== undefined).join(' ');
    throw new UserError(error.kind, [error.message, ...texts].join('\n'), {
      ...(hint !== '' && { hint }),
      cause: error.cause,
    });
  }
}

const overrideRemedy =
  'Compare the override with the file that kc-eb render writes without it: the load balancer needs that answer.';

async function readState(deps: Deps, config: Config): Promise<ClusterState> {
  return (await new ClusterReader(deps, config, { instances: 0 }).read()).state;
}

async function healthOf(
  deps: Deps,
  { environment }: Config,
  facts: { since: Date; state: ClusterState | undefined },
): Promise<string[]> {
  return (await unlessFailing(() => readHealthAccount(deps, environment, facts))) ?? [];
}

/** undefined also when the logs cannot be read: the failure itself matters more. */
async function unlessFailing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}
