/** Content by its digest, and unfinished uploads. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { limited, maxObjectBytes } from '../http/body-limit.ts';

const digestPattern = /^sha256:[0-9a-f]{64}$/;

export class Blobs {
  readonly #folder: string;
  readonly #uploads: string;

  constructor(folder: string) {
    this.#folder = join(folder, 'blobs');
    this.#uploads = join(folder, 'uploads');
  }

  /** Bytes; undefined for an unknown or malformed digest. */
  async size(digest: string): Promise<number | undefined> {
    if (!digestPattern.test(digest)) return undefined;
    return sizeOf(this.#path(digest));
  }

  read(digest: string): Readable {
    return createReadStream(this.#path(digest));
  }

  async write(content: Buffer): Promise<string> {
    const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    await mkdir(this.#folder, { recursive: true });
    const temporary = `${this.#path(digest)}.${randomUUID()}`;
    await writeFile(temporary, content);
    await rename(temporary, this.#path(digest));
    return digest;
  }

  async begin(): Promise<string> {
    const id = randomUUID();
    await mkdir(this.#uploads, { recursive: true });
    await writeFile(join(this.#uploads, id), '');
    return id;
  }

  /** Bytes so far; undefined for an unknown upload. */
  async progress(id: string): Promise<number | undefined> {
    if (!/^[0-9a-f-]{36}$/.test(id)) return undefined;
    return sizeOf(join(this.#uploads, id));
  }

  /** Rejects over 5 GiB. */
  async append(id: string, bytes: Readable): Promise<void> {
    await pipeline(
      limited(bytes, maxObjectBytes),
      createWriteStream(join(this.#uploads, id), { flags: 'a' }),
    );
  }

  /** Returns false and deletes the upload when its content has another digest. */
  async finish(id: string, digest: string): Promise<boolean> {
    const path = join(this.#uploads, id);
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    if (`sha256:${hash.digest('hex')}` !== digest) {
      await this.cancel(id);
      return false;
    }
    await mkdir(this.#folder, { recursive: true });
    await rename(path, this.#path(digest));
    return true;
  }

  async cancel(id: string): Promise<void> {
    await rm(join(this.#uploads, id), { force: true });
  }

  #path(digest: string): string {
    return join(this.#folder, digest.replace('sha256:', ''));
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
