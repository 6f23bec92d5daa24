import { UserError } from './errors.ts';

/**
 * archiver would change other names, and so could one that leads out of the folder come to be: it takes "\\" for "/".
 * `source`: the file that is to go there. Throws UserError 'usage'.
 */
export function requireBundlePath(path: string, source: string = path): void {
  const parts = path.split('/');
  const plain = parts.every((part) => part !== '' && part !== '.' && part !== '..');
  if (plain && !/\\|\0|^\w+:/.test(path)) return;
  throw new UserError('usage', `${JSON.stringify(source)} cannot be the name of a file in a source bundle.`, {
    hint: 'Rename it: no backslash, no ":" after its first word.',
  });
}
