import { requireBundlePath } from '../base/bundle-path.ts';
import { requireBundleSize } from '../base/bundle-size.ts';
import type { Facts } from '../environment/facts.ts';
import { imageFolders } from './user-files.ts';
import type { Deps } from '../ports.ts';

/** The project's own files that are deployed, with their SHA-256. Throws UserError 'usage' for such as cannot be. */
export async function readUserFiles({
  files,
}: Pick<Deps, 'files'>): Promise<Pick<Facts, 'imageFiles' | 'overrideFiles'>> {
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
