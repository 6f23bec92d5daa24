/** The files of kc-eb's own package. */
import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };

/** The version of kc-eb. */
export const { version } = manifest;

/** Resolves a path of the package. This file is one folder below it in src and, bundled, in dist. */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}
