/** Receives a body and compares it with all that the request declares about it. */
import { createHash } from 'node:crypto';
import { malformedTrailer } from '../http/aws-chunked.ts';
import { limited, maxObjectBytes } from '../http/body-limit.ts';
import { type ApiRequest, ServiceError } from '../http/service.ts';
import {
  type Algorithm,
  checkValue,
  checksumHeader,
  type Checksum,
  defaultAlgorithm,
  hashMeter,
  newMeter,
  readAlgorithm,
  readChecksum,
} from './checksums.ts';
import type { BucketStore, StoredBytes } from './store.ts';

export interface Received extends StoredBytes {
  checksum: Checksum;
}

interface Declared {
  /** Base64. */
  md5: string | undefined;
  /** Hexadecimal digits. */
  sha256: string | undefined;
  algorithm: Algorithm | undefined;
  /** Base64; undefined when it follows as a trailer. */
  value: string | undefined;
}

function declaredBy(headers: ApiRequest['headers']): Declared {
  const md5 = headers['content-md5'];
  if (md5 !== undefined && Buffer.from(md5, 'base64').length !== 16) {
    throw new ServiceError('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  }
  const sent = readChecksum(headers);
  if (sent !== undefined) checkValue(sent);
  const trailer = /^x-amz-checksum-(\w+)$/i.exec(headers['x-amz-trailer']?.trim() ?? '')?.[1];
  if (headers['x-amz-trailer'] !== undefined && trailer === undefined) {
    throw new ServiceError(
      'InvalidRequest',
      'The value specified in the x-amz-trailer header is not supported',
    );
  }
  const algorithm =
    sent?.algorithm ?? (trailer === undefined ? undefined : readAlgorithm(trailer, 'x-amz-trailer'));
  checkAnnounced(headers['x-amz-sdk-checksum-algorithm'], algorithm);
  return {
    md5,
    sha256: signedHash(headers),
    algorithm,
    value: sent?.value,
  };
}

/** undefined for an unsigned body, and for one in chunks. */
function signedHash({ 'x-amz-content-sha256': value = '' }: ApiRequest['headers']): string | undefined {
  return /^[0-9a-f]{64}$/i.test(value) ? value.toLowerCase() : undefined;
}

function checkAnnounced(announced: string | undefined, algorithm: Algorithm | undefined): void {
  if (announced === undefined) return;
  const header = 'x-amz-sdk-checksum-algorithm';
  const expected = readAlgorithm(announced, header);
  if (algorithm === undefined) {
    throw new ServiceError(
      'InvalidRequest',
      `${header} specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.`,
    );
  }
  if (algorithm !== expected)
    throw new ServiceError('InvalidRequest', `Value for ${header} header is invalid.`);
}

/** The length of the object. Throws EntityTooLarge, or NotImplemented without a length. */
function declaredLength({ headers }: ApiRequest): number {
  const decoded = headers['x-amz-decoded-content-length'];
  if (decoded === undefined && headers['transfer-encoding'] !== undefined) {
    const message = 'A header you provided implies functionality that is not implemented: Transfer-Encoding';
    throw new ServiceError('NotImplemented', message, 501);
  }
  const length = Number(decoded ?? headers['content-length'] ?? 0);
  if (length > maxObjectBytes) {
    throw new ServiceError(
      'EntityTooLarge',
      'Your proposed upload exceeds the maximum allowed size. Local Beanstalk stores 5 GiB at once, as S3 does.',
    );
  }
  return length;
}

/** The checksums of the parts of a multipart upload. `isChosen`: the client named the algorithm. */
export interface PartRule {
  algorithm: Algorithm;
  type: Checksum['type'];
  isChosen: boolean;
}

/** Throws InvalidRequest for a part with another checksum than its upload has. */
function checkPart({ algorithm, type, isChosen }: PartRule, declared: Algorithm | undefined): void {
  // The SDKs send one for each part, also when the upload named none.
  if (!isChosen || declared === algorithm || (declared === undefined && type === 'FULL_OBJECT')) return;
  throw new ServiceError(
    'InvalidRequest',
    `Checksum Type mismatch occurred, expected checksum Type: ${algorithm.toLowerCase()}, actual checksum Type: ${declared?.toLowerCase() ?? 'null'}`,
  );
}

/** Throws BadDigest and the like; nothing stays on the disk then. */
export async function receiveBody(
  store: BucketStore,
  request: ApiRequest,
  part?: PartRule,
): Promise<Received> {
  const length = declaredLength(request);
  const declared = declaredBy(request.headers);
  if (part !== undefined) checkPart(part, declared.algorithm);
  const { algorithm = part?.algorithm ?? defaultAlgorithm } = declared;
  const meter = newMeter(algorithm);
  const sha256 = hashMeter('sha256');
  const meters = declared.sha256 === undefined ? [meter] : [meter, sha256];
  const stored = await store.receive(limited(request.stream, maxObjectBytes), meters);
  try {
    if (stored.size !== length) {
      throw new ServiceError(
        'IncompleteBody',
        'You did not provide the number of bytes specified by the Content-Length HTTP header',
      );
    }
    const value = base64(await meter.digest());
    compare(declared, {
      md5: Buffer.from(stored.etag, 'hex').toString('base64'),
      sha256: declared.sha256 && Buffer.from(await sha256.digest()).toString('hex'),
      checksum: value,
      trailers: request.chunked?.trailers ?? {},
    });
    return { ...stored, checksum: { algorithm, value, type: 'FULL_OBJECT' } };
  } catch (error) {
    await store.discard(stored.file);
    throw error;
  }
}

/** Throws XAmzContentSHA256Mismatch for the body of an operation that stores no bytes. */
export async function checkSignedBody(request: ApiRequest): Promise<void> {
  const sha256 = signedHash(request.headers);
  if (sha256 === undefined) return;
  compareHash(
    sha256,
    createHash('sha256')
      .update(await request.body())
      .digest('hex'),
  );
}

/** The same for a body in memory. Throws InvalidRequest unless the request declares anything. */
export async function readVerified(request: ApiRequest): Promise<Buffer> {
  const body = await request.body();
  const declared = declaredBy(request.headers);
  const { algorithm = defaultAlgorithm } = declared;
  if (declared.md5 === undefined && declared.algorithm === undefined) {
    throw new ServiceError(
      'InvalidRequest',
      'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
    );
  }
  const meter = newMeter(algorithm);
  meter.update(body);
  compare(declared, {
    md5: createHash('md5').update(body).digest('base64'),
    sha256: createHash('sha256').update(body).digest('hex'),
    checksum: base64(await meter.digest()),
    trailers: request.chunked?.trailers ?? {},
  });
  return body;
}

function compare(
  declared: Declared,
  actual: {
    md5: string;
    sha256: string | undefined;
    checksum: string;
    trailers: Readonly<Record<string, string>>;
  },
): void {
  compareHash(declared.sha256, actual.sha256);
  if (declared.md5 !== undefined && declared.md5 !== actual.md5) {
    throw new ServiceError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  const { algorithm, value } = declared;
  const announced = algorithm !== undefined && value === undefined ? [checksumHeader(algorithm)] : [];
  if (Object.keys(actual.trailers).join() !== announced.join()) throw malformedTrailer();
  if (algorithm === undefined) return;
  const expected = value ?? actual.trailers[checksumHeader(algorithm)] ?? '';
  if (value === undefined) checkValue({ algorithm, value: expected }, 'trailing header');
  if (expected === actual.checksum) return;
  throw new ServiceError(
    'BadDigest',
    `The ${declared.algorithm} you specified did not match the calculated checksum.`,
  );
}

function compareHash(declared: string | undefined, actual: string | undefined): void {
  if (declared === undefined || declared === actual) return;
  throw new ServiceError(
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  );
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
