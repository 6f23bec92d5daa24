import { requireBundlePath, requireBundleSize } from '../base/archive.ts';
import { FileContents } from './inspect/inspect.ts';
import { imageFolders } from './user-files.ts';
import type { Deps } from '../ports.ts';

/** Path in the project → SHA-256. */
export interface UserFiles {
  /** Files of the image: themes/, providers/, realms/, certificates/. */
  imageFiles: ReadonlyMap<string, string>;
  /** Files of the source bundle: overrides/. */
  overrideFiles: ReadonlyMap<string, string>;
}

/** Reads the project's files that kc-eb deploys, with their SHA-256. Throws UserError 'usage' for unusable files. */
export async function readUserFiles({
  files,
}: Pick<Deps, 'files'>): Promise<UserFiles & { contents: FileContents }> {
  const contents = new FileContents();
  const heads = {
    bytes: (path: string) => (isAside(path) ? 0 : contents.bytes(path)),
    take: (path: string, head: Uint8Array) => {
      if (!isAside(path)) contents.take(path, head);
    },
  };
  const deployed = async (folders: readonly string[]): Promise<Map<string, string>> => {
    const hashes = await Promise.all(folders.map((folder) => files.hashes(folder, heads)));
    return new Map(hashes.flatMap((folder) => [...folder]).filter(([path]) => !isAside(path)));
  };
  // First, because it is cheap: the bundle itself is measured later.
  requireBundleSize(await files.sizes('overrides'));
  const [imageFiles, overrideFiles] = await Promise.all([
    deployed(Object.keys(imageFolders)),
    deployed(['overrides']),
  ]);
  for (const path of overrideFiles.keys()) requireBundlePath(path.slice('overrides/'.length), path);
  return { imageFiles, overrideFiles, contents };
}

/**
 * True for files that explain a folder or that an editor or a desktop leaves. Keycloak would reject or ignore them, and
 * Beanstalk would run them: it starts each file of a hooks folder.
 */
function isAside(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /^(readme(\.(md|txt|rst|adoc))?|\.git(keep|ignore|attributes)|\.keep|\.ds_store|thumbs\.db|desktop\.ini)$/i.test(
    name,
  );
}
