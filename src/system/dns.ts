import { Resolver } from 'node:dns/promises';
import type { Dns } from '../ports.ts';

/** The name exists without such a record, or does not exist. */
const absent = new Set(['ENODATA', 'ENOTFOUND']);

/** Milliseconds of a first try; a second one waits longer. */
const timeout = 2_000;

export const systemDns: Dns = makeDns(() => new Resolver({ timeout, tries: 2 }));

type Queries = Pick<Resolver, 'resolve4' | 'resolve6' | 'resolveCname'>;

/** DNS by queries to name servers: /etc/hosts, which only this machine has, does not count. */
export function makeDns(makeResolver: () => Queries): Dns {
  return {
    async addresses(name) {
      const resolver = makeResolver();
      const lists = await Promise.all([answer(resolver.resolve4(name)), answer(resolver.resolve6(name))]);
      const found = lists.flatMap((list) => list ?? []);
      // One kind without an answer may be the one that the name has.
      return found.length === 0 && lists.includes(undefined) ? undefined : found;
    },
    cnames: (name) => answer(makeResolver().resolveCname(name)),
  };
}

async function answer(query: Promise<string[]>): Promise<string[] | undefined> {
  try {
    return await query;
  } catch (error) {
    return absent.has(String((error as NodeJS.ErrnoException).code)) ? [] : undefined;
  }
}
