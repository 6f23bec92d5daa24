import { UserError } from './user-error.ts';

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
