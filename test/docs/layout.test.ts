import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('CONTRIBUTING.md lists every folder of src, and no other', () => {
  const rows = readFileSync('CONTRIBUTING.md', 'utf8').matchAll(/^\| `([a-z-]+)` +\|/gm);
  const listed = [...rows].map(([, folder]) => folder);
  const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(listed).toEqual(folders.map(({ name }) => name).toSorted());
});
