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

/** The files of src and the packages that a run of kc-eb loads. */
function loaded(argv: string): string[] {
  const run = `"${process.execPath}" --import "${hookUrl}" bin/kc-eb.js ${argv} 2>&1`;
  const files = execFileSync('/bin/sh', ['-c', run], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.startsWith('file:'))
    .map((url) => fileURLToPath(url))
    .filter((file) => !file.endsWith('/bin/kc-eb.js'));
  expect(files.map((file) => basename(file))).toContain('cli.js');
  return files.flatMap(contents);
}

/** The source map of a bundled file lists them. */
function contents(file: string): string[] {
  const { sources } = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as { sources: string[] };
  return sources.map((source) => source.replace(/^\.\.\/(node_modules\/((@[^/]+\/)?[^/]+).*)?/, '$2'));
}

const commandLine =
  /^(src\/(cli|command-line(\/\w+)?|completion\/shells|run-command|package|base\/(user-error|interrupts))\.ts|@commander-js\/extra-typings|commander)$/;

test('--help loads the command line alone: no SDK, no adapter, no command', () => {
  const sources = loaded('--help');
  expect(sources).toContain('src/cli.ts');
  expect(sources.filter((source) => !commandLine.test(source))).toEqual([]);
});

test('completion loads its scripts and their tables besides', () => {
  const own = /^src\/(commands\/completion|completion\/\w+|keycloak\/databases)\.ts$/;
  const sources = loaded('completion bash').filter((source) => !commandLine.test(source));
  expect(sources).toContain('src/completion/bash.ts');
  expect(sources.filter((source) => !own.test(source))).toEqual([]);
});
