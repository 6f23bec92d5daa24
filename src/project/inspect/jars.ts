/** Jars of providers/: what a download or a checkout leaves in their place. */
import { error, type FileFinding, warning } from './finding.ts';

/** Bytes that are read of each file. */
export const jarBytes = 512;

/** A file, the end of an archive without files, and a part of a split one. */
const zipStarts = ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'];

const lfsPointer = /^version https:\/\/git-lfs\.github\.com\/spec\//;

export function isLfsPointer(head: Uint8Array): boolean {
  return lfsPointer.test(Buffer.from(head.subarray(0, 64)).toString('latin1'));
}

/** `files`: path in the project → its first bytes. https://www.keycloak.org/server/configuration-provider */
export function checkJars(files: ReadonlyMap<string, Uint8Array>): FileFinding[] {
  return [...files].flatMap(([path, bytes]) => {
    if (!/^providers\/.*\.jar$/.test(path)) return [];
    if (path.split('/').length > 2)
      return [warning(`${path} is not read: Keycloak takes jars of providers/, and no folders below.`)];
    const what = insteadOfJar(bytes);
    return what === undefined ? [] : [error(`${path} is ${what}, and not a jar: Keycloak's build fails.`)];
  });
}

function insteadOfJar(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes).toString('latin1');
  if (zipStarts.includes(text.slice(0, 4))) return undefined;
  if (text === '') return 'empty';
  if (isLfsPointer(bytes)) return 'a pointer of Git LFS (git lfs pull reads the file)';
  if (/^\s*<(!doctype|html|\?xml)/i.test(text))
    return 'a page (HTML or XML), such as the error of a download';
  return 'other data';
}
