import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exitCodes } from '../../src/base/user-error.ts';

test('docs/exit-codes.md has every exit code under its name, and no other', () => {
  const rows = readFileSync('docs/exit-codes.md', 'utf8').matchAll(/^\| (\d+) +\| `(\w+)` /gm);
  const documented = Object.fromEntries([...rows].map(([, code, kind = '']) => [kind, Number(code)]));
  expect(documented).toEqual(exitCodes);
});
