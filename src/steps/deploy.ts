/** Carries a plan out. */
import { atOnce, judgeAnew } from '../core/compatibility.ts';
import type { DeployPlan } from '../core/plan.ts';
import type { Deps } from '../ports.ts';
import { keepMetadata, mustRecreate } from './compatibility.ts';
import { type ApplyOptions, applyEnvironment } from './environment.ts';
import { buildImage, createRepository, pushImage } from './image.ts';
import { type InterruptedWords, mayGoOn, sayingWhenInterrupted } from './interrupted.ts';
import { createLogGroups } from './log-groups.ts';
import { runSteps, type Step, type StepResult } from './pipeline.ts';
import { readEnvironment } from './read-environment.ts';
import { createVersion } from './version.ts';

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
    while (!(await bringEnvironment(deps, plan, options)));
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

/**
 * False when somebody else's deployment came between: whether nodes of what runs now may be beside the new ones is then
 * another question.
 */
async function bringEnvironment(
  deps: Deps,
  plan: DeployPlan,
  { wait, yes }: { wait: boolean; yes?: boolean },
): Promise<boolean> {
  const { environment: name } = plan.target;
  const from = await readEnvironment(deps, plan.target);
  const update = judgeAnew(plan.update, plan.version.label, from);
  // Not within the step: it may have to ask. What is busy is waited for, and then judged.
  const recreate =
    (from === undefined || from.status === 'Ready') &&
    (await mustRecreate(deps, { ...plan, update }, { environment: from, yes: yes === true }));
  const change = recreate
    ? { ...plan, environment: { ...plan.environment, ...atOnce(plan.environment) } }
    : plan;
  let done = false;
  const bring = async (): Promise<StepResult> => {
    const result = await applyEnvironment(deps, change, { wait, from });
    done = result !== undefined;
    // The policy that was set for this update goes back to kc-eb.yaml's; without waiting, the next deploy does it.
    if (done && recreate && wait) await applyEnvironment(deps, plan, { wait });
    return result ?? { outcome: 'already', detail: 'another deployment came first' };
  };
  const run = (): Promise<StepResult> => sayingWhenInterrupted(deps, mayGoOn(name), bring);
  await runSteps([{ name: 'environment', title: `Environment ${name}`, after: [], run }], deps);
  return done;
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
