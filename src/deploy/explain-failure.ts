/** Explains a failed deployment by the nodes' own logs: Beanstalk reports only that they did not become healthy. */
import type { Config } from '../config/schema.ts';
import type { Finding } from '../cluster/finding.ts';
import { UserError } from '../base/user-error.ts';
import { whyAlone } from '../cluster/causes.ts';
import { whyNotStarted } from '../cluster/start-causes.ts';
import type { Deps } from '../ports.ts';
import { ClusterReader } from '../cluster/reader.ts';

/** Runs the work; adds to a failed or late deployment's error why Keycloak did not start. */
export async function explainFailure<T>(deps: Deps, config: Config, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const unexplained =
      error instanceof UserError && (error.kind === 'deployment' || error.kind === 'timeout');
    const finding = unexplained ? await readFinding(deps, config) : undefined;
    if (!unexplained || finding === undefined) throw error;
    throw new UserError(
      error.kind,
      `${error.message}\nBy the nodes' own logs (${finding.cause}): ${finding.message}`,
      {
        hint: [finding.remedy, error.hint].filter((text) => text !== undefined).join(' '),
        cause: error.cause,
      },
    );
  }
}

/** undefined also when the logs cannot be read: the failure itself matters more. */
async function readFinding(deps: Deps, config: Config): Promise<Finding | undefined> {
  try {
    const { state } = await new ClusterReader(deps, config, { instances: 0 }).read();
    return whyNotStarted(state) ?? whyAlone(state);
  } catch {
    return undefined;
  }
}
