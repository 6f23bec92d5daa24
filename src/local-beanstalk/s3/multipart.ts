/** Multipart uploads: the AWS CLI and the EB CLI use them for larger bundles. Unfinished ones end with the server. */
import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { ServiceError } from '../http/service.ts';
import type { BucketStore, ObjectRecord } from './store.ts';

type Part = Pick<ObjectRecord, 'file' | 'size' | 'etag'>;

interface Upload {
  bucket: string;
  key: string;
  contentType: string;
  parts: Map<number, Part>;
}

export class MultipartUploads {
  readonly #store: BucketStore;
  readonly #uploads = new Map<string, Upload>();

  constructor(store: BucketStore) {
    this.#store = store;
  }

  create(bucket: string, key: string, contentType: string): string {
    this.#store.requireBucket(bucket);
    const id = randomUUID();
    this.#uploads.set(id, { bucket, key, contentType, parts: new Map() });
    return id;
  }

  /** Returns the part's ETag. */
  async addPart(id: string, number: number, bytes: Readable): Promise<string> {
    const { parts } = this.#require(id);
    const part = await this.#store.receive(bytes);
    const before = parts.get(number);
    parts.set(number, part);
    if (before !== undefined) await this.#store.discard(before.file);
    return part.etag;
  }

  async complete(id: string): Promise<ObjectRecord> {
    const { bucket, key, contentType, parts } = this.#require(id);
    const store = this.#store;
    const ordered = [...parts].sort(([a], [b]) => a - b).map(([, part]) => part);
    const bytes = Readable.from(
      (async function* () {
        for (const part of ordered) yield* store.read({ ...part, contentType, modifiedAt: '' });
      })(),
    );
    const received = await store.receive(bytes);
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
    const hash = createHash('md5');
    for (const { etag } of ordered) hash.update(Buffer.from(etag, 'hex'));
    const etag = `${hash.digest('hex')}-${ordered.length}`;
    const object = await store.put(bucket, key, { ...received, etag }, contentType);
    await this.abort(id);
    return object;
  }

  async abort(id: string): Promise<void> {
    const { parts } = this.#require(id);
    this.#uploads.delete(id);
    for (const { file } of parts.values()) await this.#store.discard(file);
  }

  #require(id: string): Upload {
    const upload = this.#uploads.get(id);
    if (upload !== undefined) return upload;
    throw new ServiceError('NoSuchUpload', 'The specified upload does not exist.', 404);
  }
}
