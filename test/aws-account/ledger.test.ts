import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Entry, fileLedger } from './ledger.ts';

const folder = mkdtempSync(join(tmpdir(), 'kc-eb-ledger-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const entry = (name: string, kind: Entry['kind'] = 'secret'): Entry => ({
  ...{ kind, name, account: '210987654321', region: 'us-east-1', pid: 1 },
});

test('what is made and not removed is pending, the newest first', () => {
  const ledger = fileLedger(join(folder, 'deep/one.jsonl'));
  expect(ledger.pending()).toEqual([]);
  for (const name of ['a', 'b', 'c']) ledger.add(entry(name));
  ledger.removed(entry('b'));
  ledger.add(entry('a', 'role'));
  expect(ledger.pending()).toEqual([entry('a', 'role'), entry('c'), entry('a')]);
});

test('a line that a crash cut off is skipped, and the next one is read', () => {
  const path = join(folder, 'two.jsonl');
  const ledger = fileLedger(path);
  ledger.add(entry('a'));
  appendFileSync(path, '{"event":"make","kind":"sec');
  expect(ledger.pending()).toEqual([entry('a')]);
  ledger.add(entry('b'));
  expect(ledger.pending()).toEqual([entry('b'), entry('a')]);
});
