/** Finds private keys by their content: names mislead in both directions. */
import { createPrivateKey } from 'node:crypto';

const label = '-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----';
/** A break, also as "\n" in JSON. A library that only names the label has a quote there. */
const lineEnd = String.raw`(?:(?:\\r)?(?:\\n|\r?\n)|\r)`;
const headers = String.raw`(?:[A-Za-z-]{1,30}: ?[^\n\\]{0,100}${lineEnd}|[ \t]{0,20}${lineEnd}){0,8}`;
const pem = new RegExp(`${label}${lineEnd}${headers}[ \\t]{0,20}[A-Za-z0-9+/=]{24}`);

/** Bags of PKCS12: a key, and one that a password protects. RFC 7292, 4.2. */
const keyBags = [1, 2].map((bag) =>
  Buffer.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, bag]),
);

/** Returns what the file is, such as "a private key (PEM)"; undefined for a file without one. `text`: of the bytes. */
export function privateKeyIn(bytes: Buffer, text: string): string | undefined {
  if (pem.test(text)) return 'a private key (PEM)';
  if (/^PuTTY-User-Key-File-\d/.test(text)) return 'a private key (PuTTY)';
  if (bytes[0] === 0x30 && keyBags.some((bag) => bytes.includes(bag))) return 'a private key (PKCS12)';
  if (bytes[0] === 0x30 && isDerKey(bytes)) return 'a private key (DER)';
  // A Java key store: magic, version, number of entries, then the kind of the first one. 1 is a key.
  if (text.startsWith('\xfe\xed\xfe\xed') && bytes.length > 16 && bytes.readUInt32BE(12) === 1)
    return 'a private key (JKS)';
  return undefined;
}

/** The first bytes of a sequence in DER, and the characters of a key: 16384 bits have 12,500. */
const sequence = /(?<![A-Za-z0-9+/])M[A-P][A-Za-z0-9+/]{22}/g;
const longest = 16 * 1024;
/**
 * Hexadecimal: the version of PKCS 8, PKCS 1, SEC 1 and PKCS12, or the password's scheme of PKCS 8 (PKCS 5). Certificates
 * have neither.
 */
const keyStart = /^30(?:[0-7].|81..|82.{4})(?:02010[013]|30..06092a864886f70d0105)/;

/** True for a key in base64 without the lines of PEM. Breaks may be those of JSON. */
export function hasBareKey(text: string): boolean {
  for (const { 0: start, index } of text.matchAll(sequence)) {
    if (!keyStart.test(Buffer.from(start, 'base64').toString('hex'))) continue;
    const part = text.slice(index, index + longest).replace(/\\(?:[nr]|(?=\/))/g, '');
    const [base64 = ''] = /^[A-Za-z0-9+/\s]+/.exec(part) ?? [];
    const bytes = Buffer.from(base64, 'base64');
    const form = bytes[1] ?? 0;
    const lengthBytes = form < 0x80 ? 0 : form - 0x80;
    const size = 2 + lengthBytes + (lengthBytes === 0 ? form : bytes.readUIntBE(2, lengthBytes));
    const key = bytes.subarray(0, size);
    if (key.length === size && (keyBags.some((bag) => key.includes(bag)) || isDerKey(key))) return true;
  }
  return false;
}

function isDerKey(key: Buffer): boolean {
  return (['pkcs8', 'pkcs1', 'sec1'] as const).some((type) => {
    try {
      createPrivateKey({ key, format: 'der', type });
      return true;
    } catch (error) {
      // PKCS 8 with a password has the right form, and lacks only the password.
      return (error as NodeJS.ErrnoException).code === 'ERR_MISSING_PASSPHRASE';
    }
  });
}
