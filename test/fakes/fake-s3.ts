import type * as S3 from '@aws-sdk/client-s3';
import type { S3Api } from '../../src/ports.ts';
import { type Journal, serviceError } from './journal.ts';

/** Buckets with the bytes of their objects. */
export class FakeS3 implements S3Api {
  readonly #journal: Journal;
  readonly buckets = new Map<string, Map<string, Uint8Array>>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  headObject(input: S3.HeadObjectCommandInput) {
    return this.#journal.answer('headObject', input, () => {
      const bytes = this.buckets.get(input.Bucket ?? '')?.get(input.Key ?? '');
      // HEAD answers have no body, so the SDK has only the status to go by.
      if (bytes === undefined) throw serviceError('NotFound', 'UnknownError', 404);
      return { ContentLength: bytes.length };
    });
  }

  getObject(input: S3.GetObjectCommandInput) {
    return this.#journal.answer('getObject', input, () => {
      const bytes = this.#bucket(input.Bucket).get(input.Key ?? '');
      if (bytes === undefined) throw serviceError('NoSuchKey', 'The specified key does not exist.', 404);
      return { Body: { transformToString: () => Promise.resolve(Buffer.from(bytes).toString()) } };
    });
  }

  putObject(input: S3.PutObjectCommandInput) {
    return this.#journal.answer('putObject', input, () => {
      this.#bucket(input.Bucket).set(input.Key ?? '', Buffer.from(input.Body as Uint8Array | string));
      return {};
    });
  }

  #bucket(name = ''): Map<string, Uint8Array> {
    const bucket = this.buckets.get(name);
    if (bucket !== undefined) return bucket;
    throw serviceError('NoSuchBucket', 'The specified bucket does not exist', 404);
  }
}
