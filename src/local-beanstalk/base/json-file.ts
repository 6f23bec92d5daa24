/** State on disk: one JSON file for each kind of record, replaced as a whole on each save. */
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeOwnFile } from './own-file.ts';
import { restored } from './restore.ts';

export class JsonFile<T> {
  readonly #path: string;
  /** The text of the last save, for a save that fails. */
  #saved: string;
  /** Changes are stored by save(). */
  value: T;

  constructor(path: string, initial: T) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#saved = JSON.stringify(initial);
    this.value = initial;
    try {
      this.#saved = readFileSync(path, 'utf8');
      this.value = JSON.parse(this.#saved) as T;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  /** Throws the disk's error; the changes since the last save are undone then. */
  save(): void {
    const temporary = `${this.#path}.new`;
    const text = JSON.stringify(this.value);
    try {
      // The registry's password and environment properties are secrets of the owner.
      writeOwnFile(temporary, text);
      renameSync(temporary, this.#path);
      this.#saved = text;
    } catch (error) {
      this.value = restored(this.value, JSON.parse(this.#saved)) as T;
      rmSync(temporary, { recursive: true, force: true });
      throw error;
    }
  }
}
