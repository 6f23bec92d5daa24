import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { builtProgram } from './run-cli.ts';

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

const folder = mkdtempSync(join(tmpdir(), 'kc-eb-starts-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Loaded {
  exitCode: number | null;
  /** Files of dist, without their hashes. */
  files: string[];
  bytes: number;
  /** Files of src and packages. */
  sources: string[];
  /** Modules of Node.js. */
  builtins: string[];
}

/** Runs kc-eb in an empty folder. */
function loaded(argv: readonly string[]): Loaded {
  const run = spawnSync(process.execPath, ['--import', hookUrl, builtProgram, ...argv], {
    cwd: folder,
    encoding: 'utf8',
  });
  const urls = [...new Set(run.stderr.split('\n').filter((line) => /^(file|node):/.test(line)))];
  const files = urls
    .filter((url) => url.startsWith('file:'))
    .map((url) => fileURLToPath(url))
    .filter((file) => file !== builtProgram);
  return {
    exitCode: run.status,
    files: files.map((file) => basename(file).replace(/-[A-Z0-9]{8}\.js$/, '.js')).sort(),
    bytes: files.reduce((sum, file) => sum + statSync(file).size, 0),
    sources: files.flatMap(contents),
    builtins: urls.filter((url) => url.startsWith('node:')).sort(),
  };
}

/** The source map of a bundled file lists them. A file of packages alone has none. */
function contents(file: string): string[] {
  if (!existsSync(`${file}.map`)) return [];
  const { sources } = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as { sources: string[] };
  return sources
    .map((source) => source.replace(/^\.\.\/(node_modules\/((@[^/]+\/)?[^/]+).*)?/, '$2'))
    .filter((source) => !/^(later|global):|^dist\/|^package\.json$/.test(source));
}

const commandLine =
  /^(src\/(cli|command-line(\/\w+)?|completion\/shells|run-command|package|terminal\/lost-output|base\/(user-error|interrupts|extremes))\.ts|@commander-js\/extra-typings|commander)$/;
const kilobyte = 1024;

/** A module of Node.js takes longer than a file of dist: stream and HTTP, or every getter of fs. */
const fewBuiltins = ['node:module', 'node:url'];

describe.each([
  { argv: ['--help'] },
  { argv: ['--version'] },
  { argv: ['deploy', '--help'] },
  { argv: ['local', 'start', '--help'] },
])('$argv', ({ argv }) => {
  test('loads one file with the command line alone: no SDK, no adapter, no command', () => {
    const { exitCode, files, bytes, sources, builtins } = loaded(argv);
    expect({ exitCode, files, builtins }).toEqual({ exitCode: 0, files: ['cli.js'], builtins: fewBuiltins });
    expect(sources).toContain('src/cli.ts');
    expect(sources.filter((source) => !commandLine.test(source))).toEqual([]);
    expect(bytes).toBeLessThan(90 * kilobyte);
  });
});

test.each(['bash', 'zsh', 'fish'])('completion %s loads the scripts besides, without tables', (shell) => {
  const { exitCode, files, sources, builtins } = loaded(['completion', shell]);
  expect({ exitCode, files, builtins }).toEqual({
    exitCode: 0,
    files: ['cli.js', 'completion.js'],
    builtins: fewBuiltins,
  });
  const own = sources.filter((source) => !commandLine.test(source));
  expect(own).toContain('src/completion/bash.ts');
  expect(own.filter((source) => !/^src\/(commands\/completion|completion\/\w+)\.ts$/.test(source))).toEqual(
    [],
  );
});

test.each([[['deploy', '--wrong']], [['deplyo']], [['completion', 'csh']]])(
  '%j loads the report of a failure besides, without adapters',
  (argv) => {
    const { exitCode, files, bytes, sources, builtins } = loaded(argv);
    expect({ exitCode, files }).toEqual({ exitCode: 2, files: ['cli.js', 'failure.js'] });
    expect(builtins).toEqual(['node:events', ...fewBuiltins, 'node:util']);
    const own =
      /^(src\/(terminal|base)\/[\w-]+\.ts|picocolors|string-width|strip-ansi|ansi-regex|get-east-asian-width)$/;
    expect(sources.filter((source) => !commandLine.test(source) && !own.test(source))).toEqual([]);
    expect(bytes).toBeLessThan(120 * kilobyte);
  },
);

test.each(['plan', 'deploy', 'status'])(
  '%s without kc-eb.yaml loads adapters, but no command, no SDK, no YAML and no schema',
  (command) => {
    const { exitCode, bytes, sources } = loaded([command]);
    expect(exitCode).toBe(2);
    expect(sources).toContain('src/deps.ts');
    const others =
      /^src\/(commands|deploy|config\/(parse|schema)|local-beanstalk\/(?!base\/credentials))|^(yaml|zod|@aws-sdk\/.*)$/;
    expect(sources.filter((source) => others.test(source))).toEqual([]);
    // Each of them, and the SDK, is larger than the rest.
    expect(bytes).toBeLessThan(270 * kilobyte);
  },
);
