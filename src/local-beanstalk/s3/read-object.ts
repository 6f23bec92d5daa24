/** GetObject and HeadObject. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
import type { ApiRequest, ApiResponse } from '../http/service.ts';
import { checksumHeaders } from './checksums.ts';
import { isNotModified, isUnchanged } from './conditions.ts';
import { overridesOf } from './metadata.ts';
import { readRange } from './range.ts';
import type { BucketStore, ObjectRecord } from './store.ts';

/** Every object is encrypted with S3's own keys. */
export const encryption = { 'x-amz-server-side-encryption': 'AES256' };

export function readObject(
  store: BucketStore,
  object: ObjectRecord,
  { method, headers, query }: ApiRequest,
): ApiResponse {
  const { etag, size, checksum, modifiedAt } = object;
  const validators = { etag: `"${etag}"`, 'last-modified': new Date(modifiedAt).toUTCString() };
  if (isNotModified(headers, object)) return { status: 304, headers: validators };
  const condition = headers['if-range'];
  const applies = condition === undefined || isUnchanged(condition, object);
  const range = readRange(applies ? headers.range : undefined, size);
  const withChecksum = headers['x-amz-checksum-mode'] === 'ENABLED' && range === undefined;
  const described = {
    ...validators,
    'accept-ranges': 'bytes',
    ...(object.metadata ?? { 'content-type': object.contentType }),
    ...overridesOf(query),
    ...encryption,
    ...(withChecksum && checksumHeaders(checksum)),
    'content-length': String(range === undefined ? size : range.end - range.start + 1),
    ...(range !== undefined && { 'content-range': `bytes ${range.start}-${range.end}/${size}` }),
  };
  return {
    status: range === undefined ? 200 : 206,
    headers: described,
    ...(method === 'GET' && { body: store.read(object, range) }),
  };
}
