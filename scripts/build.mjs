/**
 * Bundles src and every package that it uses into dist: npm run build. The files lie in one folder, so that
 * src/package.ts finds the package's folder from each of them.
 */
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licensesOf } from './licenses.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

await rm('dist', { recursive: true, force: true });
const { metafile, outputFiles } = await build({
  write: false,
  entryPoints: { cli: 'src/cli.ts', 'local-beanstalk': 'src/local-beanstalk/main.ts' },
  outdir: 'dist',
  chunkNames: '[name]-[hash]',
  bundle: true,
  // One file for each set of modules that are loaded together: a command loads what it needs.
  splitting: true,
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
  // CommonJS packages call require() for the modules of Node.js.
  banner: {
    js: "import{createRequire as kcEbCreateRequire}from'node:module';const require=kcEbCreateRequire(import.meta.url);",
  },
  metafile: true,
  logLevel: 'warning',
});
await mkdir('dist');
for (const { path, text } of outputFiles) {
  const code = relative(root, path).replace(/\.map$/, '');
  const inputs = Object.keys(metafile.outputs[code].inputs);
  const foreign = inputs.length > 0 && !inputs.some((input) => input.startsWith('src/'));
  if (!foreign) await writeFile(path, text);
  // A map of packages alone is of no use in a report about kc-eb, and doubles the size.
  else if (path.endsWith('.js')) await writeFile(path, text.replace(/\n\/\/# sourceMappingURL=.*\n$/, '\n'));
}
await writeFile('dist/THIRD-PARTY-LICENSES.txt', await licensesOf(metafile));
// The script of the package open, which it looks for in its own folder.
await copyFile('node_modules/open/xdg-open', 'dist/xdg-open');
