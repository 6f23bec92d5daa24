/** The project's folder and the package's templates on disk. */
import {
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rename,
  rm,
  chmod,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { requireBundleSize } from '../base/archive.ts';
import { UserError } from '../base/user-error.ts';
import { packageFile } from '../package.ts';
import type { Archive } from '../base/archive.ts';
import type { Files } from '../ports.ts';
import { explainFileError } from './file-errors.ts';
import { hashFile, isAbsent, listFiles } from './file-tree.ts';
import { readText } from './read-text.ts';
import { type TarEntry, writeTar } from './tar.ts';
import { zipBundle, type ZipEntry } from './zip.ts';

const templatesFolder = packageFile('templates');

export function projectFiles(root: string): Files {
  const inProject = (path: string): string => resolve(root, path);
  const sizesOf = async (files: readonly (readonly [name: string, path: string])[]) => {
    const sizes = files.map(async ([name, path]) => [name, (await lstat(inProject(path))).size] as const);
    return new Map(await Promise.all(sizes));
  };
  const entriesOf = ({ texts, copies }: Archive): Map<string, TarEntry> =>
    new Map<string, TarEntry>([
      ...[...texts].map(([path, text]) => [path, { content: { text }, mode: modeOf(path) }] as const),
      ...[...copies].map(
        ([path, source]) => [path, { content: { file: inProject(source) }, mode: modeOf(path) }] as const,
      ),
    ]);
  return {
    root,
    resolve: inProject,

    reference: (from, to) =>
      relative(dirname(inProject(from)), inProject(to))
        .split(sep)
        .join('/'),

    async read(path) {
      try {
        return await readText(inProject(path), path);
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw explainFileError(error, path);
      }
    },

    async hashes(folder) {
      const paths = await listFiles(root, folder);
      const pairs = paths.map(async (path) => [path, await hashFile(inProject(path))] as const);
      return new Map(await Promise.all(pairs));
    },

    async sizes(folder) {
      return sizesOf((await listFiles(root, folder)).map((path) => [path, path]));
    },

    async write(path, text) {
      let temporary: string | undefined;
      try {
        const { target, mode } = await placeToWrite(inProject(path));
        temporary = `${target}.${process.pid}.new`;
        await mkdir(dirname(target), { recursive: true });
        await writeFile(temporary, text, { mode: mode ?? 0o666 });
        // The umask must not change it.
        if (mode !== undefined) await chmod(temporary, mode);
        await rename(temporary, target);
      } catch (error) {
        if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => undefined);
        throw explainFileError(error, path);
      }
    },

    async copy(from, to) {
      try {
        const target = inProject(to);
        await mkdir(dirname(target), { recursive: true });
        await copyFile(inProject(from), target);
      } catch (error) {
        throw explainFileError(error, to);
      }
    },

    async templates() {
      const paths = await listFiles(templatesFolder, '.');
      const pairs = paths.map(
        async (path) => [path, await readFile(join(templatesFolder, path), 'utf8')] as const,
      );
      return new Map(await Promise.all(pairs));
    },

    async stage(texts, archives) {
      const folder = await temporaryFolder();
      for (const [path, text] of texts) await writeFile(join(folder, path), text);
      for (const [path, archive] of archives) await writeTar(join(folder, path), entriesOf(archive));
      return folder;
    },

    async writeArchive(path, archive) {
      try {
        const target = inProject(path);
        await mkdir(dirname(target), { recursive: true });
        await writeTar(target, entriesOf(archive));
      } catch (error) {
        throw explainFileError(error, path);
      }
    },

    remove: (absolutePath) => rm(absolutePath, { recursive: true, force: true }),

    async zip(texts, copies) {
      requireBundleSize(
        new Map([
          ...[...texts].map(([path, text]) => [path, Buffer.byteLength(text)] as const),
          ...(await sizesOf([...copies])),
        ]),
      );
      const entries = new Map<string, ZipEntry>();
      for (const [path, text] of texts) entries.set(path, { content: text, mode: modeOf(path) });
      for (const [path, source] of copies) {
        entries.set(path, { content: await readFile(inProject(source)), mode: modeOf(path) });
      }
      return zipBundle(entries);
    },
  };
}

async function temporaryFolder(): Promise<string> {
  const parent = tmpdir();
  try {
    return await mkdtemp(join(parent, 'kc-eb-'));
  } catch (cause) {
    throw new UserError('usage', `Cannot create a temporary folder in ${parent}.`, {
      hint: 'Create that folder, or set TMPDIR to a writable folder.',
      cause,
    });
  }
}

/** Resolves a link to its target; an existing file keeps its mode. */
async function placeToWrite(path: string): Promise<{ target: string; mode: number | undefined }> {
  try {
    const target = await realpath(path);
    return { target, mode: (await stat(target)).mode & 0o7777 };
  } catch (error) {
    if (isAbsent(error)) return { target: path, mode: undefined };
    throw error;
  }
}

/** The mode by name, never from the disk: a checkout on Windows has no executable bit. */
function modeOf(path: string): number {
  return /^\.platform\/(conf)?hooks\//.test(path) || path.endsWith('.sh') ? 0o755 : 0o644;
}
