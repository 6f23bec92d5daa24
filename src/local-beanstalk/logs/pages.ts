/** Inputs that several operations share, and lists in pages. */
import { z } from 'zod';

export const maxEvents = 10_000;

export const group = z.string().min(1).max(512);
export const stream = z.string().min(1).max(512);
/** Milliseconds since 1970. */
export const time = z.number().int().min(0);
export const page = {
  nextToken: z.string().optional(),
  limit: z.number().int().min(1).max(maxEvents).optional(),
};

/** Lists of groups and of streams have 50 at most. */
export const listPage = { ...page, limit: z.number().int().min(1).max(50).optional() };

/** `sorted`: by key, or backward. The token is the last key of the page before. */
export function paged<T>(
  sorted: readonly T[],
  keyOf: (item: T) => string,
  { limit = 50, nextToken: token, descending = false }: PageInput,
): { items: T[]; next: string | undefined } {
  const isNext = (key: string, last: string): boolean => (descending ? key < last : key > last);
  const rest = sorted.filter((item) => token === undefined || isNext(keyOf(item), token));
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rest.length > limit && last !== undefined ? keyOf(last) : undefined };
}

interface PageInput {
  limit?: number | undefined;
  nextToken?: string | undefined;
  descending?: boolean | undefined;
}
