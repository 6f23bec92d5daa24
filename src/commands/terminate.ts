import type { Flags } from '../command-line.ts';
import type { Config } from '../config/schema.ts';
import { UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';
import { confirmName } from '../terminal/confirm-name.ts';
import { findEnvironment } from '../environment/find-environment.ts';
import { deleteLogGroups, terminateEnvironment } from '../environment/terminate.ts';

/** Terminates the environment and follows it to its end; says what stays. */
export async function run(deps: Deps, config: Config, flags: Flags['terminate']): Promise<void> {
  const { environment } = config;
  const there = (await findEnvironment(deps, config)) !== undefined;
  // One that is gone already is no error: a rerun after a crash ends well.
  if (flags.yes !== true && (there || flags.deleteLogs === true)) await confirm(deps, environment);
  if (there) await terminateEnvironment(deps, config);
  const deletedLogGroups = flags.deleteLogs === true ? await deleteLogGroups(deps, environment) : [];
  const logs =
    deletedLogGroups.length > 0
      ? `Its log groups were deleted: ${deletedLogGroups.join(', ')}.`
      : 'Kept, too: its log groups in CloudWatch (kc-eb terminate --delete-logs removes them).';
  deps.reporter.emit({
    type: 'result',
    data: { environment, terminated: there, deletedLogGroups },
    text: `${environment} is ${there ? 'terminated' : 'not there: nothing to terminate'}. Kept: application ${config.application} with its versions, their source bundles in S3, and the images in ECR.\n${logs}`,
  });
}

async function confirm(deps: Deps, environment: string): Promise<void> {
  const name = await confirmName(deps, `Terminate ${environment}? Type its name to confirm:`);
  if (name === undefined) {
    throw new UserError(
      'usage',
      `kc-eb terminate asks before it terminates ${environment}, and there is no terminal to ask on.`,
      {
        hint: 'kc-eb terminate --yes does not ask.',
      },
    );
  }
  if (name === environment) return;
  throw new UserError('usage', `"${name}" is not ${environment}: nothing was terminated.`);
}
