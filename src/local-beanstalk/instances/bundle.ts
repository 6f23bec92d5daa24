/** Reads a source bundle before it goes to an instance. */
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

/** Bytes; more is no configuration. Links are a path long. */
const longestText = 10 * 1024 * 1024;

/** Rejects with DeploymentFailure for what is no zip, or has a path or a link that leads out of it. */
export async function readBundle(path: string): Promise<SourceBundle> {
  const paths: string[] = [];
  const extensions = new Map<string, string>();
  try {
    // yauzl refuses absolute paths and "..".
    const zip = await openPromise(path, { autoClose: false, lazyEntries: true });
    try {
      for await (const entry of zip.eachEntry()) {
        if (entry.fileName.endsWith('/')) continue;
        if (isLink(entry)) requireInside(entry.fileName, await textOf(zip, entry));
        paths.push(entry.fileName);
        if (isExtension.test(entry.fileName)) extensions.set(entry.fileName, await textOf(zip, entry));
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    throw new DeploymentFailure(
      'Download and extract',
      `The source bundle cannot be read: ${messageOf(error)}`,
    );
  }
  if (!paths.includes('docker-compose.yml')) {
    throw new DeploymentFailure(
      'Download and extract',
      'The source bundle has no docker-compose.yml at its root, which is all that Local Beanstalk runs.',
    );
  }
  return { paths: paths.sort(), extensions };
}

function textOf(zip: ZipFile, entry: Entry): Promise<string> {
  if (entry.uncompressedSize > longestText) {
    throw new Error(`${entry.fileName} is larger than ${longestText / 1024 / 1024} MB`);
  }
  return zip.openReadStreamPromise(entry).then(text);
}

/** By the Unix mode, which is in the upper half; unzip makes links of such entries. */
function isLink({ externalFileAttributes }: Entry): boolean {
  return ((externalFileAttributes >>> 16) & 0o170000) === 0o120000;
}

function requireInside(path: string, target: string): void {
  const led = posix.normalize(posix.join(posix.dirname(path), target));
  if (posix.isAbsolute(target) || led === '..' || led.startsWith('../')) {
    throw new Error(`${path} is a link that leads out of it, to ${target}`);
  }
}
