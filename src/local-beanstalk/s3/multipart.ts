/** Multipart uploads: the AWS CLI and the EB CLI use them for larger bundles. Unfinished ones end with the server. */
import { createHash, randomUUID } from 'node:crypto';
import { ServiceError } from '../http/service.ts';
import { type Algorithm, type Checksum, newMeter } from './checksums.ts';
import type { Metadata } from './metadata.ts';
import type { PartRule, Received } from './receive.ts';
import type { Target } from './routes.ts';
import type { BucketStore, ObjectRecord } from './store.ts';

export interface Upload extends Target, PartRule {
  metadata: Metadata;
  parts: Map<number, Received>;
}

/** A part as the request to complete the upload lists it. */
export interface ListedPart {
  number: number;
  /** Has no quotation marks. */
  etag: string;
  /** Base64. */
  checksums: Readonly<Partial<Record<Algorithm, string>>>;
}

const minPartBytes = 5 * 1024 * 1024;

export class MultipartUploads {
  readonly #store: BucketStore;
  readonly #uploads = new Map<string, Upload>();

  constructor(store: BucketStore) {
    this.#store = store;
  }

  create(upload: Omit<Upload, 'parts'>): string {
    this.#store.requireBucket(upload.bucket);
    const id = randomUUID();
    this.#uploads.set(id, { ...upload, parts: new Map() });
    return id;
  }

  /** Throws NoSuchUpload, for an upload of another key as well. */
  require(id: string, { bucket, key }: Target): Upload {
    const upload = this.#uploads.get(id);
    if (upload?.bucket === bucket && upload.key === key) return upload;
    throw new ServiceError(
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      404,
    );
  }

  async addPart(upload: Upload, number: number, part: Received): Promise<void> {
    const before = upload.parts.get(number);
    upload.parts.set(number, part);
    if (before !== undefined) await this.#store.discard(before.file);
  }

  /** The object has the listed parts in their order; the others are deleted. */
  async complete(
    id: string,
    upload: Upload,
    listed: readonly ListedPart[],
    check: (checksum: Checksum, before: ObjectRecord | undefined) => void,
  ): Promise<ObjectRecord> {
    const { bucket, key, metadata, algorithm, type } = upload;
    const store = this.#store;
    const parts = selectParts(upload, listed);
    const meter = newMeter(algorithm);
    const received = await store.receive(
      (async function* () {
        for (const part of parts) yield* store.read(part) as AsyncIterable<Buffer>;
      })(),
      [meter],
    );
    const checksum: Checksum =
      type === 'FULL_OBJECT'
        ? { algorithm, type, value: Buffer.from(await meter.digest()).toString('base64') }
        : await compositeOf(algorithm, parts);
    const etag = `${md5Of(parts)}-${parts.length}`;
    const object = await store.put(bucket, key, { ...received, etag, metadata, checksum }, (before) => {
      check(checksum, before);
    });
    await this.abort(id, upload);
    return object;
  }

  async abort(id: string, { parts }: Upload): Promise<void> {
    this.#uploads.delete(id);
    for (const { file } of parts.values()) await this.#store.discard(file);
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html#API_CompleteMultipartUpload_Errors */
function selectParts(
  { parts, algorithm, type, isChosen }: Upload,
  listed: readonly ListedPart[],
): Received[] {
  listed.forEach(({ number }, index) => {
    if (number > (listed[index - 1]?.number ?? 0)) return;
    throw new ServiceError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
    );
  });
  const found = listed.map(({ number, etag, checksums }) => {
    if (checksums[algorithm] === undefined && isChosen && type === 'COMPOSITE') {
      throw new ServiceError(
        'InvalidRequest',
        `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
      );
    }
    const part = parts.get(number);
    const { algorithm: own = algorithm, value } = part?.checksum ?? {};
    if (part?.etag === etag && (checksums[own] ?? value) === value) return part;
    throw new ServiceError(
      'InvalidPart',
      "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    );
  });
  if (found.slice(0, -1).some(({ size }) => size < minPartBytes)) {
    throw new ServiceError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
  }
  return found;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
function md5Of(parts: readonly Received[]): string {
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(Buffer.from(etag, 'hex'));
  return hash.digest('hex');
}

async function compositeOf(algorithm: Algorithm, parts: readonly Received[]): Promise<Checksum> {
  const meter = newMeter(algorithm);
  for (const { checksum } of parts) meter.update(Buffer.from(checksum.value, 'base64'));
  const value = Buffer.from(await meter.digest()).toString('base64');
  return { algorithm, type: 'COMPOSITE', value: `${value}-${parts.length}` };
}
