/** Carries a plan out. */
import { decideUpdate, requireNoDowngrade } from './update-plan.ts';
import type { DeployPlan, PlannedImage } from './plan.ts';
import type { Deps } from '../ports.ts';
import { rollOut } from './roll-out.ts';
import { keepMetadata } from './check-compatibility.ts';
import type { Landed } from './apply-environment.ts';
import { buildImage, createRepository, pushImage } from './image.ts';
import { type InterruptMessage, withInterruptMessage } from '../base/interrupts.ts';
import { createLogGroups } from './create-log-groups.ts';
import { outputOf, runSteps, type Step } from './pipeline.ts';
import { createVersion } from './application-version.ts';

/**
 * Each step is addressed by content and first checks whether its work is done: a rerun continues. Returns the
 * environment as the deployment left it; undefined without waiting.
 */
export async function carryOut(
  deps: Deps,
  plan: DeployPlan,
  options: { wait: boolean; yes?: boolean } = { wait: true },
): Promise<Landed | undefined> {
  // A missing engine must show before anything is created in AWS.
  if (imagesOf(plan).some(({ action }) => action === 'build')) await deps.engine.name();
  return withInterruptMessage(deps, untouched(plan), async () => {
    await runSteps(preparingSteps(deps, plan), deps);
    return rollOut(deps, plan, {
      ...{ wait: options.wait, yes: options.yes === true },
      step: { name: 'environment', title: `Environment ${plan.target.environment}` },
      decide: (environment) => requireNoDowngrade(decideUpdate(plan.update, plan.version.label, environment)),
    });
  });
}

function untouched({ target }: DeployPlan): InterruptMessage {
  return {
    message: `Interrupted before environment ${target.environment} was touched: nothing continues in AWS.`,
    hint: 'kc-eb deploy continues from here.',
  };
}

const imagesOf = ({ image, proxy }: DeployPlan) => [image, proxy];

/** The steps that do not touch the running environment. */
function preparingSteps(deps: Deps, plan: DeployPlan): Step[] {
  const baseImage = baseImageSteps(deps, 'base-image', plan.image);
  const baseProxy = baseImageSteps(deps, 'base-proxy', plan.proxy);
  return [
    ...baseImage,
    ...baseProxy,
    { name: 'repository', title: 'ECR repository', after: [], run: () => createRepository(deps, plan) },
    { name: 'log-groups', title: 'Log groups', after: [], run: () => createLogGroups(deps, plan) },
    { name: 'version', title: 'Application version', after: [], run: () => createVersion(deps, plan) },
    {
      name: 'image',
      title: 'Keycloak image',
      after: baseImage.map(({ name }) => name),
      run: () => buildImage(deps, 'image', plan.image),
    },
    {
      name: 'push',
      title: 'Push to ECR',
      after: ['image', 'repository'],
      run: () => pushImage(deps, 'push', plan, plan.image),
    },
    {
      name: 'proxy',
      title: 'nginx image',
      after: baseProxy.map(({ name }) => name),
      run: () => buildImage(deps, 'proxy', plan.proxy),
    },
    {
      name: 'push-proxy',
      title: 'Push of nginx to ECR',
      // The engine writes one file of logins.
      after: ['proxy', 'push'],
      run: () => pushImage(deps, 'push-proxy', plan, plan.proxy),
    },
    ...(plan.update.tells
      ? [
          {
            name: 'compatibility',
            title: 'Compatibility of the version',
            // A built image is on this machine: the other steps need not wait for Keycloak, which takes seconds.
            after: [plan.image.action === 'build' ? 'image' : 'push'],
            run: () => keepMetadata(deps, plan),
          },
        ]
      : []),
  ];
}

/** A step with Local Beanstalk only: against AWS, the build pulls the base image. */
function baseImageSteps(deps: Deps, name: string, { action, from }: PlannedImage): Step[] {
  const provide = deps.local?.provideBaseImage;
  if (provide === undefined || action === 'none') return [];
  const run = () => provide(from, outputOf(deps, name));
  return [{ name, title: `Base image ${from}`, after: [], run }];
}
