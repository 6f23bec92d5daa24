/** Reads a text file that a project names, of any kind that the system has. */
import { closeSync, constants, fstatSync, openSync, readFile, readSync } from 'node:fs';
import { Socket } from 'node:net';
import { promisify } from 'node:util';
import { UserError } from '../base/user-error.ts';

/** No text of a project is as large. */
const limitBytes = 64 * 1024 * 1024;

/**
 * Returns the UTF-8 text of a regular file or of a pipe (`-c <(command)`). `shown` is the path in messages. Without a
 * writer, a named pipe is empty; while a writer is silent, Ctrl-C ends the command. Throws UserError 'usage' for a
 * device and for more than 64 MB, and errors of the system.
 */
export async function readText(path: string, shown: string): Promise<string> {
  // The opening of a named pipe would otherwise wait for a writer, where no signal ends it.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const stats = fstatSync(file);
  if (stats.isFIFO()) return readPipe(file, shown);
  try {
    if (stats.isDirectory()) {
      // Equals the error of a read by name.
      throw Object.assign(new Error(`EISDIR: illegal operation on a directory, read '${path}'`), {
        code: 'EISDIR',
        path,
      });
    }
    if (stats.isCharacterDevice() || stats.isBlockDevice()) {
      throw new UserError('usage', `${shown} is a device, not a file.`, { hint: 'Name a text file.' });
    }
    if (stats.size > limitBytes) throw tooLarge(shown);
    return await promisify(readFile)(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

async function readPipe(file: number, shown: string): Promise<string> {
  const first = readAvailable(file);
  if (first?.length === 0) {
    closeSync(file);
    return '';
  }
  const chunks = first === undefined ? [] : [first];
  let bytes = 0;
  // The end of the loop closes the file.
  for await (const chunk of new Socket({ fd: file, readable: true, writable: false })) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > limitBytes) throw tooLarge(shown);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Returns nothing for a pipe without a writer; undefined while its writer is silent. */
function readAvailable(file: number): Buffer | undefined {
  const buffer = Buffer.alloc(65_536);
  try {
    return buffer.subarray(0, readSync(file, buffer));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
    throw error;
  }
}

function tooLarge(shown: string): UserError {
  return new UserError('usage', `${shown} is larger than ${limitBytes / 1024 / 1024} MB.`, {
    hint: 'Name a text file.',
  });
}
