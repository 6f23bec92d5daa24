/** The optimized Keycloak image: repository, build, push. */
import { dockerBuild, dockerLogin, dockerPush } from '../engine/commands.ts';
import { awsErrorName } from '../base/aws-error.ts';
import { UserError } from '../base/user-error.ts';
import type { DeployPlan } from './plan.ts';
import { Secret } from '../base/secret.ts';
import type { Deps } from '../ports.ts';
import type { StepResult } from './pipeline.ts';

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
export async function createRepository(deps: Deps, plan: DeployPlan): Promise<StepResult> {
  const { action, name } = plan.repository;
  if (action === 'none') return { outcome: 'already', detail: name };
  try {
    await (
      await deps.aws.ecr()
    ).createRepository({
      repositoryName: name,
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
    });
  } catch (error) {
    if (awsErrorName(error) === 'RepositoryAlreadyExistsException')
      return { outcome: 'already', detail: name };
    throw error;
  }
  return { outcome: 'done', detail: name };
}

export async function buildImage(deps: Deps, plan: DeployPlan): Promise<StepResult> {
  const { image } = plan;
  if (image.action === 'none') return { outcome: 'already', detail: image.tag };
  const context = await deps.files.stage(image.texts, image.copies);
  try {
    await deps.engine.run(dockerBuild(image, context), {
      onLine: (line) => {
        deps.reporter.emit({ type: 'step-output', step: 'image', line });
      },
    });
  } finally {
    await deps.files.remove(context);
  }
  return { outcome: 'done', detail: image.tag };
}

export async function pushImage(deps: Deps, plan: DeployPlan): Promise<StepResult> {
  const { image } = plan;
  if (image.action === 'none') return { outcome: 'already', detail: image.uri };
  await signIn(deps, plan);
  try {
    await deps.engine.run(dockerPush(image.uri), {
      onLine: (line) => {
        deps.reporter.emit({ type: 'step-output', step: 'push', line });
      },
    });
  } catch (error) {
    // Two builds of one context are two images, and a tag does not move: whoever was first has pushed the same.
    if (await isPushed(deps, plan)) return { outcome: 'already', detail: image.uri };
    throw error;
  }
  return { outcome: 'done', detail: image.uri };
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html */
async function isPushed(deps: Deps, { repository, image }: DeployPlan): Promise<boolean> {
  try {
    const ecr = await deps.aws.ecr();
    const { imageDetails = [] } = await ecr.describeImages({
      repositoryName: repository.name,
      imageIds: [{ imageTag: image.tag }],
    });
    return imageDetails.length > 0;
  } catch {
    // It was a question beside the push's own failure, which tells more.
    return false;
  }
}

/** To the registry, for a push or a pull. */
export async function signIn(deps: Deps, { image }: { image: { registry: string } }): Promise<void> {
  const { username, password } = await registryLogin(deps);
  await deps.engine.run(dockerLogin(image.registry, username), { input: password });
}

/** The token is base64 of "AWS:password". https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html */
async function registryLogin(deps: Deps): Promise<{ username: string; password: Secret }> {
  const { authorizationData } = await (await deps.aws.ecr()).getAuthorizationToken({});
  const token = Buffer.from(authorizationData?.[0]?.authorizationToken ?? '', 'base64').toString();
  const [username, password] = token.split(':');
  if (!username || !password) throw new UserError('aws', 'ECR gave no usable authorization token.');
  return { username, password: new Secret(password) };
}
