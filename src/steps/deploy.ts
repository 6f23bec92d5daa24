/** Carries a plan out. */
import type { DeployPlan } from '../core/plan.ts';
import type { Deps } from '../ports.ts';
import { applyEnvironment } from './environment.ts';
import { buildImage, createRepository, pushImage } from './image.ts';
import { createLogGroups } from './log-groups.ts';
import { runSteps, type Step } from './pipeline.ts';
import { createVersion } from './version.ts';

/** Each step is addressed by content and asks first whether its work is done: a rerun continues. */
export async function carryOut(deps: Deps, plan: DeployPlan): Promise<void> {
  // A missing engine must be known before anything is made in AWS.
  if (plan.image.action === 'build') await deps.engine.name();
  await runSteps(deploySteps(deps, plan), deps);
}

function deploySteps(deps: Deps, plan: DeployPlan): Step[] {
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
      run: () => applyEnvironment(deps, plan),
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
