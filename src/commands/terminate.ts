import type { Flags } from '../command-line.ts';
import type { Config } from '../config/schema.ts';
import type { Deps } from '../ports.ts';
import { confirmName } from '../terminal/prompt.ts';
import { findEnvironment } from '../environment/find-environment.ts';
import { deleteLogGroups, terminateEnvironment } from '../environment/terminate.ts';

/** Terminates the environment, follows it to the end and prints what is kept. */
export async function run(deps: Deps, config: Config, flags: Flags['terminate']): Promise<void> {
  const { environment } = config;
  const exists = (await findEnvironment(deps, config)) !== undefined;
  // A missing environment is not an error, so that a rerun after a crash succeeds.
  if (flags.yes !== true && (exists || flags.deleteLogs === true)) {
    const effect = `This terminates ${environment}.`;
    await confirmName(deps, environment, { effect, hint: 'Run kc-eb terminate --yes.' });
  }
  if (exists) await terminateEnvironment(deps, config);
  const deletedLogGroups = flags.deleteLogs === true ? await deleteLogGroups(deps, environment) : [];
  const logs =
    deletedLogGroups.length > 0
      ? `Deleted log groups: ${deletedLogGroups.join(', ')}.`
      : 'Also kept: its log groups in CloudWatch (kc-eb terminate --delete-logs deletes them).';
  deps.reporter.emit({
    type: 'result',
    data: { environment, terminated: exists, deletedLogGroups },
    text: () =>
      `${environment} ${exists ? 'is terminated' : 'does not exist: nothing to terminate'}. Kept: application ${config.application} with its versions, their source bundles in S3, and the images in ECR.\n${logs}`,
  });
}
