/** Reads a folder's regular files, in the same order on every machine. */
import { lstat, readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { UserError } from '../base/user-error.ts';

/**
 * Paths relative to `root`, with "/", sorted by code units; none when the folder does not exist. Throws UserError
 * 'usage' for a link: its target may change, or be missing on the next machine.
 */
export async function listFiles(root: string, folder: string): Promise<string[]> {
  await requireNoLink(root, folder);
  const paths: string[] = [];
  for (const entry of await entriesOf(join(root, folder))) {
    const path = posix.join(folder, entry.name);
    if (entry.name.includes('\ufffd')) throw notUtf8(path);
    if (entry.isDirectory()) for (const below of await listFiles(root, path)) paths.push(below);
    else if (entry.isFile()) paths.push(path);
    else throw notRegular(path, entry.isSymbolicLink());
  }
  return paths.sort();
}

async function requireNoLink(root: string, folder: string): Promise<void> {
  try {
    const stats = await lstat(join(root, folder));
    if (!stats.isDirectory()) throw notFolder(folder, stats.isSymbolicLink());
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

export function notRegular(path: string, link: boolean): UserError {
  return new UserError('usage', `${path} is ${link ? 'a link' : 'neither a file nor a folder'}.`, {
    hint: 'Replace it with a copy of the file. kc-eb accepts regular files only: equal content must give an equal image.',
  });
}

/** The error for a name that is not UTF-8: Node has lost its bytes and cannot open the file. */
function notUtf8(path: string): UserError {
  return new UserError('usage', `File name is not UTF-8: ${JSON.stringify(path)}.`, {
    hint: 'Rename it. convmv converts names of older systems.',
  });
}

function notFolder(path: string, link: boolean): UserError {
  return link ? notRegular(path, link) : new UserError('usage', `${path} is a file, not a folder.`);
}

export function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
