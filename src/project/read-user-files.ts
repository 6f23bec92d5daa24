import { type FileEnd, requireBundlePath, requireBundleSize } from '../base/archive.ts';
import { UserError } from '../base/user-error.ts';
import { FileContents } from './inspect/inspect.ts';
import { composeOverrideFile, imageFolders } from './user-files.ts';
import type { Deps } from '../ports.ts';

/** Path in the project → SHA-256. */
export interface UserFiles {
  /** Files of the image: themes/, providers/, realms/, certificates/. */
  imageFiles: ReadonlyMap<string, string>;
  /** Files of the source bundle: overrides/. */
  overrideFiles: ReadonlyMap<string, string>;
  /** Text of composeOverrideFile, which is merged and not among overrideFiles. */
  composeOverride?: string | undefined;
}

/** Reads the project's files that kc-eb deploys, with their SHA-256. Throws UserError 'usage' for unusable files. */
export async function readUserFiles({
  files,
}: Pick<Deps, 'files'>): Promise<UserFiles & { contents: FileContents }> {
  const contents = new FileContents();
  const heads = {
    bytes: (path: string) => (isAside(path) ? 0 : contents.bytes(path)),
    lastBytes: (path: string) => (isAside(path) ? 0 : contents.lastBytes(path)),
    take: (path: string, head: Uint8Array, end: FileEnd) => {
      if (!isAside(path)) contents.take(path, head, end);
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
  requireOneCompose([...overrideFiles.keys()]);
  const composeOverride = overrideFiles.delete(composeOverrideFile)
    ? await files.read(composeOverrideFile)
    : undefined;
  return { imageFiles, overrideFiles, composeOverride, contents };
}

/** Docker Compose would prefer a compose.yaml, and merge an override of another name once more. */
function requireOneCompose(paths: readonly string[]): void {
  const hint = `Use ${composeOverrideFile} for additions, or overrides/docker-compose.yml for a whole file.`;
  const found = paths.filter((path) => /^overrides\/(docker-)?compose(\.override)?\.ya?ml$/.test(path));
  const unread = found.find((path) => ![composeOverrideFile, 'overrides/docker-compose.yml'].includes(path));
  if (unread !== undefined) {
    throw new UserError('usage', `${unread} has a name that kc-eb does not merge.`, { hint });
  }
  if (found.length > 1) {
    throw new UserError('usage', 'overrides/ has docker-compose.yml and docker-compose.override.yml.', {
      hint,
    });
  }
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
