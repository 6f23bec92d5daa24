/** Ends an environment, and what it leaves in CloudWatch when that is wanted. */
import { awsErrorName } from '../base/aws-error.ts';
import type { Config } from '../config/schema.ts';
import { UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';
import { askLogs } from '../logs/paced-client.ts';
import { findEnvironment } from './find-environment.ts';
import { followEnvironment } from './follow.ts';
import { type InterruptedWords, sayingWhenInterrupted } from '../base/on-interrupt.ts';
import { listLogGroups } from '../logs/list-groups.ts';

/**
 * Resolves when the environment is gone; at once when it was already, so that a rerun after a crash ends well.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_TerminateEnvironment.html
 */
export async function terminateEnvironment(deps: Deps, config: Config): Promise<void> {
  const found = await findEnvironment(deps, config);
  if (found === undefined) return;
  const deadline = deps.clock.now().getTime() + config.deployment.timeoutMinutes * 60_000;
  // One that is terminating already refuses the call; its end is followed all the same.
  const { environment } = config;
  const { errors } = await sayingWhenInterrupted(deps, goesOn(environment), async () => {
    const requestId = found.Status === 'Terminating' ? undefined : await callTerminate(deps, environment);
    return followEnvironment(deps, { environment, requestId, until: 'settled', deadline });
  });
  if (errors.length === 0 && (await findEnvironment(deps, config)) === undefined) return;
  throw new UserError(
    'deployment',
    [`Beanstalk could not terminate ${config.environment}:`, ...errors].join('\n  '),
    { hint: 'kc-eb events shows what it has done.' },
  );
}

function goesOn(environment: string): InterruptedWords {
  return {
    message: `Interrupted. Environment ${environment} is being terminated, which goes on in AWS.`,
    hint: 'kc-eb terminate again follows it to its end; kc-eb events --follow watches it.',
  };
}

async function callTerminate(deps: Deps, environment: string): Promise<string | undefined> {
  const beanstalk = await deps.aws.beanstalk();
  const { $metadata } = await beanstalk.terminateEnvironment({ EnvironmentName: environment });
  return $metadata.requestId;
}

/** Gives the names of the groups deleted. */
export function deleteLogGroups(deps: Deps, environment: string): Promise<string[]> {
  const words = {
    message: `Interrupted: some log groups of ${environment} may be left.`,
    hint: 'kc-eb terminate --delete-logs goes on.',
  };
  return sayingWhenInterrupted(deps, words, () => deleteEachGroup(deps, environment));
}

async function deleteEachGroup(deps: Deps, environment: string): Promise<string[]> {
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
