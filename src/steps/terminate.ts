/** Ends an environment, and what it leaves in CloudWatch when that is wanted. */
import { awsErrorName } from '../core/aws-error.ts';
import type { Config } from '../core/config.ts';
import { UserError } from '../core/errors.ts';
import type { Deps } from '../ports.ts';
import { askLogs } from './ask-logs.ts';
import { findEnvironment } from './find-environment.ts';
import { followEnvironment } from './follow.ts';
import { listLogGroups } from './list-log-groups.ts';

/**
 * Resolves when the environment is gone; at once when it was already, so that a rerun after a crash ends well.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_TerminateEnvironment.html
 */
export async function terminateEnvironment(deps: Deps, config: Config): Promise<void> {
  const found = await findEnvironment(deps, config);
  if (found === undefined) return;
  const deadline = deps.clock.now().getTime() + config.deployment.timeoutMinutes * 60_000;
  // One that is terminating already refuses the call; its end is followed all the same.
  const requestId =
    found.Status === 'Terminating' ? undefined : await callTerminate(deps, config.environment);
  const { errors } = await followEnvironment(deps, {
    environment: config.environment,
    requestId,
    until: 'settled',
    deadline,
  });
  if (errors.length === 0 && (await findEnvironment(deps, config)) === undefined) return;
  throw new UserError(
    'deployment',
    [`Beanstalk could not terminate ${config.environment}:`, ...errors].join('\n  '),
    { hint: 'kc-eb events shows what it has done.' },
  );
}

async function callTerminate(deps: Deps, environment: string): Promise<string | undefined> {
  const beanstalk = await deps.aws.beanstalk();
  const { $metadata } = await beanstalk.terminateEnvironment({ EnvironmentName: environment });
  return $metadata.requestId;
}

/** Gives the names of the groups deleted. */
export async function deleteLogGroups(deps: Deps, environment: string): Promise<string[]> {
  const ask = askLogs(deps, 60_000);
  const groups = await listLogGroups(ask, environment);
  for (const logGroupName of groups) {
    try {
      await ask((logs) => logs.deleteLogGroup({ logGroupName }));
    } catch (error) {
      // Beanstalk's DeleteOnTerminate was faster.
      if (awsErrorName(error) !== 'ResourceNotFoundException') throw error;
    }
  }
  return groups;
}
