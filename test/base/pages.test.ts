import { expect, test } from 'vitest';
import { allPages } from '../../src/base/pages.ts';

test.each(['NextToken', 'nextToken'] as const)('all pages of a list, in order (%s)', async (name) => {
  const pages: Record<string, { items?: number[]; next?: string }> = {
    first: { items: [1, 2], next: 'b' },
    b: { next: 'c' },
    c: { items: [3] },
  };
  const asked: (string | undefined)[] = [];
  const request = (token: string | undefined) => {
    asked.push(token);
    const { items, next } = pages[token ?? 'first'] ?? {};
    const page: { items?: number[] | undefined; NextToken?: string; nextToken?: string } = { items };
    if (next !== undefined) page[name] = next;
    return Promise.resolve(page);
  };
  expect(await allPages(request, ({ items }) => items)).toEqual([1, 2, 3]);
  expect(asked).toEqual([undefined, 'b', 'c']);
});

test('a failed page fails the list', async () => {
  await expect(
    allPages(
      () => Promise.reject(new Error('denied')),
      () => [],
    ),
  ).rejects.toThrow('denied');
});
