/** Operations on objects. */
import type { ApiRequest, ApiResponse } from '../http/service.ts';
import { ServiceError } from '../http/service.ts';
import { checksumElements, checksumHeaders, defaultAlgorithm, readAlgorithm } from './checksums.ts';
import { checkTarget } from './conditions.ts';
import { copyBytes, readSource } from './copy.ts';
import { deleteObjects } from './delete-objects.ts';
import { readMetadata } from './metadata.ts';
import { encryption, readObject } from './read-object.ts';
import { readVerified, receiveBody } from './receive.ts';
import type { Target } from './routes.ts';
import type { BucketStore } from './store.ts';
import { xml } from './xml.ts';

export type Run = (request: ApiRequest, target: Target) => ApiResponse | Promise<ApiResponse>;

export function objectOperations(store: BucketStore): Readonly<Record<string, Run>> {
  const read: Run = (request, { bucket, key }) => readObject(store, store.require(bucket, key), request);
  return {
    GetObject: read,
    HeadObject: read,

    async PutObject(request, { bucket, key }) {
      store.requireBucket(bucket);
      const metadata = readMetadata(request.headers);
      const received = await receiveBody(store, request);
      const { etag, checksum } = await store.put(bucket, key, { ...received, metadata }, (before) => {
        checkTarget(request.headers, before);
      });
      const headers = { etag: `"${etag}"`, ...checksumHeaders(checksum), ...encryption };
      return { status: 200, headers };
    },

    async CopyObject({ headers }, { bucket, key }) {
      store.requireBucket(bucket);
      const source = readSource(store, headers);
      const replaces = headers['x-amz-metadata-directive'] === 'REPLACE';
      if (source.bucket === bucket && source.key === key && !replaces) {
        throw new ServiceError(
          'InvalidRequest',
          "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
        );
      }
      const { object } = source;
      const asked = headers['x-amz-checksum-algorithm'];
      const algorithm =
        asked === undefined
          ? (object.checksum?.algorithm ?? defaultAlgorithm)
          : readAlgorithm(asked, 'x-amz-checksum-algorithm');
      const metadata = replaces
        ? readMetadata(headers)
        : (object.metadata ?? { 'content-type': object.contentType });
      const copied = await copyBytes(store, object, algorithm);
      const { etag, modifiedAt, checksum } = await store.put(
        bucket,
        key,
        { ...copied, metadata },
        (before) => {
          checkTarget(headers, before);
        },
      );
      const result = { LastModified: modifiedAt, ETag: `"${etag}"`, ...checksumElements(checksum) };
      return xml('CopyObjectResult', result, encryption);
    },

    async DeleteObject({ headers }, { bucket, key }) {
      const present = store.find(bucket, key);
      if (headers['if-match'] !== undefined) checkTarget({ 'if-match': headers['if-match'] }, present);
      await store.delete(bucket, key);
      return { status: 204 };
    },

    async DeleteObjects(request, { bucket }) {
      return deleteObjects(store, bucket, await readVerified(request));
    },
  };
}
