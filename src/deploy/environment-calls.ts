/** The calls of Beanstalk that create or update an environment. */
import type { EnvironmentDescription } from '@aws-sdk/client-elastic-beanstalk';
import { awsErrorName } from '../base/aws-error.ts';
import { messageOf } from '../base/user-error.ts';
import type { EnvironmentChange, EnvironmentPlan } from './environment-plan.ts';
import type { EnvironmentFacts } from '../environment/facts.ts';
import type { OwnSetting } from '../environment/settings-record.ts';
import type { Deps } from '../ports.ts';
import { chooseSolutionStack } from './choose-solution-stack.ts';
import { claimSettings } from '../environment/keep-settings-record.ts';

export interface AcceptedCall {
  action: 'create' | 'update';
  /** The events of the operation carry it. */
  requestId: string | undefined;
  cname: string | undefined;
  /** The record of kc-eb's own settings, which now includes the wanted ones. */
  ownSettings: OwnSetting[];
}

type Answer = EnvironmentDescription & { $metadata: { requestId?: string | undefined } };

/**
 * `facts`: the environment as it was read just now. Returns undefined when Beanstalk rejects the call: another operation
 * was faster, or an earlier attempt of this very call, whose answer got lost.
 */
export async function callBeanstalk(
  deps: Pick<Deps, 'aws'>,
  change: EnvironmentChange,
  plan: EnvironmentPlan,
  facts: EnvironmentFacts | undefined,
): Promise<AcceptedCall | undefined> {
  const action = plan.action === 'create' ? 'create' : 'update';
  const ownSettings = await claimSettings(deps, change.target, plan.settings, facts?.ownSettings);
  try {
    const { $metadata, CNAME } = await (action === 'create' ? create : update)(deps, change, plan);
    return { action, requestId: $metadata.requestId, cname: CNAME, ownSettings };
  } catch (error) {
    if (isTaken(error)) return undefined;
    throw error;
  }
}

/** Beanstalk has no error names for the last two. */
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
): Promise<Answer> {
  const beanstalk = await deps.aws.beanstalk();
  return beanstalk.createEnvironment({
    ApplicationName: target.application,
    EnvironmentName: target.environment,
    VersionLabel: version.label,
    SolutionStackName: plan.solutionStack ?? (await chooseSolutionStack(deps)),
    Tier: { Name: 'WebServer', Type: 'Standard' },
    OptionSettings: plan.settings,
  });
}

/**
 * Version and settings go in one call, as the official GitHub action does: two would mean two deployments. Beanstalk
 * deploys a version label that the call names, even when it runs already.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_UpdateEnvironment.html
 */
async function update(
  deps: Pick<Deps, 'aws'>,
  { target, version }: EnvironmentChange,
  { changes, removals, deploysVersion }: EnvironmentPlan,
): Promise<Answer> {
  const beanstalk = await deps.aws.beanstalk();
  return beanstalk.updateEnvironment({
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
}
