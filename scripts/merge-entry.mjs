/** Makes one file of an entry and of the chunks that it imports, because each file takes part of a start. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

/**
 * `outputs` and `texts` are those of a build with splitting into dist: esbuild's metafile, and name → text. Returns the names that
 * change, with their texts: the entry, and chunks that export what the entry has now. The entry must not await
 * anything while it is loaded: lazy chunks import it.
 */
export async function mergeEntry(entry, outputs, texts, options) {
  const parts = [entry, ...chunksOf(entry, outputs)];
  // Those of an earlier entry stay there.
  const chunks = parts.slice(1).filter((name) => !texts.get(name).startsWith(mergedExport));
  // As deep as dist: source maps have relative paths.
  const folder = await mkdtemp('.merge-');
  try {
    for (const name of parts.flatMap((one) => [one, `${one}.map`]))
      if (texts.has(name)) await writeFile(join(folder, name), texts.get(name));
    const exports = chunks.map((name, index) => {
      const names = outputs[`dist/${name}`].exports.map((one) => [one, `merged${index}_${one}`]);
      return { name, names };
    });
    const contents = [
      `export * from './${entry}';`,
      ...exports.map(({ name, names }) => `export{${renamed(names)}}from'./${name}';`),
    ].join('\n');
    const result = await build({
      ...options,
      stdin: { contents, resolveDir: folder, sourcefile: 'merged.js' },
      outfile: join('dist', entry),
      external: Object.keys(outputs)
        .map((path) => `./${basename(path)}`)
        .filter((path) => !parts.includes(basename(path))),
    });
    // Chunks without a map are named as themselves.
    const merged = result.outputFiles.map(({ path, text }) => [
      basename(path),
      text.replaceAll(`../${folder}/`, '../dist/'),
    ]);
    const stubs = exports.map(({ name, names }) => {
      const swapped = names.map(([one, other]) => [other, one]);
      return [name, `export{${renamed(swapped)}}from"./${entry}";\n`];
    });
    // Without places of sources: what it exports has them.
    const maps = chunks.map((name) => [`${name}.map`, emptyMap]).filter(([name]) => texts.has(name));
    return new Map([...merged, ...stubs, ...maps]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const emptyMap = '{"version":3,"sources":[],"names":[],"mappings":""}\n';

const mergedExport = 'export{merged';

const renamed = (names) => names.map(([one, other]) => `${one} as ${other}`).join(',');

function chunksOf(entry, outputs) {
  const found = new Set([entry]);
  for (const name of found) {
    for (const { path, kind } of outputs[`dist/${name}`].imports)
      if (kind === 'import-statement' && `${path}` in outputs) found.add(basename(path));
  }
  found.delete(entry);
  return [...found];
}
