import { expect, test } from 'vitest';
import { ofMarkdown, ofTypeScript } from './passages.ts';
import { faultsOf } from './rules.ts';

const wordsIn = (text: string): string[] =>
  ofMarkdown(text).flatMap((passage) => faultsOf(passage).map(({ words }) => words));

test.each([
  ['Whoever runs it needs a key.', 'Whoever'],
  ['There is no file.', 'is no'],
  ['It starts when a file is there.', 'is there'],
  ['The file stays as it is.', 'as it is'],
  ['Then Beanstalk says so.', 'Beanstalk says'],
  ['A request is refused.', 'refused'],
  ['Words that are broken by a line: of its\nown.', 'of its\nown'],
  [`It has ${'very '.repeat(30)}many words.`, 'It has very very very very'],
])('%j is rejected', (text, words) => {
  expect(wordsIn(text)).toContain(words);
});

test.each([
  'It is no longer there to read.',
  'Run `whoever is there` in a shell.',
  `Two sentences, ${'each '.repeat(15)}short enough. This ${'one '.repeat(15)}as well.`,
  '| A cell | with few words | and another |',
])('%j passes', (text) => {
  expect(wordsIn(text)).toEqual([]);
});

test('comments and messages of a source file, with their lines', () => {
  const source = `
/** When it starts. */
const a = 'whoever reads this'; // The log says so.

// Two lines are one
// comment: anew.
const b = \`no file of \${a}, likewise nothing\`;
import x from 'whoever/says so';
`;
  const found = ofTypeScript(source).flatMap((passage) =>
    faultsOf(passage).map(({ words }) => `${passage.line} ${passage.kind}: ${words}`),
  );
  expect(found.sort()).toEqual([
    '2 doc comment: When',
    '3 comment: The log says',
    '3 comment: says',
    '3 message: whoever',
    '5 comment: anew',
    '7 message: likewise',
  ]);
});
