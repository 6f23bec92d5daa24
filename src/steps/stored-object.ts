/** Texts that kc-eb keeps in Beanstalk's own bucket, beside the source bundles. */
import { awsErrorName } from '../core/aws-error.ts';
import type { Deps } from '../ports.ts';

export interface Place {
  Bucket: string;
  Key: string;
}

/** Idempotent, and the only source of the name: newer regions add a suffix. */
export async function storageBucket(deps: Pick<Deps, 'aws'>): Promise<string> {
  const { S3Bucket = '' } = await (await deps.aws.beanstalk()).createStorageLocation({});
  return S3Bucket;
}

/** undefined when there is no such object. */
export async function readText(deps: Pick<Deps, 'aws'>, place: Place): Promise<string | undefined> {
  try {
    const { Body } = await (await deps.aws.s3()).getObject(place);
    return (await Body?.transformToString()) ?? '';
  } catch (error) {
    if (awsErrorName(error) === 'NoSuchKey') return undefined;
    throw error;
  }
}

export async function writeJson(deps: Pick<Deps, 'aws'>, place: Place, Body: string): Promise<void> {
  await (await deps.aws.s3()).putObject({ ...place, Body, ContentType: 'application/json' });
}
