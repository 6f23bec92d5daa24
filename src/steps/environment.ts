/** Creates or updates the environment and follows it to its verdict. */
import type { DeployPlan } from '../core/plan.ts';
import type { Deps } from '../ports.ts';
import { followEnvironment } from './follow.ts';
import type { StepResult } from './pipeline.ts';
import { requireVersionEverywhere } from './require-version.ts';

export async function applyEnvironment(deps: Deps, plan: DeployPlan): Promise<StepResult> {
  const { action } = plan.environment;
  if (action === 'none') return { outcome: 'already', detail: plan.target.environment };
  const deadline = deps.clock.now().getTime() + plan.environment.timeoutMinutes * 60_000;
  const requestId = await (action === 'create'
    ? createEnvironment(deps, plan)
    : updateEnvironment(deps, plan));
  await followEnvironment(deps, {
    environment: plan.target.environment,
    requestId,
    until: 'Ready',
    deadline,
  });
  await requireVersionEverywhere(deps, plan, deadline);
  return {
    outcome: 'done',
    detail: `${action === 'create' ? 'created with' : 'updated to'} ${plan.version.label}`,
  };
}

/** https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_CreateEnvironment.html */
async function createEnvironment(deps: Deps, plan: DeployPlan): Promise<string | undefined> {
  const output = await (
    await deps.aws.beanstalk()
  ).createEnvironment({
    ApplicationName: plan.target.application,
    EnvironmentName: plan.target.environment,
    VersionLabel: plan.version.label,
    SolutionStackName: plan.environment.solutionStack,
    Tier: { Name: 'WebServer', Type: 'Standard' },
    OptionSettings: plan.environment.settings,
  });
  return output.$metadata.requestId;
}

/**
 * Version and settings go in one call, as the official GitHub action does: two would mean two deployments.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_UpdateEnvironment.html
 */
async function updateEnvironment(deps: Deps, plan: DeployPlan): Promise<string | undefined> {
  const { changes, removals } = plan.environment;
  const output = await (
    await deps.aws.beanstalk()
  ).updateEnvironment({
    ApplicationName: plan.target.application,
    EnvironmentName: plan.target.environment,
    VersionLabel: plan.version.label,
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
