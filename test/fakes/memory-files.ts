import { createHash } from 'node:crypto';
import { projectFiles } from '../../src/system/files.ts';
import type { Files } from '../../src/ports.ts';

/** A project in memory, with the package's templates. */
export class MemoryFiles implements Files {
  readonly root = '/project';
  readonly files: Map<string, string>;
  /** Build contexts that were staged and not removed: absolute path → its files. */
  readonly staged = new Map<string, Map<string, string>>();
  #serial = 0;

  constructor(files: Record<string, string> = {}) {
    this.files = new Map(Object.entries(files));
  }

  resolve(path: string): string {
    return projectFiles(this.root).resolve(path);
  }

  reference(from: string, to: string): string {
    return projectFiles(this.root).reference(from, to);
  }

  read(path: string): Promise<string | undefined> {
    return Promise.resolve(this.files.get(path));
  }

  hashes(folder: string): Promise<ReadonlyMap<string, string>> {
    const found = [...this.files].filter(([path]) => path.startsWith(`${folder}/`)).sort();
    return Promise.resolve(
      new Map(found.map(([path, text]) => [path, createHash('sha256').update(text).digest('hex')])),
    );
  }

  sizes(folder: string): Promise<ReadonlyMap<string, number>> {
    const found = [...this.files].filter(([path]) => path.startsWith(`${folder}/`)).sort();
    return Promise.resolve(new Map(found.map(([path, text]) => [path, Buffer.byteLength(text)])));
  }

  write(path: string, text: string): Promise<void> {
    this.files.set(path, text);
    return Promise.resolve();
  }

  copy(from: string, to: string): Promise<void> {
    const text = this.files.get(from);
    if (text === undefined) throw new Error(`file to copy not found: ${from}`);
    return this.write(to, text);
  }

  templates(): Promise<ReadonlyMap<string, string>> {
    return projectFiles('/').templates();
  }

  stage(texts: ReadonlyMap<string, string>, copies: ReadonlyMap<string, string>): Promise<string> {
    const folder = `/tmp/stage-${++this.#serial}`;
    this.staged.set(folder, this.#together(texts, copies));
    return Promise.resolve(folder);
  }

  remove(absolutePath: string): Promise<void> {
    this.staged.delete(absolutePath);
    return Promise.resolve();
  }

  /** Returns text in place of a zip; two bundles still differ. */
  zip(texts: ReadonlyMap<string, string>, copies: ReadonlyMap<string, string>): Promise<Uint8Array> {
    const entries = [...this.#together(texts, copies)].sort();
    return Promise.resolve(Buffer.from(JSON.stringify(entries)));
  }

  #together(texts: ReadonlyMap<string, string>, copies: ReadonlyMap<string, string>): Map<string, string> {
    const copied = [...copies].map(([path, source]): [string, string] => {
      const text = this.files.get(source);
      if (text === undefined) throw new Error(`file to copy not found: ${source}`);
      return [path, text];
    });
    return new Map([...texts, ...copied]);
  }
}
