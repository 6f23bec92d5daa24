import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GroupReaderOptions, LogGroupReader } from '../../src/logs/group-reader.ts';
import { pacedLogs } from '../../src/logs/paced-client.ts';
import { serviceError } from '../fakes/journal.ts';
import { LateLogs } from '../fakes/late-logs.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

const start = Date.parse('2026-11-24T10:00:00Z');
const group = '/aws/elasticbeanstalk/id-prod/keycloak';

function setUp(options: Partial<GroupReaderOptions> = {}) {
  const clock = new ManualClock(start);
  const logs = new LateLogs(clock);
  const deps = readingDeps({ clock, logs });
  const request = pacedLogs(deps, 60_000);
  const reader = new LogGroupReader(deps, request, { group, since: start - 600_000, ...options });
  const add = (message: string, at: number, changes: { stream?: string; visible?: number } = {}) => {
    logs.add({ group, stream: 'i-0a/10.0.0.11', timestamp: start + at, message, ...changes });
  };
  const readAll = async () => {
    const messages: string[] = [];
    do messages.push(...(await reader.readPage()).map(({ message }) => message));
    while (reader.isBehind);
    return messages;
  };
  return { clock, logs, reader, add, readAll };
}

describe('LogGroupReader', () => {
  it('returns what is new, page by page, though pages are empty', async () => {
    const { add, readAll } = setUp();
    for (let index = 0; index < 7; index++) add(String(index), index - 100);
    expect(await readAll()).toEqual(['0', '1', '2', '3', '4', '5', '6']);
    add('7', -50);
    expect(await readAll()).toEqual(['7']);
    expect(await readAll()).toEqual([]);
  });

  it('does not search again what was searched for nothing', async () => {
    const { clock, logs, readAll } = setUp({ filterPattern: '?"line"' });
    for (let hour = 0; hour < 3; hour++) {
      await readAll();
      await clock.sleep(3_600_000);
    }
    await readAll();
    expect(logs.patterns.at(-1)?.startTime).toBeGreaterThan(start + 7_200_000 - 600_000);
  });

  it.each([
    ['a read that is repeated', {}],
    ['one with an end', { until: start }],
  ])('continues without a token that has expired: %s', async (_, options) => {
    const { logs, reader, add, readAll } = setUp(options);
    // Pages end within a millisecond.
    for (let index = 0; index < 7; index++) add(`${index}`, -Math.floor((6 - index) / 4) * 5_000);
    const first = (await reader.readPage()).map(({ message }) => message);
    logs.refusals.push(serviceError('InvalidParameterException', 'The specified nextToken is invalid.'));
    expect([...first, ...(await readAll())]).toEqual(['0', '1', '2', '3', '4', '5', '6']);
  });

  it('fails when a request without a token is invalid', async () => {
    const { logs, reader, add } = setUp();
    add('0', -100);
    logs.refusals.push(serviceError('InvalidParameterException', 'The filter pattern is invalid.'));
    await expect(reader.readPage()).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('reports how far the read has come', async () => {
    const { reader, add } = setUp();
    for (let index = 0; index < 4; index++) add(String(index), index - 100);
    expect([reader.isBehind, reader.hasRead, reader.readUpTo]).toEqual([true, false, start - 600_000]);
    await reader.readPage();
    expect([reader.isBehind, reader.hasRead, reader.readUpTo]).toEqual([true, false, start - 98]);
    while (reader.isBehind) await reader.readPage();
    expect(reader.hasRead).toBe(true);
  });

  it('keeps to its times, its filter and its instances', async () => {
    const { add, readAll } = setUp({
      until: start - 10,
      filterPattern: '?"line"',
      instances: ['i-0a', 'i-0c'],
    });
    add('line too old', -700_000);
    add('line 1', -300);
    add('other', -200);
    add('line of another instance', -100, { stream: 'i-0b/10.0.0.12' });
    add('line 2', -10, { stream: 'i-0c/10.0.0.13' });
    add('line too new', -9);
    expect(await readAll()).toEqual(['line 1', 'line 2']);
  });

  it('finds nothing in a group that does not exist, and its lines once it does', async () => {
    const { add, readAll } = setUp();
    expect(await readAll()).toEqual([]);
    add('first', 1);
    expect(await readAll()).toEqual(['first']);
  });

  it('returns every event exactly once, however late it appears', async () => {
    const events = fc.array(
      fc.record({ at: fc.integer({ min: 0, max: 300_000 }), delay: fc.integer({ min: 0, max: 119_000 }) }),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(events, fc.integer({ min: 1, max: 4 }), async (drawn, pageSize) => {
        const { clock, logs, add, readAll } = setUp();
        logs.pageSize = pageSize;
        for (const [index, { at, delay }] of drawn.entries())
          add(String(index), at, { visible: start + at + delay });
        const read: string[] = [];
        for (let second = 0; second < 600; second += 20) {
          read.push(...(await readAll()));
          await clock.sleep(20_000);
        }
        expect(read.map(Number).sort((x, y) => x - y)).toEqual([...drawn.keys()]);
      }),
      { numRuns: 50 },
    );
  });
});
