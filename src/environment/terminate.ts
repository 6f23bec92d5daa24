/** Terminates an environment; deletes its log groups on request. */
import { unlessAwsError } from '../base/aws-error.ts';
import type { Config } from '../config/schema.ts';
import { UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';
import { pacedLogs } from '../logs/paced-client.ts';
import { findEnvironment } from './find-environment.ts';
import { followEnvironment } from './follow.ts';
import { type InterruptMessage, withInterruptMessage } from '../base/interrupts.ts';
import { listLogGroups } from '../logs/list-groups.ts';

/**
 * Resolves when the environment is terminated; at once when it was before, so that a rerun after a crash succeeds.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_TerminateEnvironment.html
 */
export async function terminateEnvironment(deps: Deps, config: Config): Promise<void> {
  const found = await findEnvironment(deps, config);
  if (found === undefined) return;
  const deadline = deps.clock.now().getTime() + config.deployment.timeoutMinutes * 60_000;
  // Beanstalk rejects the call for an environment that is terminating; its end is followed all the same.
  const { environment } = config;
  const { errors } = await withInterruptMessage(deps, goesOn(environment), async () => {
    const requestId = found.Status === 'Terminating' ? undefined : await callTerminate(deps, environment);
    return followEnvironment(deps, { environment, requestId, until: 'settled', deadline });
  });
  if (errors.length === 0 && (await findEnvironment(deps, config)) === undefined) return;
  throw new UserError(
    'deployment',
    [`Beanstalk could not terminate ${config.environment}:`, ...errors].join('\n  '),
    { hint: 'kc-eb events shows what happened.' },
  );
}

function goesOn(environment: string): InterruptMessage {
  return {
    message: `Interrupted. The termination of environment ${environment} continues in AWS.`,
    hint: 'kc-eb terminate again follows it to its end; kc-eb events --follow watches it.',
  };
}

async function callTerminate(deps: Deps, environment: string): Promise<string | undefined> {
  const beanstalk = await deps.aws.beanstalk();
  const { $metadata } = await beanstalk.terminateEnvironment({ EnvironmentName: environment });
  return $metadata.requestId;
}

/** Returns the names of the deleted groups. */
export function deleteLogGroups(deps: Deps, environment: string): Promise<string[]> {
  const words = {
    message: `Interrupted: some log groups of ${environment} may remain.`,
    hint: 'kc-eb terminate --delete-logs deletes them.',
  };
  return withInterruptMessage(deps, words, () => deleteEachGroup(deps, environment));
}

async function deleteEachGroup(deps: Deps, environment: string): Promise<string[]> {
  const request = pacedLogs(deps, 60_000);
  const groups = [...(await listLogGroups(request, environment)).keys()];
  for (const logGroupName of groups) {
    // Beanstalk's DeleteOnTerminate may be faster.
    await unlessAwsError(['ResourceNotFoundException'], () =>
      request((logs) => logs.deleteLogGroup({ logGroupName })),
    );
  }
  return groups;
}
