import { describe, expect, it } from 'vitest';
import { parseSince } from '../../src/logs/since.ts';

const now = new Date('2026-11-24T10:00:00Z');

function rejection(text: string): unknown {
  try {
    return parseSince(text, now);
  } catch (error) {
    return error;
  }
}

describe('parseSince', () => {
  it.each([
    ['30s', '2026-11-24T09:59:30.000Z'],
    ['5m', '2026-11-24T09:55:00.000Z'],
    ['2h', '2026-11-24T08:00:00.000Z'],
    ['1d', '2026-11-23T10:00:00.000Z'],
    ['2026-11-24T09:00:00Z', '2026-11-24T09:00:00.000Z'],
    ['2026-11-24', '2026-11-24T00:00:00.000Z'],
  ])('%s', (text, expected) => {
    expect(parseSince(text, now).toISOString()).toBe(expected);
  });

  it.each(['', '5', 'five minutes', '5m2', '-5m', '12', '2026-13-01', 'Tue'])('rejects "%s"', (text) => {
    expect(rejection(text)).toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(`--since .*${text}`) as string,
    });
  });

  it('rejects the future', () => {
    const message = expect.stringMatching(/2026-11-24T10:00:01Z .*2026-11-24T10:00:00/) as string;
    expect(rejection('2026-11-24T10:00:01Z')).toMatchObject({ kind: 'usage', message });
  });
});
