/** Unpacks the start of a gzip file: a few kilobytes can hold gigabytes. */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Returns at most `mostBytes` of the content; undefined for another format. A damaged file has what comes before the damage. */
export async function gunzipStart(packed: Uint8Array, mostBytes: number): Promise<Uint8Array | undefined> {
  if (packed[0] !== 0x1f || packed[1] !== 0x8b) return undefined;
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of Readable.from([packed]).pipe(createGunzip()) as AsyncIterable<Buffer>) {
      parts.push(part);
      size += part.length;
      if (size >= mostBytes) break;
    }
  } catch {
    // The parts before count.
  }
  return Buffer.concat(parts).subarray(0, mostBytes);
}
