/** The calls of Beanstalk that create or update an environment. */
import { awsErrorName } from '../base/aws-error.ts';
import { messageOf } from '../base/user-error.ts';
import type { EnvironmentChange, EnvironmentPlan } from './environment-plan.ts';
import type { EnvironmentFacts } from '../environment/facts.ts';
import type { OwnSetting } from '../environment/settings-record.ts';
import type { UpdateCall } from './update-calls.ts';
import type { Deps } from '../ports.ts';
import { chooseSolutionStack } from './choose-solution-stack.ts';
import { claimSettings } from '../environment/keep-settings-record.ts';

export interface AcceptedCall {
  /** The events of the operation carry it. */
  requestId: string | undefined;
  /** The record of kc-eb's own settings, which now includes the wanted ones. */
  ownSettings: OwnSetting[];
}

/**
 * Creates the environment, or carries out the first call of an update. Beanstalk deploys a version label that the call
 * names, even when it runs already. `facts`: the environment as it was read just now. Returns 'taken' when Beanstalk
 * rejects the call: another operation was faster, or an earlier attempt of this very call, whose answer got lost.
 * Returns 'combination' when Beanstalk does not take a version together with settings.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_UpdateEnvironment.html
 */
export async function callBeanstalk(
  deps: Pick<Deps, 'aws'>,
  { target, version: { label: VersionLabel } }: EnvironmentChange,
  { action, solutionStack, settings, calls: [due = nothing] }: EnvironmentPlan,
  facts: EnvironmentFacts | undefined,
): Promise<AcceptedCall | 'taken' | 'combination'> {
  const beanstalk = await deps.aws.beanstalk();
  const name = { ApplicationName: target.application, EnvironmentName: target.environment };
  const { changes, removals, deploysVersion } = due;
  const ownSettings = await claimSettings(deps, target, settings, facts?.ownSettings);
  const call = async () =>
    action === 'create'
      ? beanstalk.createEnvironment({
          ...{ ...name, VersionLabel },
          SolutionStackName: solutionStack ?? (await chooseSolutionStack(deps)),
          Tier: { Name: 'WebServer', Type: 'Standard' },
          OptionSettings: settings,
        })
      : beanstalk.updateEnvironment({
          ...name,
          ...(deploysVersion && { VersionLabel }),
          ...(changes.length > 0 && {
            OptionSettings: changes.map(({ namespace, option, to }) => ({
              Namespace: namespace,
              OptionName: option,
              Value: to,
            })),
          }),
          ...(removals.length > 0 && { OptionsToRemove: removals }),
        });
  try {
    const { $metadata } = await call();
    return { requestId: $metadata.requestId, ownSettings };
  } catch (error) {
    if (isTaken(error)) return 'taken';
    const combines = deploysVersion && changes.length + removals.length > 0;
    if (combines && awsErrorName(error) === 'InvalidParameterCombination') return 'combination';
    throw error;
  }
}

const nothing: UpdateCall = { changes: [], removals: [], deploysVersion: false };

/** Beanstalk has no error names for the last two. */
function isTaken(error: unknown): boolean {
  return (
    awsErrorName(error) === 'OperationInProgressException' ||
    (awsErrorName(error) !== undefined &&
      /must be ready|environment \S+ already exists/i.test(messageOf(error)))
  );
}
