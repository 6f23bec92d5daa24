/** Source bundles: zip archives that are the same bytes for the same content, on every machine. */
import { buffer } from 'node:stream/consumers';
import archiver from 'archiver';
import { requireBundlePath } from '../core/bundle-path.ts';
import { UserError } from '../core/errors.ts';

export interface ZipEntry {
  content: string | Uint8Array;
  /** Unix permissions, e.g. 0o644. */
  mode: number;
}

/** Beanstalk refuses more. https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/applications-sourcebundle.html */
const limitBytes = 500 * 1024 * 1024;

/** The oldest date that a zip archive can hold; archiver writes dates in UTC. */
const epoch = new Date('1980-01-01T00:00:00Z');

/**
 * Entries in order of their paths, undated and uncompressed: what deflate makes depends on the zlib in Node and on
 * the processor, and a bundle is some kilobytes of text.
 */
export async function zipBundle(entries: ReadonlyMap<string, ZipEntry>): Promise<Uint8Array> {
  const archive = archiver('zip', { store: true });
  const bytes = buffer(archive);
  for (const [name, { content, mode }] of [...entries].sort(byPath)) {
    requireBundlePath(name);
    archive.append(Buffer.from(content), { name, mode, date: epoch });
  }
  const [zip] = await Promise.all([bytes, archive.finalize()]);
  return zip;
}

/** By code units: the locale must not change the order. */
function byPath([a]: [string, ZipEntry], [b]: [string, ZipEntry]): number {
  return a < b ? -1 : 1;
}

/** Throws UserError 'usage' when files of these sizes (path → bytes) would be too big a source bundle. */
export function requireBundleSize(sizes: ReadonlyMap<string, number>): void {
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (total <= limitBytes) return;
  const largest = [...sizes].sort(([, a], [, b]) => b - a).slice(0, 3);
  throw new UserError(
    'usage',
    `The source bundle would be ${inMegabytes(total)}; Beanstalk takes ${inMegabytes(limitBytes)} at most. ` +
      `The largest: ${largest.map(([path, size]) => `${path} (${inMegabytes(size)})`).join(', ')}.`,
    { hint: 'Move large files from overrides/ to providers/ or themes/: those go into the image.' },
  );
}

function inMegabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024)} MB`;
}
