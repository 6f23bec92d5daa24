/** Defers parts of packages that most runs of kc-eb never need to their first use. */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Modules of Node.js that commander needs for subcommands in files of their own. kc-eb has none. */
const forSubcommands = /^node:(child_process|fs)$/;

/** By package: a module that loads it later. Their tables and checks take longer than the rest of `kc-eb --help`. */
const later = {
  'string-width': "export default (...given) => require('string-width').default(...given);",
  picocolors: "export default { createColors: (...given) => require('picocolors').createColors(...given) };",
};

/** A plugin of esbuild: https://esbuild.github.io/plugins/ */
export const lazyParts = {
  name: 'lazy-parts',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path, importer }) => {
      if (!importer.endsWith('/node_modules/commander/lib/command.js')) return undefined;
      // The global is the module; to load the module calls every getter.
      if (path === 'node:process') return { path, namespace: 'global' };
      return forSubcommands.test(path) ? { path, namespace: 'later' } : undefined;
    });
    build.onResolve({ filter: /^(string-width|picocolors)$/ }, ({ path, importer, namespace }) =>
      namespace === 'file' && /\/(src|node_modules\/ora)\//.test(importer)
        ? { path, namespace: 'later' }
        : undefined,
    );
    build.onLoad({ filter: /./, namespace: 'global' }, () => ({
      contents: 'module.exports = globalThis.process;',
    }));
    build.onLoad({ filter: /./, namespace: 'later' }, ({ path }) => ({
      contents:
        later[path] ?? `module.exports = new Proxy({}, { get: (_, name) => require('${path}')[name] });`,
      resolveDir: process.cwd(),
    }));
    // The version is what the bundle needs of it.
    build.onLoad({ filter: /^.*\/package\.json$/ }, async ({ path }) => {
      if (dirname(path) !== process.cwd()) return undefined;
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};
