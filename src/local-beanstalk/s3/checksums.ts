/**
 * Checksums of objects. A client sends one in a header or in a trailer; S3 computes CRC64NVME for one without.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Crc32c, Crc64NvmeJs } from '@aws-sdk/checksums/crc';
import { ServiceError } from '../http/service.ts';

export const algorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
export type Algorithm = (typeof algorithms)[number];
export const defaultAlgorithm: Algorithm = 'CRC64NVME';

export interface Checksum {
  algorithm: Algorithm;
  /** Base64; "…-<parts>" for a composite one. */
  value: string;
  /** COMPOSITE: the checksum of the checksums of the parts. */
  type: 'FULL_OBJECT' | 'COMPOSITE';
}

export interface Meter {
  update(chunk: Uint8Array): void;
  digest(): Promise<Uint8Array>;
}

class Crc32Meter implements Meter {
  #value = 0;
  update(chunk: Uint8Array): void {
    this.#value = crc32(chunk, this.#value);
  }
  digest(): Promise<Uint8Array> {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(this.#value);
    return Promise.resolve(bytes);
  }
}

export function hashMeter(name: string): Meter {
  const hash = createHash(name);
  return {
    update: (chunk) => void hash.update(chunk),
    digest: () => Promise.resolve(hash.digest()),
  };
}

/** `bytes`: the length of a digest. */
const rows: Readonly<Record<Algorithm, { bytes: number; meter: () => Meter }>> = {
  CRC32: { bytes: 4, meter: () => new Crc32Meter() },
  CRC32C: { bytes: 4, meter: () => new Crc32c() },
  CRC64NVME: { bytes: 8, meter: () => new Crc64NvmeJs() },
  SHA1: { bytes: 20, meter: () => hashMeter('sha1') },
  SHA256: { bytes: 32, meter: () => hashMeter('sha256') },
};

export function newMeter(algorithm: Algorithm): Meter {
  return rows[algorithm].meter();
}

export function checksumHeader(algorithm: Algorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** Throws InvalidRequest for an algorithm that S3 has not, NotImplemented for one that only S3 has. */
export function readAlgorithm(name: string, header: string): Algorithm {
  const found = algorithms.find((algorithm) => algorithm === name.toUpperCase());
  if (found !== undefined) return found;
  if (/^(sha512|md5|xxhash(64|3|128))$/i.test(name)) throw unsupported(name);
  throw new ServiceError('InvalidRequest', `Value for ${header} header is invalid.`);
}

function unsupported(name: string): ServiceError {
  return new ServiceError('NotImplemented', `Local Beanstalk does not support the checksum ${name}.`, 501);
}

/** The checksum of a request's headers or trailers; undefined without one. Throws InvalidRequest for several. */
export function readChecksum(
  headers: Readonly<Record<string, string>>,
): { algorithm: Algorithm; value: string } | undefined {
  const found = algorithms.flatMap((algorithm) => {
    const value = headers[checksumHeader(algorithm)];
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (found.length > 1) {
    throw new ServiceError(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  return found[0];
}

/** Throws InvalidRequest unless the value is Base64 of the algorithm's length. `where`: what holds it. */
export function checkValue(
  { algorithm, value }: { algorithm: Algorithm; value: string },
  where: 'header' | 'trailing header' = 'header',
): void {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length === rows[algorithm].bytes && bytes.toString('base64') === value) return;
  throw new ServiceError('InvalidRequest', `Value for ${checksumHeader(algorithm)} ${where} is invalid.`);
}

/** The headers of an answer. */
export function checksumHeaders(checksum: Checksum | undefined): Record<string, string> {
  if (checksum === undefined) return {};
  return {
    [checksumHeader(checksum.algorithm)]: checksum.value,
    'x-amz-checksum-type': checksum.type,
  };
}

/** The elements of an answer. */
export function checksumElements(checksum: Checksum | undefined): Record<string, string> {
  if (checksum === undefined) return {};
  return { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type };
}
