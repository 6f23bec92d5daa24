/** Finds private keys by their content: names mislead in both directions. */
import { createPrivateKey } from 'node:crypto';

/** The bytes of a file that are looked at: a key can be the last part of a bundle of certificates. */
export const keyBytes = 1024 * 1024;

const label = '-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----';
/** A break, also as "\n" in JSON. A library that only names the label has a quote there. */
const lineEnd = String.raw`(?:(?:\\r)?(?:\\n|\r?\n)|\r)`;
const headers = String.raw`(?:[A-Za-z-]{1,30}: ?[^\n\\]{0,100}${lineEnd}|[ \t]{0,20}${lineEnd}){0,8}`;
const pem = new RegExp(`${label}${lineEnd}${headers}[ \\t]{0,20}[A-Za-z0-9+/=]{24}`);

/** Bags of PKCS12: a key, and one that a password protects. RFC 7292, 4.2. */
const keyBags = [1, 2].map((bag) =>
  Buffer.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, bag]),
);

/** Returns what the file is, such as "a private key (PEM)"; undefined for a file without one. */
export function privateKeyIn(head: Uint8Array): string | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const text = bytes.toString(isUtf16(bytes) ? 'utf16le' : 'latin1');
  if (pem.test(text)) return 'a private key (PEM)';
  if (/^PuTTY-User-Key-File-\d/.test(text)) return 'a private key (PuTTY)';
  if (bytes[0] === 0x30 && keyBags.some((bag) => bytes.includes(bag))) return 'a private key (PKCS12)';
  if (bytes[0] === 0x30 && isDerKey(bytes)) return 'a private key (DER)';
  // A Java key store: magic, version, number of entries, then the kind of the first one. 1 is a key.
  if (text.startsWith('\xfe\xed\xfe\xed') && bytes.length > 16 && bytes.readUInt32BE(12) === 1)
    return 'a private key (JKS)';
  return undefined;
}

/** Notepad writes it, with its byte order mark. */
function isUtf16(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xfe;
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
