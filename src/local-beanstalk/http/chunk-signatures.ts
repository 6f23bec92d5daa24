/** The payloads that a signature of S3 names, and the signatures of their chunks: each one signs the one before it. */
import { createHash } from 'node:crypto';
import type { LocalCredentials } from '../base/credentials.ts';
import { lookUp } from '../base/dictionary.ts';
import { malformedTrailer } from './aws-chunked.ts';
import { type ChunkVerifier, ServiceError } from './service.ts';
import type { SignedScope } from './signature.ts';
import { signer } from './signer.ts';

export interface Payload {
  /** Each chunk has a signature. */
  isSigned: boolean;
  /** Checksums follow the chunks. */
  hasTrailers: boolean;
}

const streamed: Readonly<Record<string, Payload>> = {
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD': { isSigned: true, hasTrailers: false },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': { isSigned: true, hasTrailers: true },
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER': { isSigned: false, hasTrailers: true },
};

const emptyHash = createHash('sha256').digest('hex');

/** undefined for a body in one piece. Throws AWS's error for other values of x-amz-content-sha256. */
export function readPayload(value: string | undefined): Payload | undefined {
  const found = lookUp(streamed, value ?? '');
  if (found !== undefined || value === undefined) return found;
  if (value === 'UNSIGNED-PAYLOAD' || /^[0-9a-f]{64}$/i.test(value)) return undefined;
  throw new ServiceError(
    'InvalidArgument',
    `x-amz-content-sha256 must be UNSIGNED-PAYLOAD, ${Object.keys(streamed).join(', ')} or a valid sha256 value.`,
  );
}

/** `seed`: the signature of the headers. */
export function chunkVerifier(
  { hasTrailers }: Payload,
  { seed, scope, credentials }: { seed: string; scope: SignedScope; credentials: LocalCredentials },
): ChunkVerifier {
  const { date, day, region } = scope;
  const signing = signer(credentials, 's3', region);
  let previous = seed;
  const verify = async (
    signature: string | undefined,
    [algorithm, ...hashes]: readonly string[],
  ): Promise<void> => {
    const text = [algorithm, date, `${day}/${region}/s3/aws4_request`, previous, ...hashes].join('\n');
    previous = await signing.sign(text, { signingDate: dayOf(day) });
    if (signature !== previous) throw mismatch();
  };
  return {
    chunk: (signature, sha256) => verify(signature, ['AWS4-HMAC-SHA256-PAYLOAD', emptyHash, sha256]),
    async end(signature, trailers) {
      if (!hasTrailers) {
        if (signature !== undefined || trailers !== '') throw malformedTrailer();
        return;
      }
      if (signature === undefined) throw malformedTrailer();
      const sha256 = createHash('sha256').update(trailers).digest('hex');
      await verify(signature, ['AWS4-HMAC-SHA256-TRAILER', sha256]);
    },
  };
}

/** The key of a signature depends on its day alone. */
function dayOf(day: string): Date {
  return new Date(day.replace(/^(....)(..)(..)$/, '$1-$2-$3T00:00:00Z'));
}

function mismatch(): ServiceError {
  return new ServiceError(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. A chunk of the body, or its trailer, has another signature.',
    403,
  );
}
