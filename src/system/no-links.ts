/** A checkout can hold links. They must not choose the place of what kc-eb writes and deletes. */
import { lstat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { UserError } from '../base/user-error.ts';
import { isAbsent } from './file-tree.ts';

/**
 * Throws UserError 'usage' when `path`, or a folder on its way, is a link in the project. Call it before a file there is
 * written, opened for appending or deleted. Paths outside of the project pass: the user named them. `path`: absolute, or
 * relative to `root`.
 */
export async function requireNoLink(root: string, path: string): Promise<void> {
  const parts = relative(root, resolve(root, path)).split(sep);
  if (parts[0] === '..') return;
  for (const [index] of parts.entries()) {
    const place = parts.slice(0, index + 1).join('/');
    if (await isLink(join(root, place))) throw linked(place);
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if (isAbsent(error) || (error as NodeJS.ErrnoException).code === 'ENOTDIR') return false;
    throw error;
  }
}

function linked(path: string): UserError {
  return new UserError('usage', `${path} is a link, and kc-eb writes and deletes nothing through links.`, {
    hint: `Look where it leads (ls -l ${path}), and who put it into the project. Then delete it, or replace it by a file or folder.`,
  });
}
