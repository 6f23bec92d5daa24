/** .kc-eb holds what kc-eb writes and deletes. A checkout that has a link there must not choose the place. */
import { lstat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { UserError } from '../base/user-error.ts';
import { isAbsent } from './file-tree.ts';

const ownFolder = '.kc-eb';

/**
 * Throws UserError 'usage' when `path`, or a folder on its way, is a link in the project's .kc-eb. Call it before a file
 * there is written, opened for appending or deleted. Other paths pass. `path`: absolute, or relative to `root`.
 */
export async function requireNoLink(root: string, path: string): Promise<void> {
  const [first = '', ...rest] = relative(root, resolve(root, path)).split(sep);
  if (first !== ownFolder) return;
  let place = first;
  for (const next of [...rest, '']) {
    if (await isLink(join(root, place))) throw linked(place.split(sep).join('/'));
    place = join(place, next);
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

function linked(path: string): UserError {
  return new UserError('usage', `${path} is a link, and kc-eb writes nothing through links there.`, {
    hint: `Delete it: rm ${path}. Look where it leads first (ls -l), and who put it into the project.`,
  });
}
