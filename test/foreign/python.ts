import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';

/**
 * Returns the folder of the programs that the file of requirements names. The virtual environment is made once for each
 * content of the file, in node_modules/.cache. Throws when Python or a package cannot be had: nothing is skipped.
 */
export async function pythonPrograms(requirements: string): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = resolve('node_modules/.cache/kc-eb-python', hash);
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    rmSync(folder, { recursive: true, force: true });
    const made = await execa('python3', ['-m', 'venv', folder], { reject: false });
    if (made.failed)
      throw new Error(
        `Python 3 with its module venv is needed (Debian: apt-get install python3-venv).\n${made.shortMessage}`,
      );
    const pip = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--requirement',
      requirements,
    ];
    await execa(join(folder, 'bin/python'), pip);
    writeFileSync(complete, '');
  }
  return join(folder, 'bin');
}
