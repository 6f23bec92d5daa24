/** Files of certificates/: their format, and the time in which they are valid. */
import { X509Certificate } from 'node:crypto';
import type { KeycloakTraits } from '../../keycloak/release-table.ts';
import { error, type FileFinding, warning } from './finding.ts';

/** Bytes that are read of each file. Bundles of all authorities have 300 kB. */
export const certificateBytes = 4 * 1024 * 1024;

const block =
  /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^-]+-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;

/** `files`: path in the project → content. */
export function checkCertificates(
  files: ReadonlyMap<string, Uint8Array>,
  { certificates }: Pick<KeycloakTraits, 'certificates'>,
  now: Date,
): FileFinding[] {
  return [...files].flatMap(([path, bytes]) => {
    if (/\.(p12|pfx|pkcs12)$/i.test(path))
      return certificates === 'java' || bytes[0] === 0x30 ? [] : [warning(`${path} is not a PKCS12 file.`)];
    // Before 24, a script imports the files, and ends the build at the first that it cannot read.
    const fails = certificates === 'java' ? error : warning;
    return /\.(pem|crt|cer)$/i.test(path) ? checkPem(path, bytes, now, fails) : [];
  });
}

function checkPem(path: string, bytes: Uint8Array, now: Date, fails: typeof error): FileFinding[] {
  const blocks = Buffer.from(bytes).toString('latin1').match(block) ?? [];
  if (blocks.length === 0) {
    // Java reads both formats; the script before 24 reads PEM only.
    if (fails === warning && parse(bytes) !== undefined) return [];
    const what =
      parse(bytes) === undefined
        ? 'holds no certificate'
        : `is a certificate in DER: openssl x509 -inform DER -in ${path} -out NAME.pem converts it`;
    return [fails(`${path} ${what}; Keycloak reads PEM (BEGIN CERTIFICATE).`)];
  }
  return blocks.flatMap((text, index) => {
    const which = blocks.length === 1 ? path : `${path}, certificate ${index + 1} of ${blocks.length}`;
    const certificate = parse(text);
    if (certificate === undefined) return [fails(`${which}: it is damaged.`)];
    const { validFrom, validTo } = certificate;
    if (Date.parse(validTo) < now.getTime()) return [warning(`${which}: it expired on ${day(validTo)}.`)];
    if (Date.parse(validFrom) > now.getTime())
      return [warning(`${which}: it is valid from ${day(validFrom)} on.`)];
    return [];
  });
}

function parse(content: string | Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(content);
  } catch {
    return undefined;
  }
}

function day(date: string): string {
  return new Date(date).toISOString().slice(0, 10);
}
