import { createHash } from 'node:crypto';
import { projectFiles } from '../../src/system/files.ts';
import type { Archive, Heads } from '../../src/base/archive.ts';
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

  hashes(folder: string, heads?: Heads): Promise<ReadonlyMap<string, string>> {
    const found = [...this.files].filter(([path]) => path.startsWith(`${folder}/`)).sort();
    for (const [path, text] of found) {
      const bytes = Buffer.from(text);
      const last = Math.max(0, bytes.length - (heads?.lastBytes?.(path) ?? 0));
      const end = { bytes: bytes.subarray(last), size: bytes.length };
      heads?.take(path, bytes.subarray(0, heads.bytes(path)), end);
    }
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

  stage(texts: ReadonlyMap<string, string>, archives: ReadonlyMap<string, Archive>): Promise<string> {
    const folder = `/tmp/stage-${++this.#serial}`;
    const packed = [...archives].map(([path, archive]) => [path, this.#packed(archive)] as const);
    this.staged.set(folder, new Map([...texts, ...packed]));
    return Promise.resolve(folder);
  }

  writeArchive(path: string, archive: Archive): Promise<void> {
    return this.write(path, this.#packed(archive));
  }

  remove(absolutePath: string): Promise<void> {
    this.staged.delete(absolutePath);
    return Promise.resolve();
  }

  zip(texts: ReadonlyMap<string, string>, copies: ReadonlyMap<string, string>): Promise<Uint8Array> {
    return Promise.resolve(Buffer.from(this.#packed({ texts, copies })));
  }

  /** Returns text in place of an archive; two archives still differ. */
  #packed({ texts, copies }: Archive): string {
    return JSON.stringify([...this.#together(texts, copies)].sort());
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
