/** .kc-eb, the working folder of a project: the editor's schema, rendered files, the state of Local Beanstalk. */
import { editorSchema, schemaPath } from './editor-schema.ts';
import { UserError } from '../base/user-error.ts';
import type { Files } from '../ports.ts';

const ignoreFile = '.kc-eb/.gitignore';

/** Makes the folder ignore itself, which leaves the user's .gitignore unchanged. */
export async function keepOutOfGit(files: Files): Promise<void> {
  if ((await files.read(ignoreFile)) === undefined) await files.write(ignoreFile, '*\n');
}

/** Writes the editor's schema if it is missing or from another kc-eb. */
export async function provideSchema(files: Files): Promise<void> {
  const schema = editorSchema();
  if ((await files.read(schemaPath)) === schema) return;
  await keepOutOfGit(files);
  await files.write(schemaPath, schema);
}

/** Updates the schema if kc-eb.yaml names it. Ignores a read-only project, but not a link in place of a file. */
export async function refreshSchema(files: Files, text: string): Promise<void> {
  if (!text.includes(schemaPath)) return;
  try {
    await provideSchema(files);
  } catch (error) {
    // An error of the file system is the cause of its explanation.
    if (!(error instanceof UserError) || error.cause === undefined) throw error;
  }
}
