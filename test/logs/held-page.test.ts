import { expect, test } from 'vitest';
import type { LogEvent } from '../../src/logs/group-reader.ts';
import { HeldPage } from '../../src/logs/held-page.ts';

const group = '/aws/elasticbeanstalk/id-prod/keycloak';
const messages = ['', 'plain\n', 'Grüße', '日本語', '😀'.repeat(3), 'a\u0000b'];

function events(count: number): LogEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    group,
    stream: `i-${index % 3}/10.0.0.${index % 3}`,
    timestamp: 1_000 + index * 10,
    message: messages[index % messages.length] ?? '',
  }));
}

function takeAll(page: HeldPage): LogEvent[] {
  return Array.from({ length: page.held }, () => page.take());
}

test('returns what it was filled with, also when it is used again for more and for fewer', () => {
  const page = new HeldPage();
  for (const count of [7, 100, 1]) {
    page.fill(events(count), 0, 0);
    expect(page.held).toBe(count);
    expect(takeAll(page)).toEqual(events(count));
    expect(page.head).toBe(Infinity);
  }
});

test('finds the newest event up to a time among those that it still holds', () => {
  const page = new HeldPage();
  page.fill(events(5), 0, 0);
  expect([999, 1_000, 1_025, Infinity].map((upTo) => page.newestUpTo(upTo))).toEqual([
    -Infinity,
    1_000,
    1_020,
    1_040,
  ]);
  page.take();
  page.take();
  expect(page.newestUpTo(1_010)).toBe(-Infinity);
});
