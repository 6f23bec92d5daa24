/** Carries a plan out. */
import { judgeAnew, refusingDowngrade } from './update-plan.ts';
import type { DeployPlan } from './plan.ts';
import type { Deps } from '../ports.ts';
import { bringEnvironment } from './update-environment.ts';
import { keepMetadata } from './check-compatibility.ts';
import type { ApplyOptions } from './apply-environment.ts';
import { buildImage, createRepository, pushImage } from './image.ts';
import { type InterruptedWords, sayingWhenInterrupted } from '../base/on-interrupt.ts';
import { createLogGroups } from './create-log-groups.ts';
import { runSteps, type Step } from './pipeline.ts';
import { createVersion } from './application-version.ts';

/** Each step is addressed by content and asks first whether its work is done: a rerun continues. */
export async function carryOut(
  deps: Deps,
  plan: DeployPlan,
  options: ApplyOptions & { yes?: boolean } = { wait: true },
): Promise<void> {
  // A missing engine must be known before anything is made in AWS.
  if (plan.image.action === 'build') await deps.engine.name();
  await sayingWhenInterrupted(deps, untouched(plan), async () => {
    await runSteps(preparingSteps(deps, plan), deps);
    await bringEnvironment(deps, plan, {
      ...{ wait: options.wait, yes: options.yes === true },
      step: { name: 'environment', title: `Environment ${plan.target.environment}` },
      judge: (environment) => refusingDowngrade(judgeAnew(plan.update, plan.version.label, environment)),
    });
  });
}

function untouched({ target }: DeployPlan): InterruptedWords {
  return {
    message: `Interrupted before environment ${target.environment} was touched: nothing goes on in AWS.`,
    hint: 'kc-eb deploy goes on from where it is.',
  };
}

/** All that the running environment does not notice. */
function preparingSteps(deps: Deps, plan: DeployPlan): Step[] {
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
    ...(plan.update.tells
      ? [
          {
            name: 'compatibility',
            title: 'Compatibility of the version',
            after: ['push', 'version'],
            run: () => keepMetadata(deps, plan),
          },
        ]
      : []),
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
