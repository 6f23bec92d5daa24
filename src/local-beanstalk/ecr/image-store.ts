/** Repositories, their images and tags: what ECR describes and the registry serves. */
import { join } from 'node:path';
import { ServiceError } from '../http/service.ts';
import { JsonFile } from '../base/json-file.ts';

interface ImageRecord {
  /** Of the manifest. */
  mediaType: string;
  /** Bytes of the manifest and of what it names. */
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
  /** By digest, "sha256:…". */
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

  /** By name, sorted. */
  all(): RepositoryRecord[] {
    return Object.values(this.#file.value).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find(name: string): RepositoryRecord | undefined {
    return Object.hasOwn(this.#file.value, name) ? this.#file.value[name] : undefined;
  }

  create(spec: Pick<RepositoryRecord, 'name' | 'immutable' | 'scanOnPush'>): RepositoryRecord {
    const record = { ...spec, createdAt: this.#now().toISOString(), images: {}, tags: {} };
    this.#file.value[spec.name] = record;
    this.#file.save();
    return record;
  }

  /** Layers stay on disk, as other repositories may use them; `kc-eb local reset` removes them. */
  delete(name: string): void {
    this.#file.value = Object.fromEntries(Object.entries(this.#file.value).filter(([key]) => key !== name));
    this.#file.save();
  }

  /** Throws ServiceError when the tag is there for another image and may not move. */
  push(
    repository: RepositoryRecord,
    image: { digest: string; tag: string | undefined; mediaType: string; size: number },
  ): void {
    const { digest, tag, mediaType, size } = image;
    const before = tag === undefined ? undefined : repository.tags[tag];
    if (tag !== undefined && repository.immutable && before !== undefined && before !== digest) {
      throw new ServiceError(
        'TAG_INVALID',
        `The image tag '${tag}' already exists in the '${repository.name}' repository and cannot be overwritten because the tag is immutable.`,
      );
    }
    repository.images[digest] ??= { mediaType, size, pushedAt: this.#now().toISOString() };
    if (tag !== undefined) repository.tags[tag] = digest;
    this.#file.save();
  }

  /** Removes a tag, and the image with its last one; or the image by its digest. False when it is not there. */
  remove(repository: RepositoryRecord, { tag, digest }: { tag?: string; digest?: string }): boolean {
    const found = tag === undefined ? digest : repository.tags[tag];
    if (found === undefined || repository.images[found] === undefined) return false;
    const kept = Object.entries(repository.tags).filter(([name, of]) =>
      tag === undefined ? of !== found : name !== tag,
    );
    repository.tags = Object.fromEntries(kept);
    if (!Object.values(repository.tags).includes(found)) {
      repository.images = Object.fromEntries(
        Object.entries(repository.images).filter(([key]) => key !== found),
      );
    }
    this.#file.save();
    return true;
  }
}
