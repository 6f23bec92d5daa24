/**
 * The operation that a request calls, by its method, its path and its query. Each operation has the parameters that it
 * honours. A request with any other is not implemented: S3 would do something else than the plain operation.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
import type { ApiRequest } from '../http/service.ts';

export interface Target {
  bucket: string;
  key: string;
}

interface Route {
  name: string;
  method: string;
  on: 'service' | 'bucket' | 'object';
  /** Parameters that select the operation. */
  query?: readonly string[];
  /** Parameters that it honours. */
  optional?: readonly string[];
  /** A header that selects the operation. */
  header?: string;
}

const overrides = ['cache-control', 'content-disposition', 'content-encoding', 'content-language'];
const readParameters = [...overrides, 'content-type', 'expires'].map((name) => `response-${name}`);
const listParameters = ['delimiter', 'encoding-type', 'max-keys', 'prefix'];
const copySource = 'x-amz-copy-source';

/** An earlier row wins. */
const routes: readonly Route[] = [
  {
    ...{ name: 'ListBuckets', method: 'GET', on: 'service' },
    optional: ['bucket-region', 'continuation-token', 'max-buckets', 'prefix'],
  },
  { name: 'CreateBucket', method: 'PUT', on: 'bucket' },
  { name: 'DeleteBucket', method: 'DELETE', on: 'bucket' },
  { name: 'HeadBucket', method: 'HEAD', on: 'bucket' },
  { name: 'GetBucketLocation', method: 'GET', on: 'bucket', query: ['location'] },
  { name: 'DeleteObjects', method: 'POST', on: 'bucket', query: ['delete'] },
  {
    ...{ name: 'ListObjectsV2', method: 'GET', on: 'bucket', query: ['list-type'] },
    optional: [...listParameters, 'continuation-token', 'fetch-owner', 'start-after'],
  },
  { name: 'ListObjects', method: 'GET', on: 'bucket', optional: [...listParameters, 'marker'] },
  { name: 'CreateMultipartUpload', method: 'POST', on: 'object', query: ['uploads'] },
  {
    ...{ name: 'UploadPartCopy', method: 'PUT', on: 'object', query: ['partNumber', 'uploadId'] },
    header: copySource,
  },
  { name: 'UploadPart', method: 'PUT', on: 'object', query: ['partNumber', 'uploadId'] },
  { name: 'CompleteMultipartUpload', method: 'POST', on: 'object', query: ['uploadId'] },
  { name: 'AbortMultipartUpload', method: 'DELETE', on: 'object', query: ['uploadId'] },
  { name: 'CopyObject', method: 'PUT', on: 'object', header: copySource },
  { name: 'PutObject', method: 'PUT', on: 'object' },
  { name: 'GetObject', method: 'GET', on: 'object', optional: readParameters },
  { name: 'HeadObject', method: 'HEAD', on: 'object', optional: readParameters },
  { name: 'DeleteObject', method: 'DELETE', on: 'object' },
];

/** "PUT object ?legal-hold" for an operation that is not supported. */
export function operationOf(
  { method, query, headers }: Pick<ApiRequest, 'method' | 'query' | 'headers'>,
  { bucket, key }: Target,
): string {
  const on = bucket === '' ? 'service' : key === '' ? 'bucket' : 'object';
  const names = [...new Set(query.keys())].filter((name) => !ofEveryRequest(name));
  const found = routes.find(
    ({ query: required = [], optional = [], header, ...route }) =>
      route.method === method &&
      route.on === on &&
      (header === undefined || headers[header] !== undefined) &&
      required.every((name) => names.includes(name)) &&
      names.every((name) => required.includes(name) || optional.includes(name)),
  );
  if (found !== undefined) return found.name;
  const known = new Set(
    routes.flatMap(({ query: required = [], optional = [] }) => [...required, ...optional]),
  );
  const [first = ''] = [...names.filter((name) => !known.has(name)), ...names];
  return `${method} ${on}${first === '' ? '' : ` ?${first}`}`;
}

const alwaysAccepted = ['x-id', 'AWSAccessKeyId', 'Expires', 'Signature'];

/** The SDK's name of the operation, the signature of a presigned URL, and headers that it moved there. */
function ofEveryRequest(name: string): boolean {
  return alwaysAccepted.includes(name) || name.toLowerCase().startsWith('x-amz-');
}
