/** Carries a plan out. */
import { UserError } from '../core/errors.ts';
import type { DeployPlan } from '../core/plan.ts';
import type { Deps } from '../ports.ts';
import { type ApplyOptions, applyEnvironment } from './environment.ts';
import { buildImage, createRepository, pushImage } from './image.ts';
import { createLogGroups } from './log-groups.ts';
import { runSteps, type Step } from './pipeline.ts';
import { createVersion } from './version.ts';

/** Each step is addressed by content and asks first whether its work is done: a rerun continues. */
export async function carryOut(
  deps: Deps,
  plan: DeployPlan,
  options: ApplyOptions = { wait: true },
): Promise<void> {
  // A missing engine must be known before anything is made in AWS.
  if (plan.image.action === 'build') await deps.engine.name();
  try {
    await runSteps(deploySteps(deps, plan, options), deps);
  } catch (error) {
    // Subprocesses get Ctrl-C, too: that they failed of it is no news.
    if (!deps.signal.aborted || (error instanceof UserError && error.kind === 'interrupted')) throw error;
    throw new UserError(
      'interrupted',
      `Interrupted before environment ${plan.target.environment} was touched: nothing goes on in AWS.`,
      { hint: 'kc-eb deploy goes on from where it is.' },
    );
  }
}

function deploySteps(deps: Deps, plan: DeployPlan, options: ApplyOptions): Step[] {
  const { target } = plan;
  const baseImage = plan.image.action === 'build' ? baseImageSteps(deps, plan) : [];
  return [
    ...baseImage,
    { name: 'repository', title: 'ECR repository', after: [], run: () => createRepository(deps, plan) },
    { name: 'log-groups', title: 'Log groups', after: [], run: () => createLogGroups(deps, plan) },
    { name: 'version', title: 'Application version', after: [], run: () => createVersion(deps, plan) },
    {
      name: 'image',
      title: 'Keycloak image',
      after: baseImage.map(({ name }) => name),
      run: () => buildImage(deps, plan),
    },
    { name: 'push', title: 'Push to ECR', after: ['image', 'repository'], run: () => pushImage(deps, plan) },
    {
      name: 'environment',
      title: `Environment ${target.environment}`,
      after: ['push', 'log-groups', 'version'],
      run: () => applyEnvironment(deps, plan, options),
    },
  ];
}

/** With AWS, the build itself pulls the base image. */
function baseImageSteps({ local, reporter }: Deps, { image }: DeployPlan): Step[] {
  if (local?.provideBaseImage === undefined) return [];
  const provide = local.provideBaseImage;
  const name = 'base-image';
  const onLine = (line: string): void => {
    reporter.emit({ type: 'step-output', step: name, line });
  };
  return [{ name, title: 'Base image', after: [], run: () => provide(image.from, onLine) }];
}
