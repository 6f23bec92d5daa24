import type { Flags } from '../command-line.ts';
import type { Config } from '../config/schema.ts';
import { UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';
import { confirmName } from '../terminal/prompt.ts';
import { findEnvironment } from '../environment/find-environment.ts';
import { deleteLogGroups, terminateEnvironment } from '../environment/terminate.ts';

/** Terminates the environment, follows it to the end and prints what is kept. */
export async function run(deps: Deps, config: Config, flags: Flags['terminate']): Promise<void> {
  const { environment } = config;
  const exists = (await findEnvironment(deps, config)) !== undefined;
  // A missing environment is not an error, so that a rerun after a crash succeeds.
  if (flags.yes !== true && (exists || flags.deleteLogs === true)) await confirm(deps, environment);
  if (exists) await terminateEnvironment(deps, config);
  const deletedLogGroups = flags.deleteLogs === true ? await deleteLogGroups(deps, environment) : [];
  const logs =
    deletedLogGroups.length > 0
      ? `Deleted log groups: ${deletedLogGroups.join(', ')}.`
      : 'Also kept: its log groups in CloudWatch (kc-eb terminate --delete-logs deletes them).';
  deps.reporter.emit({
    type: 'result',
    data: { environment, terminated: exists, deletedLogGroups },
    text: `${environment} ${exists ? 'is terminated' : 'does not exist: nothing to terminate'}. Kept: application ${config.application} with its versions, their source bundles in S3, and the images in ECR.\n${logs}`,
  });
}

async function confirm(deps: Deps, environment: string): Promise<void> {
  const name = await confirmName(deps, `Terminate ${environment}? Type its name to confirm:`);
  if (name === undefined) {
    throw new UserError(
      'usage',
      `kc-eb terminate needs a confirmation for ${environment}, and standard input is not a terminal.`,
      { hint: 'Run kc-eb terminate --yes.' },
    );
  }
  if (name === environment) return;
  throw new UserError('usage', `"${name}" is not ${environment}: nothing was terminated.`);
}
