import { expect, test } from 'vitest';
import { alignColumns } from '../../src/base/table.ts';

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
