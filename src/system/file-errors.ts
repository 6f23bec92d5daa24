/** Explains errors of the file system: rights, a full disk, a file in place of a folder. */
import { UserError } from '../base/user-error.ts';

interface Explanation {
  what: (path: string) => string;
  hint: string;
}

const denied: Explanation = {
  what: (path) => `${path}: permission denied.`,
  hint: 'Run kc-eb as the owner of the file and its folder, or change their modes. ls -ld shows both.',
};
const notFolder: Explanation = {
  what: (path) => `${path}: a file is in place of a folder.`,
  hint: 'Move the file, or choose another path.',
};
const full: Explanation = {
  what: (path) => `${path}: no space left.`,
  hint: 'Find the full disk with df -h, free some space and run the command again.',
};
const tooManyOpen: Explanation = {
  what: (path) => `${path}: too many open files.`,
  hint: 'Raise the limit: ulimit -n 1024 in this shell. lsof lists what other programs hold open.',
};

/** Error code of the system → explanation. Other codes are bugs. */
const explanations: Readonly<Record<string, Explanation>> = {
  EACCES: denied,
  EPERM: denied,
  EROFS: {
    what: (path) => `${path}: the file system is read-only.`,
    hint: 'Copy the project to a writable folder.',
  },
  ENOTDIR: notFolder,
  EEXIST: notFolder,
  EISDIR: {
    what: (path) => `${path} is a folder, not a file.`,
    hint: 'Move the folder, or choose another path.',
  },
  ELOOP: {
    what: (path) => `${path}: the link leads to itself.`,
    hint: 'Replace the link with a file; ls -l shows its target.',
  },
  ENAMETOOLONG: {
    what: (path) => `${path}: the name is too long.`,
    hint: 'Shorten it. Most file systems accept 255 bytes per name and 4096 per path.',
  },
  EMFILE: tooManyOpen,
  ENFILE: tooManyOpen,
  ENOSPC: full,
  EDQUOT: full,
};

/**
 * Returns a UserError for an error of the file system; other errors unchanged. `path`: the path for the message. The
 * system's error lacks it after a write, and has the wrong one for a temporary file.
 */
export function explainFileError(error: unknown, path?: string): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const system: NodeJS.ErrnoException & { dest?: string } = error;
  const { code = '' } = system;
  const known = Object.hasOwn(explanations, code) ? explanations[code] : undefined;
  // A copy fails to write its destination.
  const where = path ?? (known === full || code === 'EROFS' ? system.dest : undefined) ?? system.path;
  if (known === undefined || (where === undefined && known !== full)) return error;
  const named = where ?? 'The disk';
  return new UserError('usage', known.what(named), { hint: known.hint, cause: error });
}
