import { UserError } from './user-error.ts';

/**
 * Throws UserError 'usage' for what a source bundle cannot have: .env, since Beanstalk then writes none of its own, and
 * names that archiver would change, or that would lead out of the folder: it takes "\\" for "/". `file`: as the user
 * knows it.
 */
export function requireBundlePath(path: string, file = path): void {
  if (path === '.env') {
    throw new UserError(
      'usage',
      `${file} cannot be in a source bundle: Beanstalk then writes no .env of its own, and Keycloak starts without any of its variables.`,
      {
        hint: 'Delete it: variables are set with keycloak.env, secrets with keycloak.secrets. A file for another container can have another name.',
      },
    );
  }
  const parts = path.split('/');
  const plain = parts.every((part) => part !== '' && part !== '.' && part !== '..');
  if (plain && !/\\|\0|^\w+:/.test(path)) return;
  throw new UserError('usage', `${JSON.stringify(file)} cannot be the name of a file in a source bundle.`, {
    hint: 'Rename it: no backslash, no ":" after its first word.',
  });
}
