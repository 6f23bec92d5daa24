/** Source bundles: zip archives that are the same bytes for the same content, on every machine. */
import { buffer } from 'node:stream/consumers';
import { requireBundlePath } from '../base/archive.ts';

export interface ArchiveEntry {
  /** A function is called in the entry's turn: one file at a time is in memory. */
  content: string | Uint8Array | (() => Promise<Uint8Array>);
  /** Unix permissions, e.g. 0o644. */
  mode: number;
}

/** The date of all entries: the oldest that a zip archive can hold. archiver writes dates in UTC. */
export const epoch = new Date('1980-01-01T00:00:00Z');

/**
 * Writes entries in order of their paths, without dates or compression. The output of deflate depends on Node's zlib and
 * on the processor, and a bundle is some kilobytes of text. Throws UserError 'usage' for invalid names.
 */
export async function zipBundle(entries: ReadonlyMap<string, ArchiveEntry>): Promise<Uint8Array> {
  const { default: archiver } = await import('archiver');
  const archive = archiver('zip', { store: true });
  const bytes = buffer(archive);
  for (const [name, { content, mode }] of [...entries].sort(byPath)) {
    requireBundlePath(name);
    archive.append(await bytesOf(content), { name, mode, date: epoch });
  }
  const [zip] = await Promise.all([bytes, archive.finalize()]);
  return zip;
}

export async function bytesOf(content: ArchiveEntry['content']): Promise<Buffer> {
  return Buffer.from(typeof content === 'function' ? await content() : content);
}

/** Orders by code units: the locale must not change the order. */
function byPath([a]: [string, ArchiveEntry], [b]: [string, ArchiveEntry]): number {
  return a < b ? -1 : 1;
}
