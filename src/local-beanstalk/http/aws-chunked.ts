/**
 * The body format "aws-chunked" of streamed uploads. A size and an optional signature precede each chunk; checksums may
 * follow the last one as trailers.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
import { Transform, type TransformCallback } from 'node:stream';
import { setKey } from '../base/dictionary.ts';
import { ServiceError } from './service.ts';

const longestLine = 16 * 1024;

type Phase = 'size' | 'data' | 'after-data' | 'trailers' | 'end';

/** Passes on the bytes of the chunks. It drops signatures without a check. */
export class AwsChunkedDecoder extends Transform {
  #phase: Phase = 'size';
  #rest: Buffer = Buffer.alloc(0);
  /** Missing bytes of the current chunk. */
  #left = 0;
  /** Lower-case names with their values; complete after the last byte. */
  readonly trailers: Record<string, string> = {};

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    try {
      while (this.#step());
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  override _flush(done: TransformCallback): void {
    done(this.#phase === 'trailers' || this.#phase === 'end' ? null : incomplete());
  }

  /** Consumes one piece of the buffer; false when it needs more bytes. */
  #step(): boolean {
    switch (this.#phase) {
      case 'size': {
        const line = this.#line();
        if (line === undefined) return false;
        const size = /^([0-9a-f]+)(;.*)?$/i.exec(line)?.[1];
        if (size === undefined) throw incomplete();
        this.#left = Number.parseInt(size, 16);
        this.#phase = this.#left === 0 ? 'trailers' : 'data';
        return true;
      }
      case 'data': {
        if (this.#rest.length === 0) return false;
        const piece = this.#rest.subarray(0, this.#left);
        this.#rest = this.#rest.subarray(piece.length);
        this.#left -= piece.length;
        this.push(piece);
        if (this.#left === 0) this.#phase = 'after-data';
        return true;
      }
      case 'after-data': {
        const line = this.#line();
        if (line === undefined) return false;
        if (line !== '') throw incomplete();
        this.#phase = 'size';
        return true;
      }
      case 'trailers': {
        const line = this.#line();
        if (line === undefined) return false;
        if (line === '') this.#phase = 'end';
        const [, name, value = ''] = /^([\w-]+):(.*)$/s.exec(line) ?? [];
        if (name !== undefined) setKey(this.trailers, name.toLowerCase(), value.trim());
        return true;
      }
      case 'end':
        this.#rest = Buffer.alloc(0);
        return false;
    }
  }

  #line(): string | undefined {
    const end = this.#rest.indexOf('\r\n');
    if (end === -1) {
      if (this.#rest.length > longestLine) throw incomplete();
      return undefined;
    }
    const line = this.#rest.toString('latin1', 0, end);
    this.#rest = this.#rest.subarray(end + 2);
    return line;
  }
}

function incomplete(): ServiceError {
  return new ServiceError('IncompleteBody', 'The body is not in the aws-chunked format.');
}
