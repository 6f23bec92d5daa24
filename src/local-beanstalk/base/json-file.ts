/** State on disk: one JSON file for each kind of record, replaced as a whole on each save. */
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeOwnFile } from './own-file.ts';
import { restored } from './restore.ts';
import { warn } from './warn.ts';

/** The pause after which a write that failed is repeated. */
export const diskRetryMs = 100;

export class JsonFile<T> {
  readonly #path: string;
  /** The text of the last change that was accepted: a save that fails returns to it. */
  #accepted: string;
  /** Set while the file lacks that change. */
  #retry: NodeJS.Timeout | undefined;
  /** Changes are stored by save() and keep(). */
  value: T;

  constructor(path: string, initial: T) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#accepted = JSON.stringify(initial);
    this.value = initial;
    try {
      this.#accepted = readFileSync(path, 'utf8');
      this.value = JSON.parse(this.#accepted) as T;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  /**
   * Stores the changes of a call, whose client gets the error. Throws the disk's error; the changes since the last save are
   * undone then.
   */
  save(): void {
    const text = JSON.stringify(this.value);
    try {
      this.#write(text);
      this.#accepted = text;
    } catch (error) {
      this.value = restored(this.value, JSON.parse(this.#accepted)) as T;
      throw error;
    }
  }

  /**
   * Stores the changes of work in the background, which nobody can repeat. Returns the disk's error; the changes remain in
   * memory then, and the file gets them as soon as the disk takes them.
   */
  keep(): Error | undefined {
    this.#accepted = JSON.stringify(this.value);
    try {
      this.#write(this.#accepted);
      return undefined;
    } catch (error) {
      // The log is on the same disk: one warning for each outage.
      if (this.#retry === undefined) warn(error);
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => {
        this.#repeat();
      }, diskRetryMs).unref();
      return error as Error;
    }
  }

  #repeat(): void {
    try {
      this.#write(this.#accepted);
    } catch {
      this.#retry?.refresh();
    }
  }

  #write(text: string): void {
    const temporary = `${this.#path}.new`;
    try {
      // The registry's password and environment properties are secrets of the owner.
      writeOwnFile(temporary, text);
      renameSync(temporary, this.#path);
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true });
      throw error;
    }
    clearTimeout(this.#retry);
    this.#retry = undefined;
  }
}
