/**
 * The list of what a run makes. An entry is on disk before the resource is created, so a crash leaves nothing unnamed.
 * One JSON document a line; a line that was cut off by a crash had not created anything yet.
 */
import { appendFileSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Kind } from './resources.ts';

export interface Entry {
  readonly kind: Kind;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** The process that made it. */
  readonly pid: number;
}

type Line = { readonly event: 'make' | 'removed' } & Entry;

export interface Ledger {
  readonly path: string;
  add(entry: Entry): void;
  removed(entry: Entry): void;
  /** Returns what is not removed, the newest first: the order of removal. */
  pending(): Entry[];
}

export function fileLedger(path: string): Ledger {
  const append = (line: Line): void => {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(path, 'a');
    try {
      // The line before it may be cut off.
      const before = readFileSync(path, 'utf8');
      appendFileSync(file, `${before === '' || before.endsWith('\n') ? '' : '\n'}${JSON.stringify(line)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  };
  return {
    path,
    add: (entry) => {
      append({ event: 'make', ...entry });
    },
    removed: (entry) => {
      append({ event: 'removed', ...entry });
    },
    pending: () => pendingIn(existsSync(path) ? readFileSync(path, 'utf8') : ''),
  };
}

function pendingIn(text: string): Entry[] {
  const pending = new Map<string, Entry>();
  for (const { event, ...entry } of text.split('\n').flatMap(lineOf)) {
    const key = [entry.account, entry.region, entry.kind, entry.name].join(' ');
    // Made again after a removal: it is the newest.
    pending.delete(key);
    if (event === 'make') pending.set(key, entry);
  }
  return [...pending.values()].toReversed();
}

function lineOf(text: string): Line[] {
  try {
    return [JSON.parse(text) as Line];
  } catch {
    return [];
  }
}
