/** The application version: source bundle into S3, CreateApplicationVersion, wait until Beanstalk has processed it. */
import { poll } from '../base/poll.ts';
import { UserError } from '../base/user-error.ts';
import type { DeployPlan } from './plan.ts';
import type { Deps } from '../ports.ts';
import { outputOf, type StepResult } from './pipeline.ts';
import { storageBucket } from '../aws/bucket.ts';
import { describeVersion, versionStatus } from './read-artifacts.ts';

/** Beanstalk reads the bundle, .ebextensions included, before a version may be deployed. */
const processingLimitMs = 300_000;
const pollMs = 2_000;

export async function createVersion(deps: Deps, plan: DeployPlan): Promise<StepResult> {
  const { action, label } = plan.version;
  if (action === 'none') return { outcome: 'already', detail: label };
  if (action !== 'wait') {
    const bucket = await upload(deps, plan);
    if (action === 'create') {
      await create(deps, plan, bucket);
      // No version is processed at once.
      await deps.clock.sleep(pollMs, deps.signal);
    }
  }
  await waitUntilProcessed(deps, plan);
  return { outcome: action === 'wait' ? 'already' : 'done', detail: label };
}

/** Returns the bucket. */
async function upload(deps: Deps, plan: DeployPlan): Promise<string> {
  const { key, texts, copies } = plan.version;
  const bucket = await storageBucket(deps);
  const bundle = await deps.files.zip(texts, copies);
  outputOf(deps, 'version')(`s3://${bucket}/${key} (${bundle.length} bytes)`);
  const s3 = await deps.aws.s3();
  await s3.putObject({ Bucket: bucket, Key: key, Body: bundle, ContentType: 'application/zip' });
  return bucket;
}

async function create(deps: Deps, plan: DeployPlan, bucket: string): Promise<void> {
  const { label, key } = plan.version;
  const beanstalk = await deps.aws.beanstalk();
  try {
    await beanstalk.createApplicationVersion({
      ApplicationName: plan.target.application,
      VersionLabel: label,
      Description: `kc-eb ${plan.image.tag}`,
      SourceBundle: { S3Bucket: bucket, S3Key: key },
      AutoCreateApplication: true,
      Process: true,
    });
  } catch (error) {
    // The label is the content's hash: another run has created the same version.
    if (!(error instanceof Error && /already exists/i.test(error.message))) throw error;
  }
}

async function waitUntilProcessed(deps: Deps, { target, version: { label } }: DeployPlan): Promise<void> {
  const deadline = deps.clock.now().getTime() + processingLimitMs;
  let status: string | undefined;
  const ended = await poll(deps, { everyMs: pollMs, deadline }, async () => {
    status = versionStatus((await describeVersion(deps, target.application, label))?.Status);
    return status === 'Processed' || status === 'Failed' ? status : undefined;
  });
  if (ended === 'Processed') return;
  if (ended === 'Failed') {
    throw new UserError('deployment', `Beanstalk could not process application version ${label}.`, {
      hint: 'kc-eb events shows why; most often an .ebextensions file under overrides/ is not valid.',
    });
  }
  throw new UserError(
    'timeout',
    `Application version ${label} is still ${status ?? 'absent'} after 5 minutes.`,
    { hint: 'Run kc-eb deploy again: it continues from here.' },
  );
}
