/** The names that S3 accepts. Keys are opaque here: "a/../b" is a key as others. */
import { ServiceError } from '../http/service.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucketPattern = /^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const address = /^\d+\.\d+\.\d+\.\d+$/;
const reservedStart = /^(?:xn--|sthree-|amzn-s3-demo-)/;
const reservedEnd = /(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

/** Throws InvalidBucketName. */
export function checkBucketName(name: string): void {
  const valid =
    bucketPattern.test(name) && !address.test(name) && !reservedStart.test(name) && !reservedEnd.test(name);
  if (!valid) throw new ServiceError('InvalidBucketName', 'The specified bucket is not valid.');
}

const maxKeyBytes = 1024;

/** Throws KeyTooLongError, or InvalidArgument for a NUL. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > maxKeyBytes) throw new ServiceError('KeyTooLongError', 'Your key is too long');
  if (key.includes('\0')) throw new ServiceError('InvalidArgument', 'The key contains a NUL character.');
}

/** S3 sorts by the bytes of UTF-8. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
