import { createHash } from 'node:crypto';

/**
 * Twelve hexadecimal digits that name a set of files: equal content, equal name, on every machine.
 * Lengths are hashed too, so that moving a byte from one file to the next changes the result.
 */
export function contentHash(files: ReadonlyMap<string, string>, ...more: readonly string[]): string {
  const hash = createHash('sha256');
  const add = (text: string) => hash.update(`${Buffer.byteLength(text)}:`).update(text);
  for (const path of [...files.keys()].sort()) {
    add(path);
    add(files.get(path) ?? '');
  }
  more.forEach(add);
  return hash.digest('hex').slice(0, 12);
}
