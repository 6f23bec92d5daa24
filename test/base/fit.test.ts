import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import {
  cutLine,
  cutText,
  lineWidth,
  padText,
  span,
  widthOf,
  wrapLine,
  wrapText,
} from '../../src/base/fit.ts';

describe('cutText', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['abcd', 1, '…'],
    ['abcd', 0, ''],
    // Two columns each, and characters of several code points.
    ['次は次', 5, '次は…'],
    ['次は次', 4, '次…'],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
    ['👩‍👩‍👧👩‍👩‍👧', 3, '👩‍👩‍👧…'],
  ])('%s to %i columns', (text, columns, cut) => {
    expect(cutText(text, columns)).toBe(cut);
  });
});

test('cutLine cuts the text that does not fit and drops those after it', () => {
  const line = [span('abc', 'bad'), span('def'), span('ghi')];
  expect(cutLine(line, 9)).toBe(line);
  expect(cutLine(line, 5)).toEqual([span('abc', 'bad'), span('d…')]);
  expect(cutLine(line, 3)).toEqual([span('ab…', 'bad')]);
  expect(lineWidth(cutLine(line, 4))).toBe(4);
  expect(cutLine(line, 0)).toEqual([span('', 'bad')]);
});

describe('wrapText', () => {
  test.each([
    ['', 10, 3, []],
    ['one two', 10, 3, ['one two']],
    ['one two three', 7, 3, ['one two', 'three']],
    ['one two three', 7, 1, ['one …']],
    ['one two three', 9, 1, ['one two …']],
    ['one two three', 8, 1, ['one …']],
    ['one two three four', 7, 2, ['one two', 'three …']],
    ['unbreakable one', 6, 2, ['unbre…', 'one']],
  ])('%s in %i columns and %i lines', (text, columns, lines, wrapped) => {
    expect(wrapText(text, columns, lines)).toEqual(wrapped);
  });
});

test('a span has one line without control characters', () => {
  expect(span('a\u001b[31mb\tc\nd').text).toBe('ab c\\x0ad');
});

test('padText counts columns', () => {
  expect(padText('次', 3)).toBe('次 ');
  expect(padText('abc', 2)).toBe('abc');
});

describe('wrapLine', () => {
  test.each([
    ['one two', 7, ['one two']],
    ['  one two three', 9, ['  one two', '    three']],
    ['+ a    b', 6, ['+ a', '  b']],
    ['次は 次は', 6, ['次は', '  次は']],
    // A break inside a word has a mark.
    ['arn:aws:iam::1:role/x', 12, ['arn:aws:\\', '  iam::1:\\', '  role/x']],
    ['', 5, ['']],
  ])('%s in %i columns', (line, columns, wrapped) => {
    expect(wrapLine(line, columns)).toEqual(wrapped);
  });
});

test('a character alone and next to others has the width of the package', () => {
  const letters = Array.from({ length: 0x2800 }, (_, code) => String.fromCodePoint(code));
  const texts = letters.flatMap((letter) => [letter, `a${letter}`, `${letter}é`, `…${letter}–`]);
  expect(texts.filter((text) => widthOf(text) !== stringWidth(text))).toEqual([]);
});
