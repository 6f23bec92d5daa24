/**
 * The signature of a request: what it names, and what it must be. Its key separates clients of Local Beanstalk from those
 * meant for AWS.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
import { type ApiRequest, ServiceError } from './service.ts';
import { localKeyId } from '../base/credentials.ts';

export interface Signature {
  accessKeyId: string;
  /** SigV4 service name, e.g. "logs". */
  service: string;
  /** The value that the client calculated. */
  value: string;
  /** undefined for version 2. */
  scope?: SignedScope;
}

export interface SignedScope {
  /** E.g. 20261124, the day of the signing key. */
  day: string;
  region: string;
  /** Lower-case names of the headers that the client signed. */
  headers: readonly string[];
  /** The time of the signature, as the client wrote it: 20261124T101500Z. */
  date: string;
  /** Lifetime in seconds of a presigned request; undefined for a signature in a header. */
  expires?: number;
}

/** undefined without a signature. Throws ServiceError for a malformed one. */
export function readSignature({ headers, query }: ApiRequest): Signature | undefined {
  const { authorization = '' } = headers;
  const [, olderKey, older = ''] = /^AWS ([^:\s]+):(\S+)$/.exec(authorization) ?? [];
  if (olderKey !== undefined) return { accessKeyId: olderKey, service: 's3', value: older };
  const byVersion2 = presignedByVersion2(query);
  if (byVersion2 !== undefined) return byVersion2;
  const isHeader = authorization.startsWith('AWS4-');
  if (!isHeader && !query.has('X-Amz-Credential')) return undefined;
  const part = (name: string): string =>
    (isHeader
      ? new RegExp(`[ ,]${name}=([^,\\s]+)`).exec(authorization)?.[1]
      : query.get(name === 'Signature' ? 'X-Amz-Signature' : `X-Amz-${name}`)) ?? '';
  const credential = part('Credential');
  const algorithm = isHeader ? authorization.split(' ')[0] : query.get('X-Amz-Algorithm');
  // KEY/20261124/us-east-1/s3/aws4_request
  const [accessKeyId = '', day = '', region = '', service = '', end, ...more] = credential.split('/');
  if (end !== 'aws4_request' || more.length > 0) {
    throw malformed(`Credential=${credential} is not a credential scope.`);
  }
  if (algorithm !== 'AWS4-HMAC-SHA256') throw malformed(`Unsupported AWS 'algorithm': '${algorithm ?? ''}'.`);
  const date = (isHeader ? headers['x-amz-date'] : query.get('X-Amz-Date')) ?? '';
  const expires = Number(query.get('X-Amz-Expires') ?? '');
  const signed = part('SignedHeaders').toLowerCase().split(';');
  const scope = { day, region, date, headers: signed, ...(!isHeader && { expires }) };
  return { accessKeyId, service, value: part('Signature'), scope };
}

/** Only S3 still has version 2; botocore presigns with it. */
function presignedByVersion2(query: URLSearchParams): Signature | undefined {
  const [accessKeyId, value] = [query.get('AWSAccessKeyId'), query.get('Signature')];
  if (accessKeyId === null || value === null || !query.has('Expires')) return undefined;
  return { accessKeyId, service: 's3', value };
}

/** Throws AWS's error for an unknown key: a real key must not seem to work here. */
export function requireLocalKey({ accessKeyId, service }: Signature): void {
  if (accessKeyId === localKeyId) return;
  const code = service === 's3' ? 'InvalidAccessKeyId' : 'InvalidClientTokenId';
  throw new ServiceError(
    code,
    `Local Beanstalk accepts only its made-up access key ${localKeyId}; this one begins with ${accessKeyId.slice(0, 4)}.`,
    403,
  );
}

function malformed(message: string): ServiceError {
  return new ServiceError('IncompleteSignature', message, 403);
}
