import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LogGroup } from '../../../src/local-beanstalk/logs/log-group.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kc-eb-log-group-'));
  path = join(folder, 'group.jsonl');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const every = () => true;

function messages(group: LogGroup, from = 0, to = group.size, isWanted: (stream: string) => boolean = every) {
  return [...group.read(group.positions(from, to, isWanted))].map(({ message }) => message);
}

function put(group: LogGroup, stream: string, ...timestamps: number[]): void {
  group.add(
    stream,
    timestamps.map((timestamp) => ({ timestamp, message: `${stream}@${timestamp}` })),
    Math.max(...timestamps) + 5,
  );
}

describe('the order of events', () => {
  test('is that of time, then of arrival', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(20), { minLength: 1 }), { maxLength: 8 }), (batches) => {
        const group = new LogGroup(path);
        for (const [index, batch] of batches.entries()) put(group, `s${index}`, ...batch);
        const expected = batches
          .flatMap((batch, index) =>
            batch.map((timestamp) => ({ timestamp, message: `s${index}@${timestamp}` })),
          )
          .map((event, arrival) => ({ ...event, arrival }))
          .sort((a, b) => a.timestamp - b.timestamp || a.arrival - b.arrival);
        expect(messages(group)).toEqual(expected.map(({ message }) => message));
        const ids = [...group.read(group.positions(0, group.size, every))].map(({ eventId }) => eventId);
        expect(ids).toEqual(ids.toSorted());
        for (const [position, id] of ids.entries()) expect(group.after(id)).toBe(position + 1);
        expect(messages(new LogGroup(path))).toEqual(messages(group));
        group.delete();
      }),
      { numRuns: 25 },
    );
  });

  test('positions are found by time', () => {
    const group = new LogGroup(path);
    put(group, 'a', 10, 30, 30);
    put(group, 'b', 20, 40);
    expect([9, 10, 11, 30, 31, 41].map((time) => group.firstAt(time))).toEqual([0, 0, 1, 2, 4, 5]);
    expect(messages(group, group.firstAt(20), group.firstAt(31))).toEqual(['b@20', 'a@30', 'a@30']);
    expect(messages(group, 0, 5, (stream) => stream === 'b')).toEqual(['b@20', 'b@40']);
    expect(group.lastPositions(0, 5, 'a', 2)).toEqual([2, 3]);
    expect(group.lastPositions(0, 5, 'c', 2)).toEqual([]);
  });
});

test('a stream has the times of its events', () => {
  const group = new LogGroup(path);
  put(group, 'a', 30, 10);
  put(group, 'a', 20);
  expect(group.timesOf('a')).toEqual({ firstEvent: 10, lastEvent: 30, lastIngestion: 35 });
  expect(group.timesOf('b')).toBeUndefined();
  expect(new LogGroup(path).timesOf('a')).toEqual(group.timesOf('a'));
});

describe('the file', () => {
  test('of an earlier server, with event ids, is read', () => {
    const eventId = '0'.repeat(56);
    writeFileSync(
      path,
      `${JSON.stringify({ eventId, stream: 'a', timestamp: 7, ingestionTime: 8, message: 'ü\n' })}\n`,
    );
    const group = new LogGroup(path);
    put(group, 'a', 6);
    const stored = [...group.read([0, 1])];
    expect(stored.map(({ message }) => message)).toEqual(['a@6', 'ü\n']);
    expect(stored[1]).toEqual({
      ...{ stream: 'a', timestamp: 7, ingestionTime: 8, message: 'ü\n' },
      eventId: '7'.padStart(20, '0') + eventId.slice(20),
    });
  });

  test('loses a last line that is incomplete', () => {
    put(new LogGroup(path), 'a', 1);
    const whole = readFileSync(path, 'utf8');
    appendFileSync(path, '{"stream":"a","timest');
    const group = new LogGroup(path);
    put(group, 'a', 2);
    expect(messages(group)).toEqual(['a@1', 'a@2']);
    expect(readFileSync(path, 'utf8').startsWith(`${whole}{"stream":"a","timestamp":2`)).toBe(true);
    expect(messages(new LogGroup(path))).toEqual(['a@1', 'a@2']);
  });

  test('may hold a broken line, which is not an event', () => {
    put(new LogGroup(path), 'a', 1);
    appendFileSync(path, '{"stream":"a","timest{"stream":"a","timestamp":2}\n');
    const group = new LogGroup(path);
    put(group, 'a', 3);
    expect(messages(group)).toEqual(['a@1', 'a@3']);
    expect(messages(new LogGroup(path))).toEqual(['a@1', 'a@3']);
  });

  test('loses the part that a failed write left', () => {
    const group = new LogGroup(path);
    put(group, 'a', 1);
    appendFileSync(path, '{"stream":"a","timestamp":2,"message":"x"}\n{"stream":');
    put(group, 'a', 3);
    put(group, 'a', 4);
    expect(messages(group)).toEqual(['a@1', 'a@3', 'a@4']);
    expect(messages(new LogGroup(path))).toEqual(['a@1', 'a@3', 'a@4']);
  });

  test('may have lines that are longer than what is read at once', () => {
    const group = new LogGroup(path);
    const message = 'x'.repeat(9 * 1024 * 1024);
    group.add('a', [{ timestamp: 1, message }], 1);
    put(group, 'a', 2);
    expect(messages(new LogGroup(path)).map(({ length }) => length)).toEqual([message.length, 3]);
  });
});
