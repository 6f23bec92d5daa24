/** Buckets and objects on disk: each object's bytes in one file, all records in buckets.json. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ObjectStore } from '../base/ports.ts';
import { ServiceError } from '../http/service.ts';
import { lookUp, setKey, withoutKey } from '../base/dictionary.ts';
import { JsonFile } from '../base/json-file.ts';
import { type Checksum, defaultAlgorithm, type Meter, newMeter } from './checksums.ts';
import { compareKeys } from './names.ts';
import type { Metadata } from './metadata.ts';
import type { ByteRange } from './range.ts';

/** Bytes on the disk. */
export interface StoredBytes {
  /** Name of the file. */
  file: string;
  size: number;
  /** MD5 in hexadecimal digits; "…-<parts>" for a multipart upload. */
  etag: string;
}

export interface ObjectRecord extends StoredBytes {
  /** undefined in records of older servers. */
  metadata?: Metadata;
  checksum?: Checksum;
  contentType: string;
  /** ISO 8601. */
  modifiedAt: string;
}

export type NewObject = StoredBytes & { metadata: Metadata; checksum: Checksum };

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

  /** Buckets, sorted by name. */
  buckets(): { name: string; createdAt: string }[] {
    return Object.entries(this.#file.value)
      .map(([name, { createdAt }]) => ({ name, createdAt }))
      .sort((a, b) => compareKeys(a.name, b.name));
  }

  ensureBucket(name: string): Promise<void> {
    if (!Object.hasOwn(this.#file.value, name)) {
      setKey(this.#file.value, name, { createdAt: this.#now().toISOString(), objects: {} });
      this.#file.save();
    }
    return Promise.resolve();
  }

  /** Throws NoSuchBucket or BucketNotEmpty. */
  deleteBucket(name: string): void {
    if (Object.keys(this.requireBucket(name).objects).length > 0) {
      throw new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
    }
    this.#file.value = withoutKey(this.#file.value, name);
    this.#file.save();
  }

  /** Keys with their records, sorted by key. Throws NoSuchBucket. */
  list(bucket: string, prefix: string): [key: string, object: ObjectRecord][] {
    return Object.entries(this.requireBucket(bucket).objects)
      .filter(([key]) => key.startsWith(prefix))
      .sort(([a], [b]) => compareKeys(a, b));
  }

  /** undefined for an absent key. Throws NoSuchBucket. */
  find(bucket: string, key: string): ObjectRecord | undefined {
    return lookUp(this.requireBucket(bucket).objects, key);
  }

  keys(bucket: string, prefix: string): string[] {
    return Object.hasOwn(this.#file.value, bucket) ? this.list(bucket, prefix).map(([key]) => key) : [];
  }

  async write(bucket: string, key: string, content: string | Buffer): Promise<void> {
    const meter = newMeter(defaultAlgorithm);
    const stored = await this.receive(Readable.from([Buffer.from(content)]), [meter]);
    const value = Buffer.from(await meter.digest()).toString('base64');
    const checksum: Checksum = { algorithm: defaultAlgorithm, value, type: 'FULL_OBJECT' };
    const metadata = { 'content-type': 'binary/octet-stream' };
    await this.put(bucket, key, { ...stored, metadata, checksum }, () => undefined);
  }

  async remove(bucket: string, key: string): Promise<void> {
    await this.delete(bucket, key);
  }

  /** Throws NoSuchBucket or NoSuchKey. */
  require(bucket: string, key: string): ObjectRecord {
    const object = this.find(bucket, key);
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

  read({ file }: StoredBytes, range?: ByteRange): Readable {
    return createReadStream(this.#path(file), range);
  }

  /** Stores bytes without an object; `put` makes them one, `discard` deletes them. The meters see all bytes. */
  async receive(bytes: AsyncIterable<Buffer>, meters: readonly Meter[]): Promise<StoredBytes> {
    const file = randomUUID();
    const hash = createHash('md5');
    let size = 0;
    await mkdir(this.#folder, { recursive: true });
    try {
      await pipeline(
        bytes,
        async function* (source: AsyncIterable<Buffer>) {
          for await (const chunk of source) {
            hash.update(chunk);
            for (const meter of meters) meter.update(chunk);
            size += chunk.length;
            yield chunk;
          }
        },
        createWriteStream(this.#path(`${file}.new`), { flags: 'wx' }),
      );
    } catch (error) {
      await rm(this.#path(`${file}.new`), { force: true });
      throw error;
    }
    await rename(this.#path(`${file}.new`), this.#path(file));
    return { file, size, etag: hash.digest('hex') };
  }

  /** `check` sees the object before; its error, and one of the disk, leaves that unchanged and deletes the new bytes. */
  async put(
    bucket: string,
    key: string,
    { file, size, etag, metadata, checksum }: NewObject,
    check: (before: ObjectRecord | undefined) => void,
  ): Promise<ObjectRecord> {
    const object: ObjectRecord = {
      ...{ file, size, etag, metadata, checksum },
      contentType: metadata['content-type'] ?? '',
      modifiedAt: this.#now().toISOString(),
    };
    let before: ObjectRecord | undefined;
    try {
      before = this.find(bucket, key);
      check(before);
      setKey(this.requireBucket(bucket).objects, key, object);
      this.#file.save();
    } catch (error) {
      await this.discard(file);
      throw error;
    }
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
