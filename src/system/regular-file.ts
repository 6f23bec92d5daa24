/** Reads regular files: never through a link, and never a pipe or a device, which would not end. */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { FileEnd } from '../base/archive.ts';
import { UserError } from '../base/user-error.ts';
import { explainFileError } from './file-errors.ts';
import { isAbsent, notRegular } from './file-tree.ts';

/** Windows has neither flag. Without O_NONBLOCK, the opening of a pipe waits for its writer. */
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Opens `file` while `use` runs. `path` is for messages. Throws UserError 'usage' for a link and for what is not a file. */
async function withRegularFile<T>(
  file: string,
  path: string,
  use: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, flags);
    if (!(await handle.stat()).isFile()) throw notRegular(path, false);
    return await use(handle);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') throw notRegular(path, true);
    throw isAbsent(error) ? changed(path) : explainFileError(error, path);
  } finally {
    await handle?.close();
  }
}

/** The SHA-256 in hexadecimal, with the first and the last bytes of the same content. */
export function hashFile(
  file: string,
  path: string,
  { headBytes, lastBytes }: { headBytes: number; lastBytes: number },
): Promise<{ hash: string; head: Uint8Array; end: FileEnd }> {
  return withRegularFile(file, path, async (handle) => {
    const hash = createHash('sha256');
    const head: Buffer[] = [];
    const last: Buffer[] = [];
    let size = 0;
    let held = 0;
    for await (const chunk of handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      if (size < headBytes) head.push(chunk.subarray(0, headBytes - size));
      size += chunk.length;
      last.push(chunk);
      held += chunk.length;
      for (let first = last[0]; first !== undefined && held - first.length >= lastBytes; first = last[0]) {
        held -= first.length;
        last.shift();
      }
    }
    const bytes = Buffer.concat(last);
    return {
      hash: hash.digest('hex'),
      head: Buffer.concat(head),
      end: { bytes: bytes.subarray(Math.max(0, bytes.length - lastBytes)), size },
    };
  });
}

/** Returns content and mode. Throws UserError 'usage' when the SHA-256 of what was read is not `expected`. */
export function readUnchanged(
  file: string,
  path: string,
  expected: string | undefined,
): Promise<{ content: Buffer; mode: number }> {
  return withRegularFile(file, path, async (handle) => {
    const content = await handle.readFile();
    const hash = createHash('sha256').update(content).digest('hex');
    if (expected !== undefined && hash !== expected) throw changed(path);
    return { content, mode: (await handle.stat()).mode & 0o777 };
  });
}

/** The error for a file that is gone, or has other content. */
export function changed(path: string): UserError {
  return new UserError('usage', `${path} has changed since kc-eb read it.`, {
    hint: 'Run the command again when nothing writes to the project. An editor, a build or a git checkout may still run.',
  });
}
