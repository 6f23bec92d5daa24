/** The source of CopyObject and UploadPartCopy. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
import { maxObjectBytes } from '../http/body-limit.ts';
import { type ApiRequest, ServiceError } from '../http/service.ts';
import { type Algorithm, newMeter } from './checksums.ts';
import { checkSource } from './conditions.ts';
import { checkBucketName, checkKey } from './names.ts';
import type { ByteRange } from './range.ts';
import type { Received } from './receive.ts';
import type { Target } from './routes.ts';
import type { BucketStore, ObjectRecord } from './store.ts';

interface Source extends Target {
  object: ObjectRecord;
}

/** Throws NoSuchKey, PreconditionFailed and the like. */
export function readSource(store: BucketStore, headers: ApiRequest['headers']): Source {
  const target = parseSource(headers['x-amz-copy-source'] ?? '');
  checkBucketName(target.bucket);
  checkKey(target.key);
  const object = store.require(target.bucket, target.key);
  checkSource(headers, object);
  return { ...target, object };
}

/** "bucket/key" or "/bucket/key", encoded as in a URL. */
function parseSource(header: string): Target {
  const [path = '', version] = header.split('?versionId=');
  if (version !== undefined && version !== 'null') {
    throw new ServiceError('NotImplemented', "Local Beanstalk does not support S3's versions.", 501);
  }
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decoded(path)) ?? [];
  if (bucket !== undefined && key !== undefined) return { bucket, key };
  throw new ServiceError(
    'InvalidArgument',
    'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
  );
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new ServiceError('InvalidArgument', 'Invalid copy source encoding.');
  }
}

/** "bytes=0-9" within the source. Throws InvalidArgument or InvalidRange. */
export function readSourceRange(header: string | undefined, size: number): ByteRange | undefined {
  if (header === undefined) return undefined;
  const [, first = '', last = ''] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  const range = { start: Number(first), end: Number(last) };
  if (first === '' || range.start > range.end) {
    throw new ServiceError(
      'InvalidArgument',
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    );
  }
  if (range.end < size) return range;
  throw new ServiceError('InvalidRequest', `Range specified is not valid for source object of size: ${size}`);
}

/** A copy of the bytes, which no object has yet. */
export async function copyBytes(
  store: BucketStore,
  object: ObjectRecord,
  algorithm: Algorithm,
  range?: ByteRange,
): Promise<Received> {
  const size = range === undefined ? object.size : range.end - range.start + 1;
  if (size > maxObjectBytes) {
    throw new ServiceError(
      'InvalidRequest',
      'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
    );
  }
  const meter = newMeter(algorithm);
  const stored = await store.receive(store.read(object, range), [meter]);
  const value = Buffer.from(await meter.digest()).toString('base64');
  return { ...stored, checksum: { algorithm, value, type: 'FULL_OBJECT' } };
}
