import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { explainFileError } from '../../src/system/file-errors.ts';

/** An error in Node's form. */
function systemError(code: string, words: string, rest: { path?: string; dest?: string } = {}): Error {
  const names = Object.values(rest).map((path) => ` '${path}'`);
  return Object.assign(new Error(`${code}: ${words}, open${names.join(' ->')}`), { code, ...rest });
}

test.each([
  ['EACCES', 'permission denied', /^\/project\/x: permission denied\.$/, /ls -ld/],
  ['EPERM', 'operation not permitted', /^\/project\/x: permission denied\.$/, /ls -ld/],
  ['EROFS', 'read-only file system', /^\/project\/x: the file system is read-only/, /Copy the project/],
  ['ENOTDIR', 'not a directory', /^\/project\/x: a file is in place of a folder/, /Move the file/],
  ['EEXIST', 'file already exists', /^\/project\/x: a file is in place of a folder/, /Move the file/],
  ['EISDIR', 'illegal operation on a directory', /^\/project\/x is a folder/, /Move the folder/],
  ['ELOOP', 'too many symbolic links', /^\/project\/x: the link leads to itself\.$/, /ls -l/],
  ['ENAMETOOLONG', 'name too long', /^\/project\/x: the name is too long\.$/, /255 bytes/],
  ['ENOSPC', 'no space left on device', /^\/project\/x: no space left/, /df -h/],
  ['EDQUOT', 'disk quota exceeded', /^\/project\/x: no space left/, /df -h/],
])('%s is not a bug: path, reason, remedy', (code, words, message, hint) => {
  const cause = systemError(code, words, { path: '/project/x' });
  expect(explainFileError(cause)).toMatchObject({
    ...{ kind: 'usage', cause },
    message: expect.stringMatching(message) as string,
    hint: expect.stringMatching(hint) as string,
  });
});

test.skipIf(!existsSync('/dev/full'))('a full disk, whose error names no file', async () => {
  const error: unknown = await writeFile('/dev/full', 'x').catch((thrown: unknown) => thrown);
  expect(explainFileError(error)).toMatchObject({ message: 'The disk: no space left.' });
  expect(explainFileError(error, 'kc-eb.yaml')).toMatchObject({ message: 'kc-eb.yaml: no space left.' });
});

test('of a copy, the place that has no room, not the source', () => {
  const paths = { path: '/project/themes/x', dest: '/tmp/context/x' };
  expect(explainFileError(systemError('ENOSPC', 'no space', paths))).toMatchObject({
    message: '/tmp/context/x: no space left.',
  });
  expect(explainFileError(systemError('EACCES', 'denied', paths))).toMatchObject({
    message: '/project/themes/x: permission denied.',
  });
});

test.each([
  ['an error of another kind', new TypeError('x is not a function')],
  ['a file that must be there', systemError('ENOENT', 'no such file or directory', { path: '/x' })],
  ['a connection that is not permitted', systemError('EPERM', 'connect')],
  ['a thrown text', 'text'],
])('%s stays unchanged', (_title, error) => {
  expect(explainFileError(error)).toBe(error);
});
