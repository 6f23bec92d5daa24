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
    expect(names(released(merge, everything))).toEqual(['a1', 'b1', 'a2', 'a3']);
    expect(released(merge, everything)).toEqual([]);
  });

  it('sorts a page that is not in time order', () => {
    const merge = new LogMerge();
    merge.add([event('a', '3', 30), event('a', '1', 10)], 100);
    merge.add([event('b', '2', 20)], 100);
    expect(names(released(merge, everything))).toEqual(['a1', 'b2', 'a3']);
  });

  it('counts what it holds, and continues after a release that was left early', () => {
    const merge = new LogMerge();
    merge.add([event('a', '1', 10), event('a', '2', 30)], 100);
    merge.add([event('b', '1', 20)], 100);
    expect(merge.held).toBe(3);
    for (const { message } of merge.release(everything)) {
      expect([message, merge.held]).toEqual(['1', 2]);
      break;
    }
    expect(names(released(merge, everything))).toEqual(['b1', 'a2']);
    expect(merge.held).toBe(0);
  });

  it('keeps the order within a millisecond', () => {
    const merge = new LogMerge();
    merge.add([event('a', '9', 10), event('a', '1', 10), event('a', '5', 10)], 100);
    expect(names(released(merge, everything))).toEqual(['a9', 'a1', 'a5']);
  });

  it('holds what arrived a moment ago, and releases it with what is older', () => {
    const merge = new LogMerge();
    merge.add([event('a', '1', 50)], 1_000);
    merge.add([event('b', '1', 40), event('b', '2', 60)], 2_500);
    expect(released(merge, { arrivedBy: 999, upTo: Infinity })).toEqual([]);
    expect(names(released(merge, { arrivedBy: 1_000, upTo: Infinity }))).toEqual(['b1', 'a1']);
    expect(names(released(merge, { arrivedBy: 2_500, upTo: Infinity }))).toEqual(['b2']);
  });

  it('releases nothing beyond the point up to which every group was read', () => {
    const merge = new LogMerge();
    merge.add([event('a', '1', 10), event('a', '2', 50)], 100);
    expect(names(released(merge, { arrivedBy: Infinity, upTo: 20 }))).toEqual(['a1']);
    merge.add([event('b', '1', 30)], 100);
    expect(names(released(merge, everything))).toEqual(['b1', 'a2']);
  });

  it('marks what comes after later ones', () => {
    const merge = new LogMerge();
    merge.add([event('a', '1', 50)], 100);
    released(merge, everything);
    merge.add([event('a', '2', 40), event('a', '3', 50), event('a', '4', 60)], 100);
    expect(released(merge, everything).map(({ message, late }) => [message, late])).toEqual([
      ['2', true],
      ['3', false],
      ['4', false],
    ]);
  });

  it('bears more events than a call can have arguments', () => {
    const merge = new LogMerge();
    const many = Array.from({ length: 200_000 }, (_, at) => event('a', '', at));
    merge.add(many, 0);
    expect(released(merge, everything)).toHaveLength(many.length);
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
        const all: MergedEvent[] = [];
        let now = 0;
        for (const [index, { group, timestamp, after }] of drawn.entries()) {
          now += after;
          merge.add([event(group, String(index), timestamp)], now);
          all.push(...released(merge, { arrivedBy: now - holdMs, upTo: Infinity }));
        }
        all.push(...released(merge, everything));
        expect(all.map(({ message }) => Number(message)).sort((x, y) => x - y)).toEqual([...drawn.keys()]);
        for (const [index, { timestamp, late }] of all.entries()) {
          expect(late).toBe(all.slice(0, index).some((earlier) => earlier.timestamp > timestamp));
        }
      }),
      { numRuns: 300 },
    );
  });
});

function released(merge: LogMerge, bounds: { arrivedBy: number; upTo: number }): MergedEvent[] {
  return [...merge.release(bounds)];
}

function names(events: readonly MergedEvent[]): string[] {
  return events.map(({ group, message }) => group + message);
}
