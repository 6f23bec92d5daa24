import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Writes the address of every module that is resolved to standard error. */
const hook = `
  import { register } from 'node:module';
  register('data:text/javascript,' + encodeURIComponent(\`
    import { writeSync } from 'node:fs';
    export async function resolve(specifier, context, next) {
      const found = await next(specifier, context);
      writeSync(2, found.url + '\\\\n');
      return found;
    }
  \`));`;
const hookUrl = `data:text/javascript,${encodeURIComponent(hook)}`;

function help(...options: string[]): string {
  const redirect = `"${process.execPath}" ${options.map((option) => `"${option}"`).join(' ')} bin/kc-eb.js --help 2>&1`;
  return execFileSync('/bin/sh', ['-c', redirect], { encoding: 'utf8' });
}

/** The files of src and the packages that a bundled file holds. */
function contents(file: string): string[] {
  const { sources } = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as { sources: string[] };
  return sources.map((source) => source.replace(/^\.\.\/(node_modules\/((@[^/]+\/)?[^/]+).*)?/, '$2'));
}

test('--help loads the command line alone: no SDK, no adapter, no command', () => {
  const files = help('--import', hookUrl)
    .split('\n')
    .filter((line) => line.startsWith('file:'))
    .map((url) => fileURLToPath(url))
    .filter((file) => !file.endsWith('/bin/kc-eb.js'));
  expect(files.map((file) => basename(file))).toContain('cli.js');
  const loaded = files.flatMap(contents);
  expect(loaded).toContain('src/cli.ts');
  expect(
    loaded.filter(
      (source) =>
        !/^(src\/(cli|command-line(\/\w+)?|run-command|package|base\/(user-error|interrupts))\.ts|@commander-js\/extra-typings|commander)$/.test(
          source,
        ),
    ),
  ).toEqual([]);
});
