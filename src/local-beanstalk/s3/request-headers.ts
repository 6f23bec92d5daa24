/**
 * Headers x-amz-*: an operation honours each one or the request fails, since most of them change what is stored.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonRequestHeaders.html
 */
import { localAccount } from '../base/constants.ts';
import { type ApiRequest, ServiceError } from '../http/service.ts';
import { requireHeaderText } from './metadata.ts';

type Headers = ApiRequest['headers'];

/** Headers without an effect on the result, such as those of the signature. */
const ofEveryRequest = new Set([
  ...['date', 'content-sha256', 'security-token', 'user-agent', 'request-payer', 'id-2'],
  ...['algorithm', 'credential', 'expires', 'signature', 'signedheaders'],
]);

/** Headers of PutObject, UploadPart and DeleteObjects. */
const ofBody = ['decoded-content-length', 'trailer', 'sdk-checksum-algorithm'];
const checksums = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'].map((name) => `checksum-${name}`);
const ofSource = ['match', 'none-match', 'modified-since', 'unmodified-since'].map(
  (name) => `copy-source-if-${name}`,
);
const sourceOwner = 'source-expected-bucket-owner';
const ofNewObject = ['acl', 'server-side-encryption', 'storage-class'];

/** Operation → headers, which lack "x-amz-" here. */
const honoured: Readonly<Record<string, readonly string[]>> = {
  CreateBucket: ['acl', 'object-ownership', 'bucket-object-lock-enabled'],
  GetObject: ['checksum-mode'],
  HeadObject: ['checksum-mode'],
  ListObjects: ['optional-object-attributes'],
  ListObjectsV2: ['optional-object-attributes'],
  PutObject: [...ofBody, ...checksums, ...ofNewObject],
  CopyObject: [
    ...['copy-source', 'metadata-directive', 'tagging-directive', 'checksum-algorithm'],
    ...[sourceOwner, ...ofSource, ...ofNewObject],
  ],
  CreateMultipartUpload: ['checksum-algorithm', 'checksum-type', ...ofNewObject],
  UploadPart: [...ofBody, ...checksums],
  UploadPartCopy: ['copy-source', 'copy-source-range', sourceOwner, ...ofSource],
  CompleteMultipartUpload: [...checksums, 'checksum-type', 'mp-object-size'],
  DeleteObjects: [...ofBody, ...checksums],
};

/** Headers of which only some values have an effect that exists here. */
const values: Readonly<Record<string, readonly string[]>> = {
  'storage-class': ['STANDARD'],
  'server-side-encryption': ['AES256'],
  'tagging-directive': ['COPY'],
  'metadata-directive': ['COPY', 'REPLACE'],
  'checksum-mode': ['ENABLED'],
  'checksum-type': ['FULL_OBJECT', 'COMPOSITE'],
  'object-ownership': ['BucketOwnerEnforced'],
  'bucket-object-lock-enabled': ['false', 'False'],
};
const permittedAcls = ['private', 'bucket-owner-full-control'];

const takesMetadata = ['PutObject', 'CopyObject', 'CreateMultipartUpload'];

/** A presigned URL has headers in its query; S3 reads them there. */
export function withQueryHeaders({ headers, query }: Pick<ApiRequest, 'headers' | 'query'>): Headers {
  const moved = [...query]
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .filter(([name]) => name.startsWith('x-amz-'));
  return moved.length === 0 ? headers : { ...Object.fromEntries(moved), ...headers };
}

/** Throws NotImplemented with the name of a header that the operation does not honour, or AWS's error. */
export function checkHeaders(operation: string, headers: Headers): void {
  const accepted = Object.hasOwn(honoured, operation) ? (honoured[operation] ?? []) : [];
  for (const [header, value] of Object.entries(headers)) {
    if (!header.startsWith('x-amz-')) continue;
    requireHeaderText(value);
    const name = header.slice('x-amz-'.length);
    if (ofEveryRequest.has(name)) continue;
    if (name === 'expected-bucket-owner' || (name === sourceOwner && accepted.includes(name))) {
      checkOwner(value);
    } else if (name.startsWith('meta-') && takesMetadata.includes(operation)) {
      continue;
    } else if (isAcl(name) && (!accepted.includes(name) || !permittedAcls.includes(value))) {
      throw new ServiceError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
    } else if (!accepted.includes(name)) {
      throw notHonoured(`header ${header} of ${operation}`);
    } else if (Object.hasOwn(values, name) && values[name]?.includes(value) !== true) {
      throw notHonoured(`${header}: ${value}`);
    }
  }
}

function isAcl(name: string): boolean {
  return name === 'acl' || name.startsWith('grant-');
}

function checkOwner(account: string): void {
  if (account !== localAccount) throw new ServiceError('AccessDenied', 'Access Denied', 403);
}

function notHonoured(what: string): ServiceError {
  return new ServiceError('NotImplemented', `Local Beanstalk does not support S3's ${what}.`, 501);
}
