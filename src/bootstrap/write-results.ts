import { type Edit, withKeys } from '../config/edit-keys.ts';
import type { Deps } from '../ports.ts';

/** The project file, and the path in it below which the keys of the environment stand. */
export interface EditedFile {
  path: string;
  below: readonly string[];
}

/** Sets the keys in kc-eb.yaml and keeps its comments; returns the names of the keys. */
export async function writeKeys(
  { files }: Pick<Deps, 'files'>,
  { path, below }: EditedFile,
  edits: readonly Edit[],
): Promise<string[]> {
  if (edits.length === 0) return [];
  const placed = edits.map((edit) => ({ ...edit, path: [...below, ...edit.path] }));
  await files.write(path, withKeys((await files.read(path)) ?? '', path, placed));
  return placed.map((edit) => edit.path.join('.'));
}
