/** State on disk: one JSON file for each kind of record, replaced as a whole on each save. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export class JsonFile<T> {
  readonly #path: string;
  /** Changes are stored by save(). */
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
    // The registry's password and environment properties are secrets of the owner.
    writeFileSync(temporary, JSON.stringify(this.value), { mode: 0o600 });
    renameSync(temporary, this.#path);
  }
}
