/** Reads whether the image and the application version of one deployment exist. */
import type {
  ApplicationVersionDescription,
  ApplicationVersionStatus,
} from '@aws-sdk/client-elastic-beanstalk';
import { awsErrorName } from '../base/aws-error.ts';
import type { Deps } from '../ports.ts';
import { objectExists, useStorageBucket } from '../aws/bucket.ts';
import type { VersionFacts } from './plan.ts';
import { bundleKey } from './render-project.ts';

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html */
export async function readImage(
  deps: Pick<Deps, 'aws'>,
  repositoryName: string,
  imageTag: string,
): Promise<{ repositoryExists: boolean; imageExists: boolean }> {
  try {
    const ecr = await deps.aws.ecr();
    const { imageDetails = [] } = await ecr.describeImages({ repositoryName, imageIds: [{ imageTag }] });
    return { repositoryExists: true, imageExists: imageDetails.length > 0 };
  } catch (error) {
    const name = awsErrorName(error);
    if (name === 'ImageNotFoundException') return { repositoryExists: true, imageExists: false };
    if (name === 'RepositoryNotFoundException') return { repositoryExists: false, imageExists: false };
    throw error;
  }
}

/** undefined when the application version does not exist. */
export async function describeVersion(
  deps: Pick<Deps, 'aws'>,
  application: string,
  label: string,
): Promise<ApplicationVersionDescription | undefined> {
  const beanstalk = await deps.aws.beanstalk();
  const { ApplicationVersions = [] } = await beanstalk.describeApplicationVersions({
    ApplicationName: application,
    VersionLabels: [label],
  });
  return ApplicationVersions.find(({ VersionLabel }) => VersionLabel === label);
}

/** undefined when the application version does not exist. */
export async function readVersion(
  deps: Pick<Deps, 'aws'>,
  application: string,
  label: string,
): Promise<VersionFacts | undefined> {
  const version = await describeVersion(deps, application, label);
  if (version === undefined) return undefined;
  const { S3Bucket: Bucket, S3Key: Key } = version.SourceBundle ?? {};
  const hasBundle = Bucket !== undefined && Key !== undefined && (await objectExists(deps, { Bucket, Key }));
  // Without the bundle, the bucket may be deleted: CreateStorageLocation creates it again.
  if (hasBundle && Key === bundleKey(application, label)) useStorageBucket(deps, Bucket);
  return { status: versionStatus(version.Status) ?? 'Unprocessed', hasBundle };
}

/**
 * Status of an application version in the words of the API's model. The service itself answers in capitals
 * (PROCESSED, FAILED): https://github.com/aws/aws-sdk/issues/237, and the EB CLI compares with these.
 */
export function versionStatus(answered: string | undefined): ApplicationVersionStatus | undefined {
  if (answered === undefined) return undefined;
  return (answered.charAt(0).toUpperCase() + answered.slice(1).toLowerCase()) as ApplicationVersionStatus;
}
