/** .kc-eb, kc-eb's own folder in a project: the editor's schema, what was rendered, Local Beanstalk's state. */
import { editorSchema, schemaPath } from './editor-schema.ts';
import { UserError } from '../base/user-error.ts';
import type { Files } from '../ports.ts';

const ignoreFile = '.kc-eb/.gitignore';

/** The folder ignores itself, so that no .gitignore of the user's is touched; a clone has none. */
export async function keepOutOfGit(files: Files): Promise<void> {
  if ((await files.read(ignoreFile)) === undefined) await files.write(ignoreFile, '*\n');
}

/** Writes the editor's schema where it is missing or of another kc-eb. */
export async function provideSchema(files: Files): Promise<void> {
  const schema = editorSchema();
  if ((await files.read(schemaPath)) === schema) return;
  await keepOutOfGit(files);
  await files.write(schemaPath, schema);
}

/** The same for a kc-eb.yaml that names it; a project that can only be read is as good. */
export async function refreshSchema(files: Files, text: string): Promise<void> {
  if (!text.includes(schemaPath)) return;
  try {
    await provideSchema(files);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}
