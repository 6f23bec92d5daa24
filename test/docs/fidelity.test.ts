import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Cells of each row of docs/fidelity.md whose first cell is a number. */
const rows = readFileSync('docs/fidelity.md', 'utf8')
  .split('\n')
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll(String.raw`\|`, '|')),
  );

test('docs/fidelity.md has rows for each of its subjects, in order', () => {
  const numbers = rows.map(([number]) => Number(number));
  expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
  expect([...new Set(numbers)]).toEqual(Array.from({ length: 23 }, (_, index) => index + 1));
});

test.each(rows)('subject %s, "%s", has a source, both sides and tests that exist', (...cells) => {
  const [, behaviour = '', source = '', tool = '', local = '', tests = ''] = cells;
  expect(cells).toHaveLength(6);
  expect([behaviour, source, tool, local].filter((cell) => cell === '')).toEqual([]);
  const named = tests
    .replaceAll('`', '')
    .split('<br>')
    .map((each) => each.split(' › ').map((part) => part.trim()));
  const absent = named.filter(([file = '', ...titles]) => {
    if (!existsSync(file)) return true;
    // A title with an apostrophe is escaped in source code.
    const code = readFileSync(file, 'utf8').replaceAll(/\\'|`/g, (found) => (found === '`' ? '' : "'"));
    return titles.length === 0 || titles.some((title) => !code.includes(title));
  });
  expect(absent).toEqual([]);
});
