/** Asks Beanstalk for the change of an environment. */
import { awsErrorName } from '../base/aws-error.ts';
import { messageOf } from '../base/user-error.ts';
import type { EnvironmentChange, EnvironmentPlan } from './environment-plan.ts';
import type { Deps } from '../ports.ts';
import { claimSettings } from '../environment/keep-settings-record.ts';

export interface AcceptedCall {
  action: 'create' | 'update';
  /** The events of what the call has begun bear it. */
  requestId: string | undefined;
}

/** undefined: refused, since another operation was faster, or this very call in an attempt whose answer got lost. */
export async function callFor(
  deps: Pick<Deps, 'aws'>,
  change: EnvironmentChange,
  plan: EnvironmentPlan,
): Promise<AcceptedCall | undefined> {
  const action = plan.action === 'create' ? 'create' : 'update';
  await claimSettings(deps, change.target, plan.settings);
  try {
    const requestId = await (action === 'create' ? create : update)(deps, change, plan);
    return { action, requestId };
  } catch (error) {
    if (isTaken(error)) return undefined;
    throw error;
  }
}

/** Beanstalk has no error names of their own for the first two. */
function isTaken(error: unknown): boolean {
  return (
    awsErrorName(error) === 'OperationInProgressException' ||
    (awsErrorName(error) !== undefined &&
      /must be ready|environment \S+ already exists/i.test(messageOf(error)))
  );
}

/** https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_CreateEnvironment.html */
async function create(
  deps: Pick<Deps, 'aws'>,
  { target, version }: EnvironmentChange,
  plan: EnvironmentPlan,
): Promise<string | undefined> {
  const output = await (
    await deps.aws.beanstalk()
  ).createEnvironment({
    ApplicationName: target.application,
    EnvironmentName: target.environment,
    VersionLabel: version.label,
    SolutionStackName: plan.solutionStack,
    Tier: { Name: 'WebServer', Type: 'Standard' },
    OptionSettings: plan.settings,
  });
  return output.$metadata.requestId;
}

/**
 * Version and settings go in one call, as the official GitHub action does: two would mean two deployments. A version
 * label that is named is deployed, even when it runs already.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_UpdateEnvironment.html
 */
async function update(
  deps: Pick<Deps, 'aws'>,
  { target, version }: EnvironmentChange,
  { changes, removals, deploysVersion }: EnvironmentPlan,
): Promise<string | undefined> {
  const output = await (
    await deps.aws.beanstalk()
  ).updateEnvironment({
    ApplicationName: target.application,
    EnvironmentName: target.environment,
    ...(deploysVersion && { VersionLabel: version.label }),
    ...(changes.length > 0 && {
      OptionSettings: changes.map(({ namespace, option, to }) => ({
        Namespace: namespace,
        OptionName: option,
        Value: to,
      })),
    }),
    ...(removals.length > 0 && { OptionsToRemove: removals }),
  });
  return output.$metadata.requestId;
}
