/** What the file system refused, in words a user can act on: rights, a full disk, a file where a folder must be. */
import { UserError } from '../base/user-error.ts';

interface Explanation {
  what: (path: string) => string;
  hint: string;
}

const denied: Explanation = {
  what: (path) => `${path}: permission denied.`,
  hint: 'Run kc-eb as the owner of it and of the folder that it is in, or change their modes; ls -ld shows both.',
};
const notFolder: Explanation = {
  what: (path) => `${path}: a file is in the way, where kc-eb needs a folder.`,
  hint: 'Move the file away, or name another path.',
};
const full: Explanation = {
  what: (path) => `${path}: no space is left.`,
  hint: 'df -h shows which disk is full; make room and run the same again.',
};

/** By the system's code. Whatever is not here is a bug. */
const explanations: Readonly<Record<string, Explanation>> = {
  EACCES: denied,
  EPERM: denied,
  EROFS: {
    what: (path) => `${path}: the file system can only be read.`,
    hint: 'Work on a copy of the project in a place that can be written.',
  },
  ENOTDIR: notFolder,
  EEXIST: notFolder,
  EISDIR: {
    what: (path) => `${path} is a folder, not a file.`,
    hint: 'Move the folder away, or name another path.',
  },
  ELOOP: {
    what: (path) => `${path}: a link that leads to itself.`,
    hint: 'ls -l shows where it leads; put a file there.',
  },
  ENAMETOOLONG: {
    what: (path) => `${path}: the name is too long.`,
    hint: 'The file system takes 255 bytes a name, and 4096 a path, as a rule.',
  },
  ENOSPC: full,
  EDQUOT: full,
};

/**
 * A UserError for what the file system refused; the error itself for anything else. `path`: where the caller knows
 * better than the system, whose errors of a write name no file, and those of a temporary file only that.
 */
export function explainFileError(error: unknown, path?: string): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const system: NodeJS.ErrnoException & { dest?: string } = error;
  const { code = '' } = system;
  const known = Object.hasOwn(explanations, code) ? explanations[code] : undefined;
  // Of a copy, the place that could not be written is the other one.
  const where = path ?? (known === full || code === 'EROFS' ? system.dest : undefined) ?? system.path;
  if (known === undefined || (where === undefined && known !== full)) return error;
  const named = where ?? 'The disk';
  return new UserError('usage', known.what(named), { hint: known.hint, cause: error });
}
