/** The images in ECR, optimized Keycloak and a copy of nginx: repository, build, push. */
import { dockerBuild, dockerPush } from '../engine/commands.ts';
import { unlessAwsError } from '../base/aws-error.ts';
import type { DeployPlan, PlannedImage } from './plan.ts';
import type { Deps } from '../ports.ts';
import { outputOf, type StepResult } from './pipeline.ts';
import { readImage } from './read-artifacts.ts';
import { signIn } from './registry.ts';

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
export async function createRepository(deps: Deps, plan: DeployPlan): Promise<StepResult> {
  const { action, name } = plan.repository;
  if (action === 'none') return { outcome: 'already', detail: name };
  const ecr = await deps.aws.ecr();
  const created = await unlessAwsError(['RepositoryAlreadyExistsException'], () =>
    ecr.createRepository({
      repositoryName: name,
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
    }),
  );
  return { outcome: created === undefined ? 'already' : 'done', detail: name };
}

/** `step`: the step whose output the engine's lines are. */
export async function buildImage(deps: Deps, step: string, image: PlannedImage): Promise<StepResult> {
  if (image.action === 'none') return { outcome: 'already', detail: image.tag };
  const context = await deps.files.stage(image.texts, image.archives);
  try {
    await deps.engine.run(dockerBuild(image, context), { onLine: outputOf(deps, step) });
  } finally {
    await deps.files.remove(context);
  }
  return { outcome: 'done', detail: image.tag };
}

export async function pushImage(
  deps: Deps,
  step: string,
  { repository }: DeployPlan,
  image: PlannedImage,
): Promise<StepResult> {
  if (image.action === 'none') return { outcome: 'already', detail: image.uri };
  await signIn(deps, { image });
  try {
    await deps.engine.run(dockerPush(image.uri), { onLine: outputOf(deps, step) });
  } catch (error) {
    // Tags are immutable, and the tag is the content's hash: another run has pushed the same.
    const found = await readImage(deps, repository.name, image.tag).catch(() => undefined);
    if (found?.imageExists === true) return { outcome: 'already', detail: image.uri };
    throw error;
  }
  return { outcome: 'done', detail: image.uri };
}
