/**
 * Bundles src and every package that it uses into dist: npm run build. The files lie in one folder, so that
 * src/package.ts finds the package's folder from each of them.
 */
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { lazyParts } from './lazy-parts.mjs';
import { licensesOf } from './licenses.mjs';
import { mergeEntry } from './merge-entry.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

const options = {
  write: false,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Packages in their ES modules, from which esbuild removes unused parts.
  mainFields: ['module', 'main'],
  // Names stay: stacks and the SDK use them.
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
};
const { metafile, outputFiles } = await build({
  ...options,
  entryPoints: { cli: 'src/cli.ts', 'local-beanstalk': 'src/local-beanstalk/main.ts' },
  outdir: 'dist',
  chunkNames: '[name]-[hash]',
  // One file for each set of modules that are loaded together: a command loads what it needs.
  splitting: true,
  // CommonJS packages call require() for the modules of Node.js.
  banner: { js: 'const require=process.getBuiltinModule;' },
  plugins: [lazyParts],
  metafile: true,
});
const wanted = new Map(
  outputFiles.flatMap(({ path, text }) => {
    const name = relative('dist', path);
    const inputs = Object.keys(metafile.outputs[`dist/${name.replace(/\.map$/, '')}`].inputs);
    const ours = inputs.length === 0 || inputs.some((input) => input.startsWith('src/'));
    if (ours) return [[name, text]];
    // A map of packages alone is of no use in a report about kc-eb.
    return name.endsWith('.map') ? [] : [[name, text.replace(/\n\/\/# sourceMappingURL=.*\n$/, '\n')]];
  }),
);
const others = Object.values(metafile.outputs)
  .flatMap(({ imports }) => imports)
  .filter(({ external, path }) => external === true && !isBuiltin(path));
if (others.length > 0) throw new Error(`Not in the bundle: ${others.map(({ path }) => path).join(', ')}`);
// The commands that only print load one or two files.
const starts = [/^cli\.js$/, /^failure-\w+\.js$/, /^completion-\w+\.js$/];
for (const start of starts) {
  const entry = [...wanted.keys()].find((name) => start.test(name));
  for (const [name, text] of await mergeEntry(entry, metafile.outputs, wanted, options))
    wanted.set(name, text);
}
wanted.set('THIRD-PARTY-LICENSES.txt', await licensesOf(metafile));
// The script of the package open, which it looks for in its own folder.
wanted.set('xdg-open', await readFile('node_modules/open/xdg-open', 'utf8'));

// A second build of the same sources changes nothing: kc-eb may run meanwhile.
await mkdir('dist', { recursive: true });
const present = new Set(await readdir('dist'));
for (const [name, text] of wanted) {
  const path = join('dist', name);
  if (!present.has(name) || (await readFile(path, 'utf8').catch(() => undefined)) !== text)
    await writeFile(path, text);
}
await chmod('dist/xdg-open', 0o755);
for (const name of present) if (!wanted.has(name)) await rm(join('dist', name), { recursive: true });
