/** Writes files whole: a reader sees the old text or the new one, also when the writer is killed. */
import { chmod, mkdir, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isAbsent } from './file-tree.ts';

/** Resolves a link to its target. An existing file keeps its mode. Deletes what killed writers have left. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const { target, mode } = await placeToWrite(path);
  const temporary = `${target}.${process.pid}.new`;
  try {
    await mkdir(dirname(target), { recursive: true });
    // A link under this name would choose the place: it goes, and "wx" follows none.
    await rm(temporary, { force: true });
    await writeFile(temporary, text, { mode: mode ?? 0o666, flag: 'wx' });
    // The umask must not change it.
    if (mode !== undefined) await chmod(temporary, mode);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await removeLeftovers(target);
}

async function placeToWrite(path: string): Promise<{ target: string; mode: number | undefined }> {
  try {
    const target = await realpath(path);
    return { target, mode: (await stat(target)).mode & 0o7777 };
  } catch (error) {
    if (isAbsent(error)) return { target: path, mode: undefined };
    throw error;
  }
}

/** Temporary files of this file whose writers have ended: kill -9, or a machine that went down. */
async function removeLeftovers(target: string): Promise<void> {
  const folder = dirname(target);
  const start = `${basename(target)}.`;
  for (const name of await readdir(folder)) {
    const [, pid] = name.startsWith(start) ? (/^(\d+)\.new$/.exec(name.slice(start.length)) ?? []) : [];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: another user's process.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
