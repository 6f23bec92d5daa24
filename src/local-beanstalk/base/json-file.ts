/** State of Local Beanstalk on disk: one JSON file a subject, written whole through a temporary name. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export class JsonFile<T> {
  readonly #path: string;
  /** Change it freely, then call save(). */
  value: T;

  constructor(path: string, initial: T) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    try {
      this.value = JSON.parse(readFileSync(path, 'utf8')) as T;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      this.value = initial;
    }
  }

  save(): void {
    const temporary = `${this.#path}.new`;
    // Some of it is for nobody else: the registry's password, environment properties.
    writeFileSync(temporary, JSON.stringify(this.value), { mode: 0o600 });
    renameSync(temporary, this.#path);
  }
}
