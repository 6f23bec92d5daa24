import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../src/logs/group-reader.ts';
import { LogMerge, type MergedEvent } from '../../src/logs/merge.ts';

const holdMs = 2_000;

function event(group: string, message: string, timestamp: number): LogEvent {
  return { group, stream: 'i-1/10.0.0.11', timestamp, message };
}

const everything = { arrivedBy: Infinity, upTo: Infinity };

describe('LogMerge', () => {
  it('merges groups in time order and releases each event once', () => {
    const merge = new LogMerge();
    merge.add([event('a', '1', 10), event('a', '2', 30)], 100);
    merge.add([event('b', '1', 20)], 100);
    merge.add([event('a', '3', 31)], 100);
    expect(names(merge.release(everything))).toEqual(['a1', 'b1', 'a2', 'a3']);
    expect(merge.release(everything)).toEqual([]);
  });

  it('keeps the order within a millisecond', () => {
    const merge = new LogMerge();
    merge.add([event('a', '9', 10), event('a', '1', 10), event('a', '5', 10)], 100);
    expect(names(merge.release(everything))).toEqual(['a9', 'a1', 'a5']);
  });

  it('holds what arrived a moment ago, and releases it with what is older', () => {
    const merge = new LogMerge();
    merge.add([event('a', '1', 50)], 1_000);
    merge.add([event('b', '1', 40), event('b', '2', 60)], 2_500);
    expect(merge.release({ arrivedBy: 999, upTo: Infinity })).toEqual([]);
    expect(names(merge.release({ arrivedBy: 1_000, upTo: Infinity }))).toEqual(['b1', 'a1']);
    expect(names(merge.release({ arrivedBy: 2_500, upTo: Infinity }))).toEqual(['b2']);
  });

  it('releases nothing beyond the point up to which every group was read', () => {
    const merge = new LogMerge();
    merge.add([event('a', '1', 10), event('a', '2', 50)], 100);
    expect(names(merge.release({ arrivedBy: Infinity, upTo: 20 }))).toEqual(['a1']);
    merge.add([event('b', '1', 30)], 100);
    expect(names(merge.release(everything))).toEqual(['b1', 'a2']);
  });

  it('marks what comes after later ones', () => {
    const merge = new LogMerge();
    merge.add([event('a', '1', 50)], 100);
    merge.release(everything);
    merge.add([event('a', '2', 40), event('a', '3', 50), event('a', '4', 60)], 100);
    expect(merge.release(everything).map(({ message, late }) => [message, late])).toEqual([
      ['2', true],
      ['3', false],
      ['4', false],
    ]);
  });

  it('bears more events than a call can have arguments', () => {
    const merge = new LogMerge();
    const many = Array.from({ length: 200_000 }, (_, at) => event('a', '', at));
    merge.add(many, 0);
    expect(merge.release(everything)).toHaveLength(many.length);
  });

  it('releases every event exactly once, in order but for those marked late', () => {
    const arrivals = fc.array(
      fc.record({
        group: fc.constantFrom('a', 'b', 'c'),
        timestamp: fc.integer({ min: 0, max: 300_000 }),
        after: fc.integer({ min: 0, max: 5_000 }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(arrivals, (drawn) => {
        const merge = new LogMerge();
        const released: MergedEvent[] = [];
        let now = 0;
        for (const [index, { group, timestamp, after }] of drawn.entries()) {
          now += after;
          merge.add([event(group, String(index), timestamp)], now);
          released.push(...merge.release({ arrivedBy: now - holdMs, upTo: Infinity }));
        }
        released.push(...merge.release(everything));
        expect(released.map(({ message }) => Number(message)).sort((x, y) => x - y)).toEqual([
          ...drawn.keys(),
        ]);
        for (const [index, { timestamp, late }] of released.entries()) {
          expect(late).toBe(released.slice(0, index).some((earlier) => earlier.timestamp > timestamp));
        }
      }),
      { numRuns: 300 },
    );
  });
});

function names(released: readonly MergedEvent[]): string[] {
  return released.map(({ group, message }) => group + message);
}
