import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { program } from '../../src/command-line.ts';

test('CONTRIBUTING.md lists every folder of src, and no other', () => {
  const rows = readFileSync('CONTRIBUTING.md', 'utf8').matchAll(/^\| `([a-z-]+)` +\|/gm);
  const listed = [...rows].map(([, folder]) => folder);
  const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(listed).toEqual(folders.map(({ name }) => name).toSorted());
});

test('README.md lists every command, with the folder of its code', () => {
  const declared = program.commands.flatMap((command) => [command, ...command.commands]);
  const rows = [
    ...readFileSync('README.md', 'utf8').matchAll(/^\| (`.*?`) +\|.*\| `(src\/[a-z/-]+)` +\|$/gm),
  ];
  // "`local start`, `stop`" and "`upgrade --to V`" hold more than names.
  const listed = rows.flatMap(([, names = '']) => names.match(/(?<![-\w])[a-z]+(?:-[a-z]+)*\b/g) ?? []);
  expect([...new Set(listed)].toSorted()).toEqual([...new Set(declared.map((one) => one.name()))].toSorted());
  expect(rows.filter(([, , folder = '']) => !existsSync(folder))).toEqual([]);
});
