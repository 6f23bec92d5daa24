/**
 * The signature of a request, read and not verified. It names the service, and its key separates clients of Local
 * Beanstalk from those meant for AWS.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
import { type ApiRequest, ServiceError } from './service.ts';
import { localCredentials } from '../base/credentials.ts';

export interface Signature {
  accessKeyId: string;
  /** SigV4 service name, e.g. "logs". */
  service: string;
}

/** undefined without a signature. Throws ServiceError for a malformed one. */
export function readSignature({ headers, query }: ApiRequest): Signature | undefined {
  const { authorization = '' } = headers;
  const older = /^AWS ([^:\s]+):/.exec(authorization)?.[1] ?? presignedByVersion2(query);
  if (older !== undefined) return { accessKeyId: older, service: 's3' };
  const credential = authorization.startsWith('AWS4-')
    ? (/Credential=([^,\s]+)/.exec(authorization)?.[1] ?? '')
    : query.get('X-Amz-Credential');
  if (credential === null) return undefined;
  // KEY/20261124/us-east-1/s3/aws4_request; version 4a has no region.
  const scope = credential.split('/');
  const [accessKeyId, service, end] = [scope[0], scope.at(-2), scope.at(-1)];
  if (accessKeyId === undefined || service === undefined || end !== 'aws4_request' || scope.length < 4) {
    throw new ServiceError('IncompleteSignature', `Credential=${credential} is not a credential scope.`, 403);
  }
  return { accessKeyId, service };
}

/** Only S3 still has version 2; botocore presigns with it. */
function presignedByVersion2(query: URLSearchParams): string | undefined {
  return query.has('Signature') && query.has('Expires')
    ? (query.get('AWSAccessKeyId') ?? undefined)
    : undefined;
}

/** Throws AWS's error for an unknown key: a real key must not seem to work here. */
export function requireLocalKey({ accessKeyId, service }: Signature): void {
  if (accessKeyId === localCredentials.accessKeyId) return;
  const code = service === 's3' ? 'InvalidAccessKeyId' : 'InvalidClientTokenId';
  throw new ServiceError(
    code,
    `Local Beanstalk accepts only its made-up access key ${localCredentials.accessKeyId}; this one begins with ${accessKeyId.slice(0, 4)}.`,
    403,
  );
}
