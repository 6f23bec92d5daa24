/** The licences of the bundled packages as one text. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * `metafile` is esbuild's. Packages with the same text share it. Throws for a package without a licence.
 * https://esbuild.github.io/api/#metafile
 */
export async function licensesOf(metafile) {
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0),
  );
  const folders = new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []));
  const packagesOf = new Map();
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    if (typeof license !== 'string') throw new Error(`${folder}/package.json names no licence.`);
    const text = await textsOf(folder);
    const packages = packagesOf.get(text) ?? [];
    packagesOf.set(text, [...packages, `${name} ${version} (${license})`]);
  }
  const parts = [...packagesOf].map(([text, packages]) => `${packages.join('\n')}\n\n${text}\n`);
  return `kc-eb contains these packages.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

/** LICENSE and NOTICE files. Some packages have none: then package.json names the licence. */
async function textsOf(folder) {
  const names = (await readdir(folder)).filter((name) => /^(licen[cs]e|notice|copying)/i.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.map((text) => text.replaceAll('\r\n', '\n').trim()).join('\n\n');
}
