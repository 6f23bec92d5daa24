import { requireBundlePath } from '../base/bundle-path.ts';
import { requireBundleSize } from '../base/bundle-size.ts';
import { imageFolders } from './user-files.ts';
import type { Deps } from '../ports.ts';

/** Path → SHA-256. */
export interface UserFiles {
  /** Files of the folders in user-files.ts: they go into the image. */
  imageFiles: ReadonlyMap<string, string>;
  /** Files of overrides/: they go into the bundle, over the rendered ones. */
  overrideFiles: ReadonlyMap<string, string>;
}

/** Reads the hashes of the project's own files. Throws UserError 'usage' for a file that cannot be deployed. */
export async function readUserFiles({ files }: Pick<Deps, 'files'>): Promise<UserFiles> {
  const deployed = async (...folders: string[]): Promise<Map<string, string>> => {
    const hashes = await Promise.all(folders.map((folder) => files.hashes(folder)));
    return new Map(hashes.flatMap((folder) => [...folder]).filter(([path]) => !isScaffold(path)));
  };
  // First, since it is cheap: the bundle itself is measured when it is made.
  requireBundleSize(await files.sizes('overrides'));
  const [imageFiles, overrideFiles] = await Promise.all([
    deployed(...Object.keys(imageFolders)),
    deployed('overrides'),
  ]);
  for (const path of overrideFiles.keys()) requireBundlePath(path.slice('overrides/'.length), path);
  return { imageFiles, overrideFiles };
}

/** What `kc-eb init` put there to explain the folder. */
function isScaffold(path: string): boolean {
  return /^[^/]+\/(README\.md|\.gitkeep)$/.test(path);
}
