/** Layers of the image: tar archives that are the same bytes for the same content, on every machine. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { dirname } from 'node:path/posix';
import { pipeline } from 'node:stream/promises';
import type { EntryData } from 'archiver';
import { type ArchiveEntry, bytesOf, epoch } from './zip.ts';

/** Keycloak's user in its image: https://github.com/keycloak/keycloak/blob/main/quarkus/container/Dockerfile */
const owner = { uid: 1000, gid: 0 };
/** That of Keycloak's image, whose group may write. */
const folderMode = 0o775;

/**
 * Writes entries in order of their paths, with fixed times and owners, and the folders that hold them. A folder at the top,
 * such as "opt", is the base image's.
 */
export async function writeTar(path: string, entries: ReadonlyMap<string, ArchiveEntry>): Promise<void> {
  const { default: archiver } = await import('archiver');
  const archive = archiver('tar');
  // archiver passes owners to the header; its types lack them.
  const header = (name: string, mode: number): EntryData => ({ name, mode, date: epoch, ...owner });
  const names = [...foldersOf(entries.keys()), ...entries.keys()].sort();
  const written = pipeline(archive, createWriteStream(path));
  for (const name of names) {
    const entry = entries.get(name);
    archive.append(await bytesOf(entry?.content ?? ''), header(name, entry?.mode ?? folderMode));
    // A failed write ends the archive, which then reports no entry.
    await Promise.race([once(archive, 'entry'), written]);
  }
  await Promise.all([archive.finalize(), written]);
}

/** "opt/a/b/c" → "opt/a/", "opt/a/b/". */
function foldersOf(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const path of paths)
    for (let folder = dirname(path); dirname(folder) !== '.'; folder = dirname(folder))
      folders.add(`${folder}/`);
  return folders;
}
