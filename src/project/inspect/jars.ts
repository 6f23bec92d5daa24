/** Jars of providers/: what a download or a checkout leaves in their place. */
import type { FileEnd } from '../../base/archive.ts';
import { error, type FileFinding, warning } from './finding.ts';

/** Last bytes that are read of each jar: the end with its comment, and the directory of some 10,000 files. */
export const jarEndBytes = 1024 * 1024;

/** A file, the end of an archive without files, and a part of a split one. */
const zipStarts = ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'];

const lfsPointer = /^version https:\/\/git-lfs\.github\.com\/spec\//;

export function isLfsPointer(head: Uint8Array): boolean {
  return lfsPointer.test(Buffer.from(head.subarray(0, 64)).toString('latin1'));
}

export function isJar(path: string): boolean {
  return /^providers\/.*\.jar$/.test(path);
}

/** https://www.keycloak.org/server/configuration-provider */
export function checkJar(path: string, head: Uint8Array, end: FileEnd): FileFinding[] {
  if (path.split('/').length > 2)
    return [warning(`${path} is not read: Keycloak takes jars of providers/, and no folders below.`)];
  const what = insteadOfJar(head.subarray(0, 512), end);
  return what === undefined ? [] : [error(`${path} is ${what}, and not a jar: Keycloak's build fails.`)];
}

function insteadOfJar(bytes: Uint8Array, end: FileEnd): string | undefined {
  const text = Buffer.from(bytes).toString('latin1');
  if (zipStarts.includes(text.slice(0, 4)))
    return hasDirectory(end) ? undefined : 'a zip without its end, as a broken download leaves it';
  if (text === '') return 'empty';
  if (isLfsPointer(bytes)) return 'a pointer of Git LFS (git lfs pull reads the file)';
  if (/^\s*<(!doctype|html|\?xml)/i.test(text))
    return 'a page (HTML or XML), such as the error of a download';
  return 'other data';
}

/** Sizes without a comment, and signatures. PKWARE's APPNOTE.TXT, 4.3.12 to 4.3.16. */
const endSize = 22;
const locatorSize = 20;
const signs = { entry: 0x02014b50, end: 0x06054b50, locator: 0x07064b50, end64: 0x06064b50 };

/** The last end of a directory that lies before it, as Java finds it. Java skips bytes after the comment. */
function hasDirectory({ bytes, size }: FileEnd): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const before = size - view.length;
  const signAt = (offset: number): number | undefined =>
    offset >= 0 && offset + 4 <= view.length ? view.readUInt32LE(offset) : undefined;
  const lowest = Math.max(0, view.length - endSize - 0xffff);
  for (let at = view.length - endSize; at >= lowest; at -= 1) {
    if (signAt(at) !== signs.end) continue;
    const { length, offset, end } = large(at) ?? {
      length: view.readUInt32LE(at + 12),
      offset: view.readUInt32LE(at + 16),
      end: before + at,
    };
    const start = end - length;
    const sign = signAt(start - before);
    const isThere =
      length === 0 || sign === signs.entry || (sign === undefined && start >= 0 && start < before);
    if (start >= offset && isThere) return true;
  }
  return false;

  /** A zip64 has its values before the end. */
  function large(at: number): { length: number; offset: number; end: number } | undefined {
    if (signAt(at - locatorSize) !== signs.locator) return undefined;
    const end = Number(view.readBigUInt64LE(at - locatorSize + 8));
    const place = end - before;
    if (signAt(place) !== signs.end64 || place + 56 > at) return undefined;
    const value = (index: number): number => Number(view.readBigUInt64LE(place + index));
    return { length: value(40), offset: value(48), end };
  }
}
