/** Reads a source bundle before it goes to an instance. */
import { text } from 'node:stream/consumers';
import { openPromise } from 'yauzl';
import { messageOf } from '../../core/errors.ts';
import { DeploymentFailure } from '../ports.ts';

export interface SourceBundle {
  /** Paths of its regular files, sorted. */
  paths: readonly string[];
  /** Texts of .ebextensions/*.config, by path. */
  extensions: ReadonlyMap<string, string>;
}

const isExtension = /^\.ebextensions\/[^/]+\.config$/;

/** Rejects with DeploymentFailure for what is no zip or has a path that leads out of it. */
export async function readBundle(path: string): Promise<SourceBundle> {
  const paths: string[] = [];
  const extensions = new Map<string, string>();
  try {
    // yauzl refuses absolute paths and "..".
    const zip = await openPromise(path, { autoClose: false, lazyEntries: true });
    try {
      for await (const entry of zip.eachEntry()) {
        if (entry.fileName.endsWith('/')) continue;
        paths.push(entry.fileName);
        if (isExtension.test(entry.fileName)) {
          extensions.set(entry.fileName, await text(await zip.openReadStreamPromise(entry)));
        }
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
