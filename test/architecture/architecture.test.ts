import { describe, expect, test } from 'vitest';
import { readSources, type Import, type Source } from './read-imports.ts';

const sources = readSources();

interface Layer {
  /** Whose files these are. */
  has: RegExp;
  /** What they may import at run time: files of ours and packages. */
  may: readonly RegExp[];
}

const pure = [/^src\/core\//, /^zod$/, /^yaml$/, /^cli-table3$/, /^node:(crypto|util)$/];
const use = [...pure, /^src\/ports\.ts$/, /^src\/steps\//];

/** `cli → deps; commands → steps → core`. */
const layers: Record<string, Layer> = {
  core: { has: /^src\/core\//, may: pure },
  ports: { has: /^src\/ports\.ts$/, may: [] },
  steps: { has: /^src\/steps\//, may: [...use, /^@inquirer\/prompts$/] },
  commands: {
    has: /^src\/commands\/(?!local-)/,
    may: [...use, /^src\/commands\//, /^@inquirer\/prompts$/],
  },
  'commands of Local Beanstalk': {
    has: /^src\/commands\/local-/,
    may: [...use, /^src\/commands\//, /^src\/local\//, /^@inquirer\/prompts$/],
  },
  report: {
    has: /^src\/report\//,
    may: [/^src\/core\//, /^src\/report\//, /^ora$/, /^picocolors$/, /^node:util$/],
  },
  adapters: { has: /^src\/adapters\//, may: [/^(?!src\/)/, /^src\/core\//, /^src\/adapters\//] },
  'Local Beanstalk': {
    has: /^src\/local\//,
    may: [/^(?!src\/)/, /^src\/(core|steps|local)\//, /^src\/version\.ts$/],
  },
  'command line': {
    has: /^src\/(cli|run-command|version)\.ts$/,
    may: [
      /^commander$/,
      /^node:fs$/,
      /^src\/core\/(errors|interruption)\.ts$/,
      /^src\/(run-command|version)\.ts$/,
    ],
  },
  'putting together': {
    has: /^src\/deps\.ts$/,
    may: [
      /^node:path$/,
      /^src\/(adapters|report|core)\//,
      /^src\/local\/credentials\.ts$/,
      /^src\/steps\/own-folder\.ts$/,
    ],
  },
};

const pathsAnd = (source: Source, imports: readonly Import[]): string[] =>
  imports.map(({ target }) => `${source.path} → ${target}`);

test('every file belongs to one layer', () => {
  const homes = sources.map(({ path }) => [
    path,
    Object.values(layers).filter(({ has }) => has.test(path)).length,
  ]);
  expect(homes.filter(([, count]) => count !== 1)).toEqual([]);
});

test.each(Object.entries(layers))('%s imports only what it may', (_name, { has, may }) => {
  const wrong = sources
    .filter(({ path }) => has.test(path))
    .flatMap((source) =>
      pathsAnd(
        source,
        source.imports.filter(
          ({ kind, target }) => kind === 'value' && !may.some((rule) => rule.test(target)),
        ),
      ),
    );
  expect(wrong).toEqual([]);
});

describe('imports of a kind', () => {
  const having = (wanted: (one: Import, path: string) => boolean): string[] =>
    sources.flatMap((source) =>
      pathsAnd(
        source,
        source.imports.filter((one) => wanted(one, source.path)),
      ),
    );

  test('import() loads commands in cli.ts, SDK clients in the adapter, and what --help does not need', () => {
    const allowed = [
      /^src\/cli\.ts → src\/commands\//,
      /^src\/adapters\/aws\.ts → (@aws-sdk\/client-|src\/adapters\/(local-only-handler|answer-shape|guarded-client)\.ts$)/,
      /^src\/run-command\.ts → src\/deps\.ts$/,
      /^src\/deps\.ts → src\/local\/target\.ts$/,
      /^src\/adapters\/http\.ts → undici$/,
      / → @inquirer\/prompts$/,
    ];
    const dynamic = having(({ kind }) => kind === 'dynamic');
    expect(dynamic.filter((line) => !allowed.some((rule) => rule.test(line)))).toEqual([]);
    expect(dynamic.length).toBeGreaterThan(10);
  });

  test('every command is in cli.ts', () => {
    const commands = sources.map(({ path }) => path).filter((path) => path.startsWith('src/commands/'));
    const loaded = sources.find(({ path }) => path === 'src/cli.ts')?.imports.map(({ target }) => target);
    expect(loaded).toEqual(expect.arrayContaining(commands));
  });

  test('nothing imports an SDK client when it is itself imported', () => {
    expect(having(({ kind, target }) => kind === 'value' && target.startsWith('@aws-sdk/'))).toEqual([]);
  });

  test('only deps.ts names adapters and reporters', () => {
    expect(
      having(
        ({ target }, path) =>
          /^src\/(adapters|report)\//.test(target) && !/^src\/((adapters|report)\/|deps\.ts$)/.test(path),
      ),
    ).toEqual([]);
  });
});

describe('global names', () => {
  const using = (where: RegExp, names: RegExp): string[] =>
    sources
      .filter(({ path }) => where.test(path))
      .flatMap(({ path, globals }) =>
        [...globals].filter((name) => names.test(name)).map((name) => `${path}: ${name}`),
      );

  test('core has no clock, no chance, no process and no network', () => {
    expect(
      using(
        /^src\/core\//,
        /^(process\.|console\.|Date\.now$|new Date\(\)$|performance\.|Math\.random$|fetch$|set(Timeout|Interval|Immediate)$)/,
      ),
    ).toEqual([]);
  });

  test('commands and steps ask the clock they are given', () => {
    expect(
      using(
        /^src\/(commands|steps)\//,
        /^(Date\.now$|new Date\(\)$|performance\.|fetch$|set(Timeout|Interval)$)/,
      ),
    ).toEqual([]);
  });

  test('only reporters print', () => {
    expect(using(/^src\/(?!report\/)/, /^(console\.|process\.stdout$|stdout\.write$)/)).toEqual([]);
  });
});

test('one file, one subject: at most 250 lines', () => {
  expect(sources.filter(({ lines }) => lines > 250).map(({ path, lines }) => `${path}: ${lines}`)).toEqual(
    [],
  );
});
