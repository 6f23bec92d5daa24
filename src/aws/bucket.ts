/** Texts that kc-eb keeps in Beanstalk's own bucket, beside the source bundles. */
import { awsErrorName } from '../base/aws-error.ts';
import { UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';

export interface Place {
  Bucket: string;
  Key: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Idempotent, and the only source of the name: newer regions add a suffix. */
export async function storageBucket(deps: Pick<Deps, 'aws'>): Promise<string> {
  const { S3Bucket } = await (await deps.aws.beanstalk()).createStorageLocation({});
  if (S3Bucket !== undefined && bucketName.test(S3Bucket)) return S3Bucket;
  throw new UserError('aws', 'Beanstalk named no bucket (CreateStorageLocation).', {
    hint: 'A proxy or another program may have answered in place of AWS: check HTTPS_PROXY and AWS_ENDPOINT_URL.',
  });
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

/** What readText finds, understood. Throws UserError 'usage' when somebody else has written it. */
export async function readRecord<T>(
  deps: Pick<Deps, 'aws'>,
  place: Place,
  { parse, hint }: { parse: (text: string) => T; hint: string },
): Promise<T | undefined> {
  const text = await readText(deps, place);
  if (text === undefined) return undefined;
  try {
    return parse(text);
  } catch (cause) {
    throw new UserError('usage', `s3://${place.Bucket}/${place.Key} is no record of kc-eb's.`, {
      hint,
      cause,
    });
  }
}

export async function isThere(deps: Pick<Deps, 'aws'>, place: Place): Promise<boolean> {
  try {
    await (await deps.aws.s3()).headObject(place);
    return true;
  } catch (error) {
    if (['NotFound', 'NoSuchKey'].includes(awsErrorName(error) ?? '')) return false;
    throw error;
  }
}

export async function writeJson(deps: Pick<Deps, 'aws'>, place: Place, Body: string): Promise<void> {
  await (await deps.aws.s3()).putObject({ ...place, Body, ContentType: 'application/json' });
}
