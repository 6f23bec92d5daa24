/** The application version: source bundle into S3, CreateApplicationVersion, wait until it is processed. */
import { UserError } from '../base/user-error.ts';
import type { DeployPlan } from './plan.ts';
import { versionStatus } from './version-status.ts';
import type { Deps } from '../ports.ts';
import type { StepResult } from './pipeline.ts';
import { isThere, storageBucket } from '../aws/bucket.ts';

/** Beanstalk reads the bundle, .ebextensions included, before a version may be deployed. */
const processingLimitMs = 300_000;
const pollMs = 2_000;

export async function createVersion(deps: Deps, plan: DeployPlan): Promise<StepResult> {
  const { action, label } = plan.version;
  if (action === 'none') return { outcome: 'already', detail: label };
  if (action !== 'wait') {
    const bucket = await upload(deps, plan);
    if (action === 'create') await create(deps, plan, bucket);
  }
  await waitUntilProcessed(deps, plan);
  return { outcome: action === 'wait' ? 'already' : 'done', detail: label };
}

/** Gives the bucket. */
async function upload(deps: Deps, plan: DeployPlan): Promise<string> {
  const { key, texts, copies } = plan.version;
  const bucket = await storageBucket(deps);
  if (!(await isThere(deps, { Bucket: bucket, Key: key }))) {
    const bundle = await deps.files.zip(texts, copies);
    deps.reporter.emit({
      type: 'step-output',
      step: 'version',
      line: `s3://${bucket}/${key} (${bundle.length} bytes)`,
    });
    await (
      await deps.aws.s3()
    ).putObject({ Bucket: bucket, Key: key, Body: bundle, ContentType: 'application/zip' });
  }
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
    // The label is the content's hash: whoever made it made the same version.
    if (!(error instanceof Error && /already exists/i.test(error.message))) throw error;
  }
}

async function waitUntilProcessed(deps: Deps, plan: DeployPlan): Promise<void> {
  const { label } = plan.version;
  const beanstalk = await deps.aws.beanstalk();
  const deadline = deps.clock.now().getTime() + processingLimitMs;
  for (;;) {
    const { ApplicationVersions = [] } = await beanstalk.describeApplicationVersions({
      ApplicationName: plan.target.application,
      VersionLabels: [label],
    });
    const status = versionStatus(ApplicationVersions[0]?.Status);
    if (status === 'Processed') return;
    if (status === 'Failed') {
      throw new UserError('deployment', `Beanstalk could not process application version ${label}.`, {
        hint: 'kc-eb events says why; most often an .ebextensions file under overrides/ is not valid.',
      });
    }
    if (deps.clock.now().getTime() > deadline) {
      throw new UserError(
        'timeout',
        `Application version ${label} is still ${status ?? 'absent'} after 5 minutes.`,
        {
          hint: 'Run kc-eb deploy again: it goes on from here.',
        },
      );
    }
    await deps.clock.sleep(pollMs, deps.signal);
  }
}
