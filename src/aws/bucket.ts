/** Texts that kc-eb keeps in Beanstalk's own bucket, next to the source bundles. */
import { unlessAwsError } from '../base/aws-error.ts';
import { Memo } from '../base/memo.ts';
import { UserError } from '../base/user-error.ts';
import type { Aws, Deps } from '../ports.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const buckets = new Memo<Aws, string>();

/**
 * The name of the bucket; read once a command. CreateStorageLocation is idempotent and the only source of the name:
 * newer regions add a suffix. Throws UserError 'aws' for an answer without a name.
 */
export function storageBucket({ aws }: Pick<Deps, 'aws'>): Promise<string> {
  return buckets.get(aws, async () => {
    const { S3Bucket } = await (await aws.beanstalk()).createStorageLocation({});
    if (S3Bucket !== undefined && bucketName.test(S3Bucket)) return S3Bucket;
    throw new UserError('aws', 'CreateStorageLocation returned no bucket name.', {
      hint: 'A proxy or another program may have answered in place of AWS: check HTTPS_PROXY and AWS_ENDPOINT_URL.',
    });
  });
}

/** Sets the name from another response: the source bundle of an application version is in this bucket. */
export function useStorageBucket({ aws }: Pick<Deps, 'aws'>, name: string): void {
  if (bucketName.test(name)) buckets.set(aws, name);
}

/** The text of an object in the storage bucket; undefined when it does not exist. */
export async function readText(deps: Pick<Deps, 'aws'>, Key: string): Promise<string | undefined> {
  const Bucket = await storageBucket(deps);
  return unlessAwsError(['NoSuchKey'], async () => {
    const { Body } = await (await deps.aws.s3()).getObject({ Bucket, Key });
    return (await Body?.transformToString()) ?? '';
  });
}

/** The parsed text of an object. Throws UserError 'usage' when something else or a newer kc-eb has written it. */
export async function readRecord<T>(
  deps: Pick<Deps, 'aws'>,
  key: string,
  { parse, hint }: { parse: (text: string) => T; hint: string },
): Promise<T | undefined> {
  const text = await readText(deps, key);
  if (text === undefined) return undefined;
  try {
    return parse(text);
  } catch (cause) {
    const place = `s3://${await storageBucket(deps)}/${key}`;
    const format = formatOf(text);
    if (format !== undefined && format > 1) {
      throw new UserError('usage', `Record of a newer kc-eb (format ${format}): ${place}.`, {
        hint: 'Install that kc-eb or a newer one: this one cannot read the record, and must not replace it.',
      });
    }
    throw new UserError('usage', `Not a record of kc-eb: ${place}.`, { hint, cause });
  }
}

/** Every record has its format as a number. */
function formatOf(text: string): number | undefined {
  try {
    const { format } = Object(JSON.parse(text)) as { format?: unknown };
    return typeof format === 'number' ? format : undefined;
  } catch {
    return undefined;
  }
}

export async function writeJson(deps: Pick<Deps, 'aws'>, Key: string, Body: string): Promise<void> {
  const Bucket = await storageBucket(deps);
  await (await deps.aws.s3()).putObject({ Bucket, Key, Body, ContentType: 'application/json' });
}

export async function objectExists(
  deps: Pick<Deps, 'aws'>,
  place: { Bucket: string; Key: string },
): Promise<boolean> {
  const s3 = await deps.aws.s3();
  return (await unlessAwsError(['NotFound', 'NoSuchKey'], () => s3.headObject(place))) !== undefined;
}
