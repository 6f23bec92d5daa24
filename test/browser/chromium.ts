/** Debian's chromium, driven by playwright-core, which downloads no browser. */
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** Throws when PATH has none of the programs: a machine without a browser fails the test. */
export async function startChromium(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: await findChromium(),
    // Chromium's sandbox rejects root, which CI runs as. The only pages are those of this machine.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...flags],
  });
}

async function findChromium(): Promise<string> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  for (const path of names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    try {
      await access(path);
      return path;
    } catch {
      // The next folder.
    }
  }
  throw new Error(
    'chromium was not found on PATH. On Debian: apt-get install --no-install-recommends chromium',
  );
}
