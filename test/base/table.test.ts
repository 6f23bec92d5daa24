import { describe, expect, test } from 'vitest';
import { alignColumns, alignLabels } from '../../src/base/table.ts';

test('columns are as wide as a terminal shows their widest cell, two spaces apart', () => {
  const rows = [
    ['NAME', 'RESULT', ''],
    ['クラスタ', 'ok', 'x'],
    ['e\u0301t\u00e9 🙂', '✔ …', ''],
    ['\u001b[31mred\u001b[39m', '', 'after'],
  ];
  expect(alignColumns(rows).split('\n')).toEqual([
    'NAME      RESULT',
    'クラスタ  ok      x',
    'e\u0301t\u00e9 🙂    ✔ …',
    '\u001b[31mred\u001b[39m               after',
  ]);
});

test('a cell of two lines makes two lines; the next column stays where it is', () => {
  expect(
    alignColumns([
      ['a\nlong', 'b'],
      ['c', 'd\ne'],
    ]),
  ).toBe('a     b\nlong\nc     d\n      e');
});

test('no rows give no lines', () => {
  expect(alignColumns([])).toBe('');
});

describe('narrow lines', () => {
  const rows = [
    ['NAME', 'REASON', 'ZONE'],
    ['one', 'the caller lacks a permission', 'eu-central-1'],
    ['two', '-', '-'],
  ];

  test('cells wrap at words while every column fits', () => {
    expect(alignColumns(rows, 40).split('\n')).toEqual([
      'NAME  REASON                ZONE',
      'one   the caller lacks a    eu-central-1',
      '      permission',
      'two   -                     -',
    ]);
  });

  test('the last columns go below their rows, with their titles', () => {
    expect(alignColumns(rows, 30).split('\n')).toEqual([
      'NAME  REASON',
      'one   the caller lacks a',
      '      permission',
      '  zone eu-central-1',
      'two   -',
    ]);
  });

  test('a value whose word does not fit next to its label goes below it', () => {
    const url = 'http://id-prod.eba-abcd1234.eu-central-1.elasticbeanstalk.com';
    const labels = [
      ['Health', 'Green (Ok): nothing to do'],
      ['Balancer', url],
    ] as const;
    expect(alignLabels(labels).split('\n')).toEqual([
      'Health    Green (Ok): nothing to do',
      `Balancer  ${url}`,
    ]);
    expect(alignLabels(labels, 64).split('\n')).toEqual([
      'Health    Green (Ok): nothing to do',
      'Balancer',
      `  ${url}`,
    ]);
    expect(alignLabels(labels, 30).split('\n')).toEqual([
      'Health    Green (Ok): nothing',
      '          to do',
      'Balancer',
      '  http://id-prod.eba-\\',
      '    abcd1234.eu-central-1.\\',
      '    elasticbeanstalk.com',
    ]);
  });
});
