import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('docs/operations.md explains every cause that verify can name', () => {
  // Cause is a type: its members are to be had from the source alone.
  const source = readFileSync('src/cluster/finding.ts', 'utf8');
  const union = /export type Cause =([^;]+);/.exec(source)?.[1] ?? '';
  const causes = [...union.matchAll(/'([a-z-]+)'/g)].map(([, cause]) => cause);
  const rows = readFileSync('docs/operations.md', 'utf8').matchAll(/^\| `([a-z-]+)` /gm);
  const explained = [...rows].map(([, cause]) => cause);
  expect(causes.length).toBeGreaterThan(10);
  expect(explained.toSorted()).toEqual(causes.toSorted());
});
