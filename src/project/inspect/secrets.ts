/** Secrets in files that a deployment would publish: plain, in base64, in UTF-16 and in gzip. */
import { hasBareKey, privateKeyIn } from './private-keys.ts';

/** The bytes of a file that are looked at, packed and unpacked: a key can be the last part of a bundle of certificates. */
export const keyBytes = 1024 * 1024;

/** Spellings of files, environments, JSON and YAML. https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html */
const accessKey =
  /secret[_.-]?access[_.-]?key["']?[ \t]{0,20}[=:][ \t]{0,20}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi;

/**
 * Returns the end of a sentence that begins with the path; undefined for a file without a secret. `unpacked`: the content of
 * a gzip file.
 */
export function secretIn(
  path: string,
  head: Uint8Array,
  unpacked: Uint8Array | undefined,
): string | undefined {
  return unpacked === undefined ? sentenceFor(path, head, '') : sentenceFor(path, unpacked, ' in gzip');
}

function sentenceFor(path: string, content: Uint8Array, where: string): string | undefined {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const text = bytes.toString(isUtf16(bytes) ? 'utf16le' : 'latin1');
  // The check of realms warns of the keys of a realm.
  const bare = !path.startsWith('realms/') && hasBareKey(text) ? 'a private key (base64)' : undefined;
  const key = privateKeyIn(bytes, text) ?? bare;
  if (key !== undefined) return `is ${key}${where}, which the deployment would publish.`;
  return path.startsWith('overrides/') && hasAccessKey(text)
    ? `has the secret access key of an account${where}, which the deployment would publish. Give its permissions to the role of the instances.`
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
