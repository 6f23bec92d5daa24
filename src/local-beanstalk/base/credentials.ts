/**
 * The key of a project's Local Beanstalk. The id is the same everywhere: AWS rejects it, and Local Beanstalk rejects all
 * others. The secret is the project's own, so other users and other projects of the machine are kept out.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { UserError } from '../../base/user-error.ts';
import { writeOwnFile } from './own-file.ts';
import { statePaths } from './state.ts';

export interface LocalCredentials {
  accessKeyId: string;
  secretAccessKey: string;
}

export const localKeyId = 'KCEBLOCALBEANSTALK00';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/** Creates the project's secret where it has none that only its owner reads. */
export function provideCredentials(projectFolder: string): LocalCredentials {
  const { folder, accessKey } = statePaths(projectFolder);
  const existing = readSecretKey(accessKey);
  if (existing !== undefined) return credentials(existing);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const secret = randomBytes(30).toString('base64url');
  // A checkout may bring a file or a link, whose content others know.
  writeOwnFile(accessKey, secret);
  return credentials(secret);
}

/** Throws UserError 'local' for a project whose Local Beanstalk has not been started by this release. */
export function readCredentials(projectFolder: string): LocalCredentials {
  const secret = readSecretKey(statePaths(projectFolder).accessKey);
  if (secret !== undefined) return credentials(secret);
  throw new UserError('local', `Local Beanstalk has no access key for ${projectFolder}.`, {
    hint: 'Run kc-eb local stop, then kc-eb local start.',
  });
}

/**
 * Environment variables that point any AWS client at Local Beanstalk, for a shell in any folder. The shell reads the
 * secret: it appears neither on the screen nor in the history.
 */
export function clientVariables(endpoint: string, projectFolder: string): string[] {
  const quoted = `'${statePaths(projectFolder).accessKey.replaceAll("'", String.raw`'\''`)}'`;
  return [
    `AWS_ENDPOINT_URL=${endpoint}`,
    `AWS_ACCESS_KEY_ID=${localKeyId}`,
    `AWS_SECRET_ACCESS_KEY="$(cat ${quoted})"`,
  ];
}

/** The header for the calls under /_local/. */
export function basicAuthorization({ accessKeyId, secretAccessKey }: LocalCredentials): string {
  return `Basic ${Buffer.from(`${accessKeyId}:${secretAccessKey}`).toString('base64')}`;
}

function credentials(secretAccessKey: string): LocalCredentials {
  return { accessKeyId: localKeyId, secretAccessKey };
}

/** undefined for a file that is absent, a link, or open to others. */
function readSecretKey(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    if (['ENOENT', 'ELOOP', 'EACCES', 'ENXIO'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined;
    throw error;
  }
  try {
    const { mode, uid } = fstatSync(file);
    const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o077) === 0);
    const secret =
      isOwn && (mode & constants.S_IFMT) === constants.S_IFREG ? readFileSync(file, 'utf8').trim() : '';
    return secret === '' ? undefined : secret;
  } finally {
    closeSync(file);
  }
}
