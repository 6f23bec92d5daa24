import { expect, test } from 'vitest';
import { editorSchema, schemaPath } from '../../src/project/editor-schema.ts';
import { UserError } from '../../src/base/user-error.ts';
import { provideSchema, refreshSchema } from '../../src/project/project-dir.ts';
import { MemoryFiles } from '../fakes/memory-files.ts';

test.each([
  ['missing, as after a git clone', {}, '*\n'],
  ['of another kc-eb', { [schemaPath]: '{}' }, '*\n'],
  ['missing, and the folder’s .gitignore is the user’s', { '.kc-eb/.gitignore': 'local\n' }, 'local\n'],
])('the schema is written when it is %s', async (_title, before, ignored) => {
  const project = new MemoryFiles(before);
  await provideSchema(project);
  expect(Object.fromEntries(project.files)).toEqual({
    [schemaPath]: editorSchema(),
    '.kc-eb/.gitignore': ignored,
  });
});

test('an existing schema is not written again', async () => {
  const project = new MemoryFiles({ [schemaPath]: editorSchema() });
  project.write = () => Promise.reject(new Error('written'));
  await provideSchema(project);
  expect(project.files.size).toBe(1);
});

test('a read-only project, or one whose kc-eb.yaml names no schema, stays unchanged', async () => {
  const project = new MemoryFiles();
  await refreshSchema(project, 'application: id');
  expect(project.files.size).toBe(0);
  project.write = () => Promise.reject(new UserError('usage', 'permission denied', { cause: 'EACCES' }));
  await refreshSchema(project, `# yaml-language-server: $schema=${schemaPath}`);
  project.write = () => Promise.reject(new UserError('usage', 'the file is a link'));
  await expect(refreshSchema(project, schemaPath)).rejects.toMatchObject({ message: 'the file is a link' });
  project.write = () => Promise.reject(new TypeError('a bug'));
  await expect(refreshSchema(project, schemaPath)).rejects.toThrow('a bug');
});
