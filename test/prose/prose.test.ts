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

const pages = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', ...filesBelow('docs', /\.md$/)];

test('the docs', () => {
  expect(faults(pages, ofMarkdown)).toEqual([]);
});

test('what init writes', () => {
  expect(faults(filesBelow('templates/project', /\.md$/), ofMarkdown)).toEqual([]);
  expect(faults(['templates/project/kc-eb.yaml'], ofYamlComments)).toEqual([]);
});

/** Folders of src whose prose keeps the rules; the others follow. */
// prettier-ignore
const finished: readonly string[] = [
  'aws',
  'base',
  'cluster',
  'commands',
  'config',
  'deploy',
  'doctor',
  'engine',
  'environment',
  'keycloak',
  'logs',
  'render',
  'rollback',
  'system',
  'terminal',
  'upgrade',
];

test.each(finished)('comments and messages of src/%s', (folder) => {
  expect(faults(filesBelow(join('src', folder), /\.ts$/), ofTypeScript)).toEqual([]);
});
