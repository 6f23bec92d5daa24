/** Layers of the image: tar archives that are the same bytes for the same content, on every machine. */
import { createWriteStream, type Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path/posix';
import { pipeline } from 'node:stream/promises';
import type { EntryData } from 'archiver';
import { epoch } from './zip.ts';

export interface TarEntry {
  /** The text, or the path of the file that holds it. */
  content: { text: string } | { file: string };
  /** Unix permissions, e.g. 0o644. */
  mode: number;
}

/** Keycloak's user in its image: https://github.com/keycloak/keycloak/blob/main/quarkus/container/Dockerfile */
const owner = { uid: 1000, gid: 0 };
/** That of Keycloak's image, whose group may write. */
const folderMode = 0o775;

/**
 * Writes entries in order of their paths, with fixed times and owners, and the folders that hold them. A folder at the top,
 * such as "opt", is the base image's.
 */
export async function writeTar(path: string, entries: ReadonlyMap<string, TarEntry>): Promise<void> {
  const { default: archiver } = await import('archiver');
  const stats = await statsOf(entries);
  const archive = archiver('tar');
  // archiver passes owners to the header; its types lack them.
  const header = (name: string, mode: number): EntryData => ({ name, mode, date: epoch, ...owner });
  const names = [...foldersOf(entries.keys()), ...entries.keys()].sort();
  const written = pipeline(archive, createWriteStream(path));
  for (const name of names) {
    const entry = entries.get(name);
    if (entry === undefined) archive.append('', header(name, folderMode));
    else if ('text' in entry.content) archive.append(entry.content.text, header(name, entry.mode));
    // With its stats, archiver keeps the order, and opens the file in its turn.
    else archive.file(entry.content.file, { ...header(name, entry.mode), stats: stats.get(name) });
  }
  await Promise.all([archive.finalize(), written]);
}

async function statsOf(entries: ReadonlyMap<string, TarEntry>): Promise<ReadonlyMap<string, Stats>> {
  const files = [...entries].flatMap(([name, { content }]) =>
    'file' in content ? [[name, content.file] as const] : [],
  );
  return new Map(await Promise.all(files.map(async ([name, file]) => [name, await lstat(file)] as const)));
}

/** "opt/a/b/c" → "opt/a/", "opt/a/b/". */
function foldersOf(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const path of paths)
    for (let folder = dirname(path); dirname(folder) !== '.'; folder = dirname(folder))
      folders.add(`${folder}/`);
  return folders;
}
