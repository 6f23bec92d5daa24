import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogCursor, type ShownEvent, type StoredEvent } from '../../src/logs/cursor.ts';

const overlapMs = 120_000;
const holdMs = 2_000;

function event(group: string, id: string, timestamp: number): StoredEvent {
  return { group, id, stream: 'i-1/10.0.0.11', timestamp, message: id };
}

const everything = { arrivedBy: Infinity, upTo: Infinity };

describe('LogCursor', () => {
  it('merges groups in time order and shows each event once', () => {
    const cursor = new LogCursor(0, overlapMs);
    cursor.take('a', [event('a', '1', 10), event('a', '2', 30)], 100);
    cursor.take('b', [event('b', '1', 20)], 100);
    expect(cursor.take('a', [event('a', '2', 30), event('a', '3', 31)], 100)).toBe(1);
    expect(ids(cursor.release(everything))).toEqual(['a1', 'b1', 'a2', 'a3']);
    expect(cursor.release(everything)).toEqual([]);
  });

  it('keeps the order within a millisecond', () => {
    const cursor = new LogCursor(0, overlapMs);
    cursor.take('a', [event('a', '9', 10), event('a', '1', 10), event('a', '5', 10)], 100);
    expect(ids(cursor.release(everything))).toEqual(['a9', 'a1', 'a5']);
  });

  it('holds what has just come, and lets it go with what is older', () => {
    const cursor = new LogCursor(0, overlapMs);
    cursor.take('a', [event('a', '1', 50)], 1_000);
    cursor.take('b', [event('b', '1', 40), event('b', '2', 60)], 2_500);
    expect(cursor.release({ arrivedBy: 999, upTo: Infinity })).toEqual([]);
    expect(ids(cursor.release({ arrivedBy: 1_000, upTo: Infinity }))).toEqual(['b1', 'a1']);
    expect(ids(cursor.release({ arrivedBy: 2_500, upTo: Infinity }))).toEqual(['b2']);
  });

  it('shows nothing beyond the point up to which every group was read', () => {
    const cursor = new LogCursor(0, overlapMs);
    cursor.take('a', [event('a', '1', 10), event('a', '2', 50)], 100);
    expect(ids(cursor.release({ arrivedBy: Infinity, upTo: 20 }))).toEqual(['a1']);
    cursor.take('b', [event('b', '1', 30)], 100);
    expect(ids(cursor.release(everything))).toEqual(['b1', 'a2']);
  });

  it('marks what comes after later ones', () => {
    const cursor = new LogCursor(0, overlapMs);
    cursor.take('a', [event('a', '1', 50)], 100);
    cursor.release(everything);
    cursor.take('a', [event('a', '2', 40), event('a', '3', 50), event('a', '4', 60)], 100);
    expect(cursor.release(everything).map(({ id, late }) => [id, late])).toEqual([
      ['2', true],
      ['3', false],
      ['4', false],
    ]);
  });

  it('asks again from behind the newest event, but neither before the beginning nor by a clock ahead', () => {
    const cursor = new LogCursor(1_000_000, overlapMs);
    expect(cursor.windowStart('a', 5_000_000)).toBe(1_000_000);
    cursor.take('a', [event('a', '1', 1_000_500)], 5_000_000);
    expect(cursor.windowStart('a', 5_000_000)).toBe(1_000_000);
    cursor.take('a', [event('a', '2', 9_000_000)], 5_000_000);
    expect(cursor.windowStart('a', 5_000_000)).toBe(5_000_000 - overlapMs);
    expect(cursor.windowStart('b', 5_000_000)).toBe(1_000_000);
  });

  /**
   * A stand-in for CloudWatch: events of three groups become visible some time after their timestamp; each
   * question gets everything visible in its window, in pages, whatever was answered before.
   */
  it('shows every event exactly once, in order but for those marked late, however they arrive', () => {
    const events = fc.array(
      fc.record({
        group: fc.constantFrom('a', 'b', 'c'),
        timestamp: fc.integer({ min: 0, max: 300_000 }),
        delay: fc.oneof(fc.integer({ min: 0, max: 6_000 }), fc.integer({ min: 0, max: overlapMs })),
      }),
      { maxLength: 60 },
    );
    const polls = fc.array(
      fc.record({ group: fc.constantFrom('a', 'b', 'c'), after: fc.integer({ min: 500, max: 15_000 }) }),
      {
        maxLength: 80,
      },
    );
    fc.assert(
      fc.property(events, polls, fc.integer({ min: 1, max: 7 }), (drawn, questions, pageSize) => {
        const stored = drawn.map(({ group, timestamp, delay }, index) => ({
          ...event(group, String(index), timestamp),
          visible: timestamp + delay,
        }));
        const cursor = new LogCursor(0, overlapMs);
        const shown: ShownEvent[] = [];
        const ask = (group: string, now: number) => {
          const start = cursor.windowStart(group, now);
          const found = stored
            .filter((item) => item.group === group && item.timestamp >= start && item.visible <= now)
            .sort((x, y) => x.timestamp - y.timestamp);
          for (let i = 0; i < found.length; i += pageSize) {
            // A retried page comes twice.
            cursor.take(group, found.slice(i, i + pageSize), now);
            if (i % 2 === 0) cursor.take(group, found.slice(i, i + pageSize), now);
          }
          cursor.forget(group, now);
          shown.push(...cursor.release({ arrivedBy: now - holdMs, upTo: Infinity }));
        };
        let now = 0;
        for (const { group, after } of questions) ask(group, (now += after));
        for (const group of ['a', 'b', 'c']) ask(group, Math.max(now, 1_000_000));
        shown.push(...cursor.release(everything));

        expect(shown.map(({ id }) => id).sort()).toEqual(stored.map(({ id }) => id).sort());
        const onTime = shown.filter(({ late }) => !late).map(({ timestamp }) => timestamp);
        expect(onTime).toEqual(onTime.toSorted((x, y) => x - y));
        for (const [index, { timestamp, late }] of shown.entries()) {
          expect(late).toBe(shown.slice(0, index).some((earlier) => earlier.timestamp > timestamp));
        }
      }),
      { numRuns: 500 },
    );
  });
});

function ids(shown: readonly ShownEvent[]): string[] {
  return shown.map(({ group, id }) => group + id);
}
