import type { Facts } from '../core/facts.ts';
import type { Deps } from '../ports.ts';

/** The project's own files that are deployed, with their SHA-256. */
export async function readUserFiles({
  files,
}: Pick<Deps, 'files'>): Promise<Pick<Facts, 'imageFiles' | 'overrideFiles'>> {
  const [themes, providers, overrides] = await Promise.all(
    ['themes', 'providers', 'overrides'].map((folder) => files.hashes(folder)),
  );
  const deployed = (...folders: (ReadonlyMap<string, string> | undefined)[]): Map<string, string> =>
    new Map(folders.flatMap((folder) => [...(folder ?? [])]).filter(([path]) => !isScaffold(path)));
  return { imageFiles: deployed(themes, providers), overrideFiles: deployed(overrides) };
}

/** What `kc-eb init` put there to explain the folder. */
function isScaffold(path: string): boolean {
  return /^[^/]+\/(README\.md|\.gitkeep)$/.test(path);
}
