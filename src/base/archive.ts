/** Archives, and the limits of a source bundle. */
import { UserError } from './user-error.ts';

/** Texts by path in the archive, and project files (path in the archive → path in the project). */
export interface Archive {
  readonly texts: ReadonlyMap<string, string>;
  readonly copies: ReadonlyMap<string, string>;
}

/** First and last bytes of files, taken while the files are hashed: what is checked is what is sent. */
export interface Heads {
  /** The number of bytes to take. */
  bytes(path: string): number;
  /** The number of bytes to take from the end. Default: none. */
  lastBytes?(path: string): number;
  take(path: string, head: Uint8Array, end: FileEnd): void;
}

export interface FileEnd {
  bytes: Uint8Array;
  /** Size of the whole file. */
  size: number;
  /** The start of the content of a gzip file, unpacked: as many bytes as its head may have. */
  unpacked?: Uint8Array | undefined;
}

/** Limit of Beanstalk. https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/applications-sourcebundle.html */
const limitBytes = 500 * 1024 * 1024;

/**
 * Throws UserError 'usage' for a path that a source bundle cannot have. Beanstalk writes no .env next to the bundle's.
 * archiver changes some names and reads "\\" as "/", and others lead out of the folder. `file`: the user's path.
 */
export function requireBundlePath(path: string, file = path): void {
  if (path === '.env') {
    throw new UserError(
      'usage',
      `${file} cannot be in a source bundle: Beanstalk then writes no .env, and Keycloak starts without its variables.`,
      {
        hint: 'Delete it. Set variables in keycloak.env and secrets in keycloak.secrets. Rename a file for another container.',
      },
    );
  }
  const parts = path.split('/');
  const plain = parts.every((part) => part !== '' && part !== '.' && part !== '..');
  if (plain && !/\\|\0|^\w+:/.test(path)) return;
  throw new UserError('usage', `Invalid file name for a source bundle: ${JSON.stringify(file)}.`, {
    hint: 'Rename it, without a backslash and without ":" after its first word.',
  });
}

/** Throws UserError 'usage' when files of these sizes (path → bytes) exceed the limit of a source bundle. */
export function requireBundleSize(sizes: ReadonlyMap<string, number>): void {
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (total <= limitBytes) return;
  const largest = [...sizes].sort(([, a], [, b]) => b - a).slice(0, 3);
  throw new UserError(
    'usage',
    `Source bundle is too large: ${sizeText(total)}; Beanstalk accepts ${sizeText(limitBytes)}. ` +
      `The largest files: ${largest.map(([path, size]) => `${path} (${sizeText(size)})`).join(', ')}.`,
    { hint: 'Move large files from overrides/ to providers/ or themes/: those folders go into the image.' },
  );
}

/** Rounds up: a size above the limit must not look like the limit. */
function sizeText(bytes: number): string {
  const kilobytes = Math.ceil(bytes / 1024);
  return kilobytes < 1024 ? `${kilobytes} kB` : `${Math.ceil(kilobytes / 1024)} MB`;
}
