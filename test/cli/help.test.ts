import { execFileSync } from 'node:child_process';
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

test('--help loads the command line alone: no SDK, no adapter, no command', () => {
  const modules = help('--import', hookUrl)
    .split('\n')
    .filter((line) => line.startsWith('file:'))
    .map((url) => url.replace(/^.*\/(dist|node_modules)\//, '$1/'));
  expect(modules).toContain('dist/cli.js');
  expect(
    modules.filter(
      (module) =>
        !/^(dist\/(cli|command-line|run-command|version|base\/(user-error|interrupts))\.js$|node_modules\/(@commander-js\/extra-typings|commander)\/)/.test(
          module,
        ),
    ),
  ).toEqual([expect.stringMatching(/bin\/kc-eb\.js$/)]);
});
