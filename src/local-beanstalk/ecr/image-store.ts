/** The records of repositories, images and tags. */
import { join } from 'node:path';
import { ServiceError } from '../http/service.ts';
import { lookUp, setKey, withoutKey } from '../base/dictionary.ts';
import { JsonFile } from '../base/json-file.ts';

interface ImageRecord {
  /** Media type of the manifest. */
  mediaType: string;
  /** Bytes of the manifest, config and layers. */
  size: number;
  /** ISO 8601. */
  pushedAt: string;
}

export interface RepositoryRecord {
  name: string;
  /** ISO 8601. */
  createdAt: string;
  immutable: boolean;
  scanOnPush: boolean;
  /** Digest ("sha256:…") → image. */
  images: Record<string, ImageRecord>;
  /** Tag → digest. */
  tags: Record<string, string>;
}

export class ImageStore {
  readonly #file: JsonFile<Record<string, RepositoryRecord>>;
  readonly #now: () => Date;

  constructor(folder: string, now: () => Date) {
    this.#file = new JsonFile(join(folder, 'repositories.json'), {});
    this.#now = now;
  }

  /** Repositories, sorted by name. */
  all(): RepositoryRecord[] {
    return Object.values(this.#file.value).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find(name: string): RepositoryRecord | undefined {
    return lookUp(this.#file.value, name);
  }

  create(spec: Pick<RepositoryRecord, 'name' | 'immutable' | 'scanOnPush'>): RepositoryRecord {
    const record = { ...spec, createdAt: this.#now().toISOString(), images: {}, tags: {} };
    setKey(this.#file.value, spec.name, record);
    this.#file.save();
    return record;
  }

  /** Layers stay on disk, because other repositories may use them; `kc-eb local reset` deletes them. */
  delete(name: string): void {
    this.#file.value = withoutKey(this.#file.value, name);
    this.#file.save();
  }

  /** Throws ServiceError when an immutable tag belongs to another image. */
  push(
    repository: RepositoryRecord,
    image: { digest: string; tag: string | undefined; mediaType: string; size: number },
  ): void {
    const { digest, tag, mediaType, size } = image;
    const before = tag === undefined ? undefined : lookUp(repository.tags, tag);
    if (tag !== undefined && repository.immutable && before !== undefined && before !== digest) {
      throw new ServiceError(
        'TAG_INVALID',
        `The image tag '${tag}' already exists in the '${repository.name}' repository and cannot be overwritten because the tag is immutable.`,
      );
    }
    repository.images[digest] ??= { mediaType, size, pushedAt: this.#now().toISOString() };
    if (tag !== undefined) setKey(repository.tags, tag, digest);
    this.#file.save();
  }

  /** Removes a tag, and the image with its last tag; or an image by its digest. False for an unknown image. */
  remove(repository: RepositoryRecord, { tag, digest }: { tag?: string; digest?: string }): boolean {
    const found = tag === undefined ? digest : lookUp(repository.tags, tag);
    if (found === undefined || lookUp(repository.images, found) === undefined) return false;
    const kept = Object.entries(repository.tags).filter(([name, of]) =>
      tag === undefined ? of !== found : name !== tag,
    );
    repository.tags = Object.fromEntries(kept);
    if (!Object.values(repository.tags).includes(found)) {
      repository.images = withoutKey(repository.images, found);
    }
    this.#file.save();
    return true;
  }
}
