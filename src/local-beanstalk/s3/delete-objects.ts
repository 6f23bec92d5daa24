/** DeleteObjects. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
import { z } from 'zod';
import { printable } from '../http/printable.ts';
import { type ApiResponse, ServiceError } from '../http/service.ts';
import { checkKey } from './names.ts';
import type { BucketStore } from './store.ts';
import { parseXml, xml } from './xml.ts';

const maxObjects = 1_000;
const entry = z.looseObject({ Key: z.string() });
const schema = z.object({
  Delete: z.object({
    Object: z.array(entry).min(1).max(maxObjects),
    Quiet: z.enum(['true', 'false']).default('false'),
  }),
});

/** Deletes exactly these keys. Throws before the first deletion when an entry has a version or a condition. */
export async function deleteObjects(store: BucketStore, bucket: string, body: Buffer): Promise<ApiResponse> {
  const { Object: entries, Quiet: quiet } = parseXml(body, schema, ['Object']).Delete;
  store.requireBucket(bucket);
  for (const one of entries) checkEntry(one);
  const [deleted, failed] = [[] as object[], [] as object[]];
  for (const { Key: key } of entries) {
    try {
      checkKey(key);
      await store.delete(bucket, key);
      if (quiet === 'false') deleted.push({ Key: printable(key) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      failed.push({ Key: printable(key), Code: error.code, Message: error.message });
    }
  }
  return xml('DeleteResult', { Deleted: deleted, Error: failed });
}

function checkEntry({ Key: key, ...others }: z.output<typeof entry>): void {
  if (key === '') throw new ServiceError('UserKeyMustBeSpecified', 'The key must not be empty.');
  for (const [name, value] of Object.entries(others)) {
    // White space between the elements, and the version of an object without versions.
    if (name === '#text' || (name === 'VersionId' && value === 'null')) continue;
    throw new ServiceError(
      'NotImplemented',
      `Local Beanstalk does not support ${name} of DeleteObjects.`,
      501,
    );
  }
}
