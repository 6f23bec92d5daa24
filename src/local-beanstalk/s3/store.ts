/** Buckets and objects on disk: each object's bytes in one file, all records in buckets.json. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ObjectStore } from '../base/ports.ts';
import { limited, maxObjectBytes } from '../http/body-limit.ts';
import { ServiceError } from '../http/service.ts';
import { lookUp, setKey, withoutKey } from '../base/dictionary.ts';
import { JsonFile } from '../base/json-file.ts';

export interface ObjectRecord {
  /** Name of the file with its bytes. */
  file: string;
  size: number;
  /** MD5 in hexadecimal digits; "…-<parts>" for a multipart upload. */
  etag: string;
  contentType: string;
  /** ISO 8601. */
  modifiedAt: string;
}

interface BucketRecord {
  createdAt: string;
  objects: Record<string, ObjectRecord>;
}

export class BucketStore implements ObjectStore {
  readonly #folder: string;
  readonly #now: () => Date;
  readonly #file: JsonFile<Record<string, BucketRecord>>;

  constructor(folder: string, now: () => Date) {
    this.#folder = folder;
    this.#now = now;
    this.#file = new JsonFile(join(folder, 'buckets.json'), {});
  }

  names(): { name: string; createdAt: string }[] {
    return Object.entries(this.#file.value).map(([name, { createdAt }]) => ({ name, createdAt }));
  }

  ensureBucket(name: string): Promise<void> {
    if (!Object.hasOwn(this.#file.value, name)) {
      setKey(this.#file.value, name, { createdAt: this.#now().toISOString(), objects: {} });
      this.#file.save();
    }
    return Promise.resolve();
  }

  /** Keys with their records, sorted by key. Throws NoSuchBucket. */
  list(bucket: string, prefix: string): [key: string, object: ObjectRecord][] {
    return Object.entries(this.requireBucket(bucket).objects)
      .filter(([key]) => key.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  keys(bucket: string, prefix: string): string[] {
    return Object.hasOwn(this.#file.value, bucket) ? this.list(bucket, prefix).map(([key]) => key) : [];
  }

  async write(bucket: string, key: string, content: string | Buffer): Promise<void> {
    await this.put(
      bucket,
      key,
      await this.receive(Readable.from([Buffer.from(content)])),
      'binary/octet-stream',
    );
  }

  async remove(bucket: string, key: string): Promise<void> {
    await this.delete(bucket, key);
  }

  /** Throws NoSuchBucket or NoSuchKey. */
  require(bucket: string, key: string): ObjectRecord {
    const { objects } = this.requireBucket(bucket);
    const object = lookUp(objects, key);
    if (object !== undefined) return object;
    throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
  }

  requireBucket(name: string): BucketRecord {
    const bucket = lookUp(this.#file.value, name);
    if (bucket !== undefined) return bucket;
    throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404);
  }

  locate(bucket: string, key: string): Promise<string | undefined> {
    const object = lookUp(lookUp(this.#file.value, bucket)?.objects ?? {}, key);
    return Promise.resolve(object === undefined ? undefined : this.#path(object.file));
  }

  read({ file }: ObjectRecord, range?: { start: number; end: number }): Readable {
    return createReadStream(this.#path(file), range);
  }

  /** Stores at most 5 GiB without an object; `put` makes them one, `discard` deletes them. */
  async receive(bytes: Readable): Promise<Pick<ObjectRecord, 'file' | 'size' | 'etag'>> {
    const file = randomUUID();
    const hash = createHash('md5');
    let size = 0;
    await mkdir(this.#folder, { recursive: true });
    try {
      await pipeline(
        async function* () {
          for await (const chunk of limited(bytes, maxObjectBytes)) {
            hash.update(chunk);
            size += chunk.length;
            yield chunk;
          }
        },
        createWriteStream(this.#path(`${file}.new`)),
      );
    } catch (error) {
      await rm(this.#path(`${file}.new`), { force: true });
      throw error;
    }
    await rename(this.#path(`${file}.new`), this.#path(file));
    return { file, size, etag: hash.digest('hex') };
  }

  async put(
    bucket: string,
    key: string,
    received: Pick<ObjectRecord, 'file' | 'size' | 'etag'>,
    contentType: string,
  ): Promise<ObjectRecord> {
    const { objects } = this.requireBucket(bucket);
    const before = lookUp(objects, key);
    const object = { ...received, contentType, modifiedAt: this.#now().toISOString() };
    setKey(objects, key, object);
    this.#file.save();
    if (before !== undefined) await this.discard(before.file);
    return object;
  }

  async delete(bucket: string, key: string): Promise<void> {
    const record = this.requireBucket(bucket);
    const object = lookUp(record.objects, key);
    // As on AWS, the deletion of a missing key succeeds.
    if (object === undefined) return;
    record.objects = withoutKey(record.objects, key);
    this.#file.save();
    await this.discard(object.file);
  }

  async discard(file: string): Promise<void> {
    await rm(this.#path(file), { force: true });
  }

  #path(file: string): string {
    return join(this.#folder, file);
  }
}
