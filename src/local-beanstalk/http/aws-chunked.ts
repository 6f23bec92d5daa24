/**
 * The body format "aws-chunked" of streamed uploads. A size and an optional signature precede each chunk; checksums may
 * follow the last one as trailers.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
import { createHash } from 'node:crypto';
import { setKey } from '../base/dictionary.ts';
import { type ChunkedBody, type ChunkVerifier, ServiceError } from './service.ts';

const longestLine = 16 * 1024;
/** S3's minimum of each chunk but the last one. */
const leastBytes = 8192;

export class AwsChunkedBody implements ChunkedBody {
  verifier: ChunkVerifier | undefined;
  readonly trailers: Record<string, string> = {};

  /** Yields the bytes of the chunks. An error after them makes all of them invalid. */
  async *decode(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const lines = new LineReader(source);
    for (let before = leastBytes; ;) {
      const { size, signature } = readSize(await lines.line());
      const hash = createHash('sha256');
      if (size > 0 && before < leastBytes) throw tooSmall();
      for await (const piece of lines.bytes(size)) {
        if (this.verifier !== undefined) hash.update(piece);
        yield piece;
      }
      if (size > 0 && (await lines.line()) !== '') throw incomplete();
      await this.verifier?.chunk(signature, hash.digest('hex'));
      if (size === 0) break;
      before = size;
    }
    await this.#readTrailers(lines);
  }

  async #readTrailers(lines: LineReader): Promise<void> {
    let [signed, signature]: [string, string | undefined] = ['', undefined];
    // Some clients leave out the last line break.
    for (let line = await lines.lastLine(); line !== ''; line = await lines.lastLine()) {
      const [, name, value = ''] = /^([\w-]+):(.*)$/s.exec(line) ?? [];
      if (name === undefined) throw malformedTrailer();
      if (name.toLowerCase() === 'x-amz-trailer-signature') {
        signature = value.trim();
        continue;
      }
      signed += `${name.toLowerCase()}:${value.trim()}\n`;
      setKey(this.trailers, name.toLowerCase(), value.trim());
    }
    await this.verifier?.end(signature, signed);
  }
}

function readSize(line: string): { size: number; signature: string | undefined } {
  const [, size, extension = ''] = /^([0-9a-f]{1,12})(;.*)?$/i.exec(line) ?? [];
  if (size === undefined) throw incomplete();
  return { size: Number.parseInt(size, 16), signature: /^;chunk-signature=(\w+)$/.exec(extension)?.[1] };
}

class LineReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Throws IncompleteBody at the end. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf('\r\n');
      if (end !== -1) {
        const line = this.#rest.toString('latin1', 0, end);
        this.#rest = this.#rest.subarray(end + 2);
        return line;
      }
      if (this.#rest.length > longestLine || !(await this.#more())) throw incomplete();
    }
  }

  /** Empty at the end. */
  async lastLine(): Promise<string> {
    return this.#rest.length > 0 || (await this.#more()) ? this.line() : '';
  }

  async *bytes(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0;) {
      if (this.#rest.length === 0 && !(await this.#more())) throw incomplete();
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  async #more(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done === true) return false;
    this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value]);
    return true;
  }
}

function incomplete(): ServiceError {
  return new ServiceError('IncompleteBody', 'The body is not in the aws-chunked format.');
}

function tooSmall(): ServiceError {
  return new ServiceError(
    'InvalidChunkSizeError',
    `Only the last chunk is allowed to have a size less than ${leastBytes} bytes`,
  );
}

export function malformedTrailer(): ServiceError {
  return new ServiceError(
    'MalformedTrailerError',
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  );
}
