import type { Files } from '../ports.ts';

/** Copies the file to the first of FILE.bak, FILE.bak.2, … that does not exist; returns its path. */
export async function backUp(files: Files, path: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const backup = number === 1 ? `${path}.bak` : `${path}.bak.${number}`;
    if ((await files.read(backup)) !== undefined) continue;
    await files.copy(path, backup);
    return backup;
  }
}
