/** AWS's library for signatures of version 4, with Node's hashes. */
import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { LocalCredentials } from '../base/credentials.ts';

export function signer(credentials: LocalCredentials, service: string, region: string): SignatureV4 {
  return new SignatureV4({
    ...{ credentials, service, region, applyChecksum: false, sha256: Sha256 },
    // S3 alone encodes a key once: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
    uriEscapePath: service !== 's3',
  });
}

/** The URL of an object, which its reader needs no key for. `url` has no query. */
export async function presignedUrl(
  url: string,
  {
    credentials,
    region,
    at,
    seconds,
  }: { credentials: LocalCredentials; region: string; at: Date; seconds: number },
): Promise<string> {
  const { protocol, hostname, host, pathname } = new URL(url);
  const { query = {} } = await signer(credentials, 's3', region).presign(
    // The library takes other bodies than bytes for an unsigned payload.
    { method: 'GET', protocol, hostname, path: pathname, query: {}, headers: { host }, body: {} },
    { signingDate: at, expiresIn: seconds },
  );
  return `${url}?${new URLSearchParams(query as Record<string, string>).toString()}`;
}

/** The form in which clients encode it: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
export function encodedPath(path: string): string {
  return path.split('/').map(encoded).join('/');
}

function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Node's Hash and Hmac share it. */
interface RunningHash {
  update(data: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** Node's hashes in the form that the library takes. */
class Sha256 {
  readonly #key: Parameters<typeof createHmac>[1] | undefined;
  #hash: RunningHash;

  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.#key = key === undefined ? undefined : toBytes(key);
    this.#hash = this.#start();
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(toBytes(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }

  reset(): void {
    this.#hash = this.#start();
  }

  #start(): RunningHash {
    return this.#key === undefined ? createHash('sha256') : createHmac('sha256', this.#key);
  }
}

function toBytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
