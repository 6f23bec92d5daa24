/** The project's folder and the package's templates on disk. */
import { lstat, mkdir, mkdtemp, readFile, rm, chmod, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { requireBundleSize } from '../base/archive.ts';
import { UserError } from '../base/user-error.ts';
import { packageFile } from '../package.ts';
import type { Archive } from '../base/archive.ts';
import type { Files } from '../ports.ts';
import { mapBounded } from './bounded.ts';
import { explainFileError } from './file-errors.ts';
import { gunzipStart } from './gunzip.ts';
import { isAbsent, listFiles } from './file-tree.ts';
import { requireNoLink } from './no-links.ts';
import { readText } from './read-text.ts';
import { changed, hashFile, readUnchanged } from './regular-file.ts';
import { writeTar } from './tar.ts';
import { writeWhole } from './write-whole.ts';
import { type ArchiveEntry, zipBundle } from './zip.ts';

const templatesFolder = packageFile('templates');

export function projectFiles(root: string): Files {
  const inProject = (path: string): string => resolve(root, path);
  /** Path → SHA-256 of what hashes() has read: the same must be sent. */
  const seen = new Map<string, string>();
  const contentOf = async (path: string): Promise<Buffer> =>
    (await readUnchanged(inProject(path), path, seen.get(path))).content;
  /** Creates the folder of a file that is to be written. */
  const placeOf = async (path: string): Promise<string> => {
    await requireNoLink(root, path);
    await mkdir(dirname(inProject(path)), { recursive: true });
    return inProject(path);
  };
  const sizesOf = async (files: readonly (readonly [name: string, path: string])[]) =>
    new Map(
      await mapBounded(files, async ([name, path]) => [name, await sizeOf(inProject(path), path)] as const),
    );
  const entriesOf = ({ texts, copies }: Archive): Map<string, ArchiveEntry> =>
    new Map<string, ArchiveEntry>([
      ...[...texts].map(([path, text]) => [path, { content: text, mode: modeOf(path) }] as const),
      ...[...copies].map(
        ([path, source]) => [path, { content: () => contentOf(source), mode: modeOf(path) }] as const,
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

    async hashes(folder, heads) {
      return new Map(
        await mapBounded(await listFiles(root, folder), async (path) => {
          const headBytes = heads?.bytes(path) ?? 0;
          const { hash, head, end } = await hashFile(inProject(path), path, {
            headBytes,
            lastBytes: heads?.lastBytes?.(path) ?? 0,
          });
          seen.set(path, hash);
          heads?.take(path, head, { ...end, unpacked: await gunzipStart(head, headBytes) });
          return [path, hash] as const;
        }),
      );
    },

    async sizes(folder) {
      return sizesOf((await listFiles(root, folder)).map((path) => [path, path]));
    },

    async write(path, text) {
      try {
        // A kc-eb.yaml that is a link is its owner's choice.
        if (dirname(inProject(path)) !== root) await requireNoLink(root, path);
        await writeWhole(inProject(path), text);
      } catch (error) {
        throw explainFileError(error, path);
      }
    },

    async copy(from, to) {
      try {
        const target = await placeOf(to);
        const { content, mode } = await readUnchanged(inProject(from), from, seen.get(from));
        await writeFile(target, content, { mode });
        await chmod(target, mode);
      } catch (error) {
        throw explainFileError(error, to);
      }
    },

    async templates() {
      const paths = await listFiles(templatesFolder, '.');
      return new Map(
        await mapBounded(
          paths,
          async (path) => [path, await readFile(join(templatesFolder, path), 'utf8')] as const,
        ),
      );
    },

    async stage(texts, archives) {
      const folder = await temporaryFolder();
      for (const [path, text] of texts) await writeFile(join(folder, path), text);
      for (const [path, archive] of archives) await writeTar(join(folder, path), entriesOf(archive));
      return folder;
    },

    async writeArchive(path, archive) {
      try {
        await writeTar(await placeOf(path), entriesOf(archive));
      } catch (error) {
        throw explainFileError(error, path);
      }
    },

    async remove(absolutePath) {
      await requireNoLink(root, absolutePath);
      await rm(absolutePath, { recursive: true, force: true });
    },

    async zip(texts, copies) {
      requireBundleSize(
        new Map([
          ...[...texts].map(([path, text]) => [path, Buffer.byteLength(text)] as const),
          ...(await sizesOf([...copies])),
        ]),
      );
      return zipBundle(entriesOf({ texts, copies }));
    },
  };
}

async function sizeOf(file: string, path: string): Promise<number> {
  try {
    return (await lstat(file)).size;
  } catch (error) {
    throw isAbsent(error) ? changed(path) : explainFileError(error, path);
  }
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

/** The mode by name, never from the disk: a checkout on Windows has no executable bit. */
function modeOf(path: string): number {
  return /^\.platform\/(config)?hooks\//.test(path) || path.endsWith('.sh') ? 0o755 : 0o644;
}
