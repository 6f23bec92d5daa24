/** Secrets in files that a deployment would publish: plain, in base64, in UTF-16 and in gzip. */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { hasBareKey, privateKeyIn } from './private-keys.ts';

/** The bytes of a file that are looked at, packed and unpacked: a key can be the last part of a bundle of certificates. */
export const keyBytes = 1024 * 1024;

/** As files, environments, JSON and YAML name it. https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html */
const accessKey =
  /secret[_.-]?access[_.-]?key["']?[ \t]{0,20}[=:][ \t]{0,20}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi;

/** Returns the end of a sentence that begins with the path; undefined for a file without a secret. */
export async function secretIn(path: string, head: Uint8Array): Promise<string | undefined> {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return sentenceFor(path, bytes, '');
  return sentenceFor(path, await unpacked(bytes), ' in gzip');
}

function sentenceFor(path: string, bytes: Buffer, where: string): string | undefined {
  const text = bytes.toString(isUtf16(bytes) ? 'utf16le' : 'latin1');
  // The check of realms warns of the keys of a realm.
  const bare = !path.startsWith('realms/') && hasBareKey(text) ? 'a private key (base64)' : undefined;
  const key = privateKeyIn(bytes, text) ?? bare;
  if (key !== undefined) return `is ${key}${where}, which the deployment would publish.`;
  return path.startsWith('overrides/') && hasAccessKey(text)
    ? `has a secret access key of AWS${where}, which the deployment would publish. Give its permissions to the role of the instances.`
    : undefined;
}

/** AWS's examples end in EXAMPLEKEY, and placeholders repeat a few characters. */
function hasAccessKey(text: string): boolean {
  return [...text.matchAll(accessKey)].some(
    ([, key = '']) => !key.includes('EXAMPLE') && new Set(key).size > 10,
  );
}

/** Notepad writes it, with its byte order mark. */
function isUtf16(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xfe;
}

/** The start of the content. A file that is cut off or damaged has what comes before. */
async function unpacked(bytes: Buffer): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of Readable.from([bytes]).pipe(createGunzip()) as AsyncIterable<Buffer>) {
      parts.push(part);
      size += part.length;
      if (size >= keyBytes) break;
    }
  } catch {
    // The parts before count.
  }
  return Buffer.concat(parts).subarray(0, keyBytes);
}
