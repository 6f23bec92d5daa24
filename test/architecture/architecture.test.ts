/**
 * The structure as a graph. A file that imports a port (`Deps` and its members, src/ports.ts) has effects; so have the
 * adapters behind the ports, the reporters, the commands and Local Beanstalk. Every other file is pure: it decides.
 */
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cycles, type Graph } from './cycles.ts';
import { readSources, type Import, type Source } from './read-imports.ts';

const sources = readSources();

/** Types of src/ports.ts that are plain data. */
const data = new Set(['EngineRunOptions']);

const adapters = /^src\/(system\/|aws\/(?!(?:bucket|explain-error)\.ts)|engine\/(?!commands\.ts))/;
const reporters = /^src\/terminal\/(?!prompt\.ts)/;
const localBeanstalk = /^src\/(local|local-beanstalk)\//;
const commands = /^src\/commands\//;
const commandLine = /^src\/(command-line\/|(cli|command-line|run-command|package|deps)\.ts$)/;
const shells = [adapters, reporters, localBeanstalk, commands, commandLine];

const ofShell = ({ path }: Source): boolean => shells.some((shell) => shell.test(path));
const takesPorts = ({ imports }: Source): boolean =>
  imports.some(({ target, names }) => target === 'src/ports.ts' && names.some((name) => !data.has(name)));

/** Steps: they act through the ports that they are given. */
const steps = sources.filter((source) => !ofShell(source) && takesPorts(source));
const pure = sources.filter((source) => !ofShell(source) && !takesPorts(source));
const paths = (of: readonly Source[]): Set<string> => new Set(of.map(({ path }) => path));

const arrows = (from: readonly Source[], wanted: (one: Import) => boolean): string[] =>
  from.flatMap(({ path, imports }) => imports.filter(wanted).map(({ target }) => `${path} → ${target}`));
const isValue = ({ kind }: Import): boolean => kind === 'value';

describe('the graph of imports', () => {
  const folder = (path: string): string => posix.dirname(path);
  /** A file at the top of src is a subject alone. */
  const subject = (path: string): string => path.split('/').slice(0, 2).join('/');
  const innermost = (path: string): string => (folder(path) === 'src' ? path : folder(path));

  /** Omits import(): cli.ts loads commands, run-command.ts loads deps.ts. */
  function graph(nodeOf: (path: string) => string): Graph {
    const nodes: Graph = new Map();
    for (const { path, imports } of sources) {
      const targets = nodes.get(nodeOf(path)) ?? new Set();
      nodes.set(nodeOf(path), targets);
      for (const { target, kind } of imports) {
        if (kind !== 'dynamic' && target.startsWith('src/')) targets.add(nodeOf(target));
      }
      targets.delete(nodeOf(path));
    }
    return nodes;
  }

  test('no circle of files, types included', () => {
    expect(cycles(graph((path) => path))).toEqual([]);
  });

  test('no circle of folders, types included', () => {
    expect(cycles(graph(subject))).toEqual([]);
    expect(cycles(graph(innermost))).toEqual([]);
  });

  test('a circle is found', () => {
    const circle: Graph = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['c'])],
      ['c', new Set(['b', 'd'])],
    ]);
    expect(cycles(circle)).toEqual([['b', 'c']]);
  });

  test('a folder holds at most 25 files, a file at most 250 lines', () => {
    const counts = new Map<string, number>();
    for (const { path } of sources) counts.set(folder(path), (counts.get(folder(path)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > 25)).toEqual([]);
    expect(sources.filter(({ lines }) => lines > 250).map(({ path, lines }) => `${path}: ${lines}`)).toEqual(
      [],
    );
  });

  test('every file of src is in the folder of a subject', () => {
    const atTop = sources.map(({ path }) => path).filter((path) => folder(path) === 'src');
    expect(atTop.sort()).toEqual([
      'src/cli.ts',
      'src/command-line.ts',
      'src/deps.ts',
      'src/package.ts',
      'src/ports.ts',
      'src/run-command.ts',
    ]);
  });
});

describe('what decides is pure', () => {
  const purePaths = paths(pure);

  test('most files are', () => {
    expect(pure.length).toBeGreaterThan(steps.length);
  });

  test('a pure file imports pure files and pure packages', () => {
    const packages = /^(zod|yaml|string-width|node:(crypto|util))$/;
    expect(
      arrows(pure, (one) => isValue(one) && !purePaths.has(one.target) && !packages.test(one.target)),
    ).toEqual([]);
  });

  test('a pure file has no clock, no chance, no process and no network', () => {
    expect(
      using(
        pure,
        /^(process\.|console\.|Date\.now$|new Date\(\)$|performance\.|Math\.random$|fetch$|set(Timeout|Interval|Immediate)$)/,
      ),
    ).toEqual([]);
  });
});

describe('what acts goes through the ports', () => {
  const inside = paths([...pure, ...steps]);

  test('a step imports steps and pure files', () => {
    const packages = /^(zod|node:crypto)$/;
    expect(
      arrows(steps, (one) => isValue(one) && !inside.has(one.target) && !packages.test(one.target)),
    ).toEqual([]);
  });

  test('commands and steps read the clock that they are given', () => {
    const commandFiles = sources.filter(({ path }) => commands.test(path));
    expect(
      using(
        [...steps, ...commandFiles],
        /^(Date\.now$|new Date\(\)$|performance\.|fetch$|set(Timeout|Interval)$)/,
      ),
    ).toEqual([]);
  });

  test('only deps.ts names adapters and reporters, apart from what no adapter precedes', () => {
    const outside = sources.filter(
      ({ path }) => path !== 'src/deps.ts' && !adapters.test(path) && !reporters.test(path),
    );
    const named = arrows(outside, ({ target }) => adapters.test(target) || reporters.test(target));
    // Help may meet a full disk, and a wrong command line is reported: neither needs an adapter.
    expect(named.toSorted()).toEqual([
      'src/run-command.ts → src/terminal/failure.ts',
      'src/run-command.ts → src/terminal/lost-output.ts',
    ]);
  });

  test('only commands of Local Beanstalk import src/local', () => {
    const others = sources.filter(
      ({ path }) => !localBeanstalk.test(path) && !path.startsWith('src/commands/local/'),
    );
    expect(arrows(others, (one) => isValue(one) && localBeanstalk.test(one.target))).toEqual([]);
  });

  test('only reporters print', () => {
    const others = sources.filter(({ path }) => !reporters.test(path));
    expect(using(others, /^(console\.|process\.stdout$|stdout\.write$)/)).toEqual([]);
  });
});

describe('what is loaded when it is needed', () => {
  test('import() loads commands in cli.ts, SDK clients in the adapter, and what --help does not need', () => {
    const allowed = [
      /^src\/cli\.ts → src\/commands\//,
      /^src\/aws\/clients\.ts → (@aws-sdk\/client-|src\/aws\/)/,
      /^src\/run-command\.ts → src\/(deps|terminal\/failure)\.ts$/,
      /^src\/deps\.ts → src\/(local\/target|config\/(parse|for-local-beanstalk)|project\/project-dir)\.ts$/,
      /^src\/(system\/(zip|tar)\.ts → archiver|engine\/engine\.ts → execa)$/,
      /^src\/terminal\/prompt\.ts → @inquirer\/prompts$/,
      /^src\/system\/browser\.ts → open$/,
    ];
    const dynamic = arrows(sources, ({ kind }) => kind === 'dynamic');
    expect(dynamic.filter((line) => !allowed.some((rule) => rule.test(line)))).toEqual([]);
    expect(dynamic.length).toBeGreaterThan(10);
  });

  test('every command is in cli.ts', () => {
    const loaded = sources.find(({ path }) => path === 'src/cli.ts')?.imports.map(({ target }) => target);
    const files = sources.map(({ path }) => path).filter((path) => commands.test(path));
    expect(loaded).toEqual(expect.arrayContaining(files));
  });

  test('nothing imports an SDK client when it is itself imported', () => {
    expect(arrows(sources, (one) => isValue(one) && one.target.startsWith('@aws-sdk/client-'))).toEqual([]);
  });
});

function using(where: readonly Source[], names: RegExp): string[] {
  return where.flatMap(({ path, globals }) =>
    [...globals].filter((name) => names.test(name)).map((name) => `${path}: ${name}`),
  );
}
