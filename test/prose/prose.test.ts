/** Reads what people read, and rejects the words in rules.ts. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ofMarkdown, ofTypeScript, ofYamlComments, type Passage } from './passages.ts';
import { faultsOf } from './rules.ts';

function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(folder, name));
}

/** One line a fault: "file:line: words → replacement". */
function faults(paths: readonly string[], passagesOf: (source: string) => Passage[]): string[] {
  return paths.flatMap((path) =>
    passagesOf(readFileSync(path, 'utf8')).flatMap((passage) =>
      faultsOf(passage).map(({ at, words, instead }) => {
        const line = passage.line + passage.text.slice(0, at).split('\n').length - 1;
        return `${path}:${line}: "${words.replaceAll('\n', ' ')}" → ${instead}`;
      }),
    ),
  );
}

const pages = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'src/local-beanstalk/README.md'],
  ...filesBelow('docs', /\.md$/),
];

test('the docs', () => {
  expect(faults(pages, ofMarkdown)).toEqual([]);
});

test('what init writes', () => {
  expect(faults(filesBelow('templates/project', /\.md$/), ofMarkdown)).toEqual([]);
  expect(faults(['templates/project/kc-eb.yaml'], ofYamlComments)).toEqual([]);
});

/** Texts that must stay, each with the reason. */
const kept: readonly { text: string; reason: string }[] = [
  { text: 'are not encrypted unless they are told to be', reason: 'test/golden holds it' },
  { text: 'may not reach the container as it is', reason: 'test/golden holds it' },
  { text: 'each node has caches of its own', reason: 'test/golden holds it' },
  { text: 'is no certificate that Keycloak', reason: 'test/golden holds it' },
  { text: 'There are no instances.', reason: "a cause in Beanstalk's health reports" },
  { text: 'Connection to db:5432 refused', reason: 'a log line of a database driver' },
];

test('comments and messages of src, comments and titles of test', () => {
  // rules.test.ts has sentences that break the rules.
  const sources = [...filesBelow('src', /\.ts$/), ...filesBelow('test', /(?<!rules(?:\.test)?)\.ts$/)];
  expect(sources.length).toBeGreaterThan(100);
  const passagesOf = (source: string): Passage[] =>
    ofTypeScript(source).filter((passage) => !kept.some(({ text }) => passage.text.includes(text)));
  expect(faults(sources, passagesOf)).toEqual([]);
});

test('each text that is kept is used', () => {
  const all = [...filesBelow('src', /\.ts$/), 'test/cluster/verdict.test.ts'].map((path) =>
    readFileSync(path, 'utf8'),
  );
  expect(kept.filter(({ text }) => !all.some((source) => source.includes(text)))).toEqual([]);
});
