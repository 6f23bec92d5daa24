/** Reads and checks a source bundle before its deployment. */
import { posix } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { messageOf } from '../../base/user-error.ts';
import { DeploymentFailure } from '../base/ports.ts';

export interface SourceBundle {
  /** Paths of its regular files, sorted. */
  paths: readonly string[];
  /** Texts of .ebextensions/*.config, by path. */
  extensions: ReadonlyMap<string, string>;
}

const isExtension = /^\.ebextensions\/[^/]+\.config$/;

/** Bytes of a configuration file or of a link's path. */
const maxTextBytes = 1024 * 1024;

/** Unpacked bytes and files of a bundle: a zip bomb would fill the disk of each instance. */
export const bundleLimits = { maxUnpackedBytes: 4 * 1024 ** 3, maxFiles: 50_000 };

/**
 * Rejects with DeploymentFailure for a file that is not a zip, for a path or link out of the bundle, and for more than the
 * limits.
 */
export async function readBundle(path: string, limits = bundleLimits): Promise<SourceBundle> {
  const { maxUnpackedBytes, maxFiles } = limits;
  const paths: string[] = [];
  const extensions = new Map<string, string>();
  let unpacked = 0;
  try {
    // yauzl rejects absolute paths and "..".
    const zip = await openPromise(path, { autoClose: false, lazyEntries: true });
    try {
      for await (const entry of zip.eachEntry()) {
        unpacked += entry.uncompressedSize;
        if (unpacked > maxUnpackedBytes)
          throw new Error(`it unpacks to more than ${maxUnpackedBytes / 1024 ** 3} GB`);
        if (entry.fileName.endsWith('/')) continue;
        if (paths.length === maxFiles) throw new Error(`it has more than ${maxFiles} files`);
        if (isLink(entry)) requireInside(entry.fileName, await textOf(zip, entry));
        paths.push(entry.fileName);
        if (isExtension.test(entry.fileName)) extensions.set(entry.fileName, await textOf(zip, entry));
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    throw new DeploymentFailure('Download and extract', `Invalid source bundle: ${messageOf(error)}`);
  }
  if (!paths.includes('docker-compose.yml')) {
    throw new DeploymentFailure(
      'Download and extract',
      'docker-compose.yml not found in the source bundle; Local Beanstalk runs Docker Compose bundles only.',
    );
  }
  return { paths: paths.sort(), extensions };
}

function textOf(zip: ZipFile, entry: Entry): Promise<string> {
  if (entry.uncompressedSize > maxTextBytes) {
    throw new Error(`${entry.fileName} is larger than ${maxTextBytes / 1024 / 1024} MB`);
  }
  return zip.openReadStreamPromise(entry).then(text);
}

/** Reads the Unix mode in the upper half; unzip creates links from such entries. */
function isLink({ externalFileAttributes }: Entry): boolean {
  return ((externalFileAttributes >>> 16) & 0o170000) === 0o120000;
}

function requireInside(path: string, target: string): void {
  const end = posix.normalize(posix.join(posix.dirname(path), target));
  if (posix.isAbsolute(target) || end === '..' || end.startsWith('../')) {
    throw new Error(`${path} links out of the bundle, to ${target}`);
  }
}
