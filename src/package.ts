/** The files of kc-eb's own package. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Resolves a path of the package. This file is one folder below it in src and, bundled, in dist. */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/** The version of kc-eb. */
export const version = (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string })
  .version;
