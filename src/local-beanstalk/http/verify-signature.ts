/** Verifies a request's signature: AWS's library signs the same request again. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { LocalCredentials } from '../base/credentials.ts';
import { lookUp } from '../base/dictionary.ts';
import { chunkVerifier, readPayload } from './chunk-signatures.ts';
import { type ApiRequest, ServiceError } from './service.ts';
import type { Signature, SignedScope } from './signature.ts';
import { encodedPath, signer } from './signer.ts';
import { signatureOfVersion2, timeOfVersion2 } from './signature-v2.ts';

/** AWS's limit between the clocks of client and server. */
const skewMs = 15 * 60_000;
/** The header that describes the body. */
const hashHeader = 'x-amz-content-sha256';
const longestSeconds = 7 * 24 * 60 * 60;

/** Throws AWS's errors for a wrong signature, for one that is too old, and for one of the future. */
export async function verifySignature(
  request: ApiRequest,
  signature: Signature,
  { credentials, now }: { credentials: LocalCredentials; now: () => number },
): Promise<void> {
  const { scope, value } = signature;
  requireTime(request, signature, now());
  requireSignedHash(request, signature);
  const expected =
    scope === undefined
      ? signatureOfVersion2(request, credentials.secretAccessKey)
      : await signatureOfVersion4(request, { ...signature, scope }, credentials);
  if (!isSame(value, expected)) {
    throw failure(
      request,
      signature.service,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. The secret of this project is in .kc-eb/local/access-key.',
    );
  }
  if (signature.service === 's3') expectChunks(request, signature, credentials);
}

/** Throws AccessDenied for an unsigned header that describes the body of S3. */
function requireSignedHash({ headers }: ApiRequest, { scope, service }: Signature): void {
  if (service !== 's3' || scope === undefined || headers[hashHeader] === undefined) return;
  if (scope.headers.includes(hashHeader)) return;
  throw new ServiceError(
    'AccessDenied',
    `There were headers present in the request which were not signed: ${hashHeader}`,
    403,
  );
}

/** Makes the body verify the signatures of its chunks. */
function expectChunks(request: ApiRequest, { scope, value }: Signature, credentials: LocalCredentials): void {
  const payload = readPayload(request.headers[hashHeader]);
  if (payload?.isSigned !== true || request.chunked === undefined) return;
  if (scope === undefined) throw unverifiable();
  request.chunked.verifier = chunkVerifier(payload, { seed: value, scope, credentials });
}

function unverifiable(): ServiceError {
  return new ServiceError(
    'InvalidRequest',
    'Chunks are signed by version 4 alone; the request has version 2.',
  );
}

async function signatureOfVersion4(
  request: ApiRequest,
  { service, scope }: Signature & { scope: SignedScope },
  credentials: LocalCredentials,
): Promise<string> {
  const signing = signer(credentials, service, scope.region);
  const signed = new Set(scope.headers);
  // The library takes other bodies than bytes for an unsigned payload.
  const body = service === 's3' ? {} : await request.body();
  const header = (name: string): string =>
    name === hashHeader && Buffer.isBuffer(body)
      ? createHash('sha256').update(body).digest('hex')
      : signedHeader(request, name);
  const toSign = {
    ...{ method: request.method, protocol: 'http:', hostname: '', path: encodedPath(request.path) },
    query: queryBag(request.query),
    headers: Object.fromEntries(scope.headers.map((name) => [name, header(name)])),
    body,
  };
  const options = { signingDate: timeOf(scope), signableHeaders: signed };
  if (scope.expires === undefined) {
    const { headers } = await signing.sign(toSign, options);
    return /Signature=(.*)$/.exec(headers.authorization ?? '')?.[1] ?? '';
  }
  const { query = {} } = await signing.presign(toSign, {
    ...options,
    ...{ expiresIn: scope.expires, unhoistableHeaders: signed },
  });
  return String(query['X-Amz-Signature']);
}

/** Proxies that change the host pass on the one that the client signed. */
function signedHeader({ headers }: ApiRequest, name: string): string {
  return (name === 'host' ? headers['x-forwarded-host'] : undefined) ?? lookUp(headers, name) ?? '';
}

function requireTime(request: ApiRequest, { scope, service }: Signature, now: number): void {
  if (scope === undefined) {
    const { time, expires } = timeOfVersion2(request);
    if (expires !== undefined ? now > expires : Math.abs(now - time) > skewMs || Number.isNaN(time))
      throw tooOld(request, service, expires !== undefined);
    return;
  }
  const time = timeOf(scope).getTime();
  if (!scope.date.startsWith(scope.day)) throw tooOld(request, service, scope.expires !== undefined);
  if (scope.expires === undefined) {
    if (!(Math.abs(now - time) <= skewMs)) throw tooOld(request, service, false);
    return;
  }
  const isLifetime = Number.isInteger(scope.expires) && scope.expires >= 0 && scope.expires <= longestSeconds;
  if (!isLifetime) {
    throw new ServiceError(
      'AuthorizationQueryParametersError',
      `X-Amz-Expires must be 0 to ${longestSeconds}.`,
    );
  }
  if (!(now >= time - skewMs && now <= time + scope.expires * 1000)) throw tooOld(request, service, true);
}

function tooOld(request: ApiRequest, service: string, isPresigned: boolean): ServiceError {
  if (isPresigned) return new ServiceError('AccessDenied', 'Request has expired', 403);
  const code = service === 's3' ? 'RequestTimeTooSkewed' : 'SignatureDoesNotMatch';
  return failure(
    request,
    service,
    code,
    'Signature expired: the time of the request and the current time differ by more than 15 minutes.',
  );
}

/** Services with JSON or CBOR have another name for a wrong signature. */
function failure(
  { headers, path }: ApiRequest,
  service: string,
  code: string,
  message: string,
): ServiceError {
  const isQuery = headers['x-amz-target'] === undefined && !path.startsWith('/service/');
  return new ServiceError(isQuery || service === 's3' ? code : 'InvalidSignatureException', message, 403);
}

function timeOf({ date }: SignedScope): Date {
  const [, day, time] = /^(\d{8})T(\d{6})Z$/.exec(date) ?? [];
  const parts = `${day ?? ''}${time ?? ''}`.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6Z');
  return new Date(parts);
}

function queryBag(query: URLSearchParams): Record<string, string[]> {
  const names = [...new Set(query.keys())].filter((name) => name !== 'X-Amz-Signature');
  return Object.fromEntries(names.map((name) => [name, query.getAll(name)]));
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
