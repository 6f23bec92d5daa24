/** Bodies that are read into memory. Those of objects and layers go to the disk. */
import type { Readable } from 'node:stream';
import { ServiceError } from './service.ts';

/** CloudWatch Logs has the largest request: 1 MiB of messages, which JSON can write in six times as many bytes. */
export const maxBodyBytes = 10 * 1024 * 1024;

/** An object of one PutObject or UploadPart, and a layer. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const maxObjectBytes = 5 * 1024 ** 3;

/** Rejects with RequestEntityTooLarge; the rest of the body stays unread. */
export async function readAtMost(stream: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // The connection must live on for the answer.
  for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Passes the bytes on, and rejects with RequestEntityTooLarge. */
export async function* limited(stream: Readable, maxBytes: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    yield chunk;
  }
}

function tooLarge(maxBytes: number): ServiceError {
  return new ServiceError('RequestEntityTooLarge', `The body exceeds ${maxBytes} bytes.`, 413);
}
