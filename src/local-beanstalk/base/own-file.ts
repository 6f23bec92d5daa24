/** Files of the state, written so that a link of a checkout leads nowhere else. */
import {
  closeSync,
  constants,
  existsSync,
  lstatSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf, UserError } from '../../base/user-error.ts';

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/** Replaces the file; only its owner reads it. */
export function writeOwnFile(path: string, content: string): void {
  rmSync(path, { force: true });
  const file = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    writeFileSync(file, content);
  } finally {
    closeSync(file);
  }
}

/** The text for a write that failed, with the file that it did not reach. */
export function cannotWrite(error: unknown): string {
  const { path } = error as NodeJS.ErrnoException;
  return `Local Beanstalk cannot write its state${path === undefined ? '' : ` (${path})`}: ${messageOf(error)}`;
}

/** Opens a log to append. Throws UserError 'local' for a link. */
export function openOwnLog(path: string): number {
  try {
    return openSync(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') throw isLink(path);
    throw error;
  }
}

/**
 * Throws UserError 'local' when .kc-eb or the folder of the state in it is a link: call it before anything there is
 * written or deleted.
 */
export function requireOwnFolder(folder: string): void {
  for (const path of [dirname(folder), folder]) {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) throw isLink(path);
  }
}

/** Deletes the temporary files of a killed server, and throws UserError 'local' for a link in the state. */
export function cleanState(folder: string): void {
  requireOwnFolder(folder);
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) throw isLink(path);
    if (entry.isFile() && entry.name.endsWith('.new')) rmSync(path, { force: true });
  }
}

function isLink(path: string): UserError {
  return new UserError('local', `Link in the state of Local Beanstalk: ${path}`, {
    hint: `kc-eb creates none. Look where it leads (ls -l ${path}), and delete it: a command would write or delete there.`,
  });
}
