import { describe, expect, test } from 'vitest';
import { LogGroupReader } from '../../src/logs/group-reader.ts';
import { pacedLogs } from '../../src/logs/paced-client.ts';
import { tailLogs } from '../../src/logs/tail.ts';
import { LineChecker } from '../fakes/line-checker.ts';
import { type Load, ManyLogs } from '../fakes/many-logs.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

const start = Date.parse('2026-11-24T10:00:00Z');
const minute = 60_000;

function setUp(changes: Partial<Load> = {}) {
  const load: Load = {
    environment: 'id-prod',
    ...{ groups: 20, streams: 200, events: 200_000, pageSize: 500 },
    ...{ from: start - 60 * minute, to: start - 1_000 },
    ...changes,
  };
  const clock = new ManualClock(start);
  const logs = new ManyLogs(clock, load);
  const deps = readingDeps({ clock, logs });
  const lines = new LineChecker(load, logs);
  deps.reporter.emit = (event) => {
    if (event.type === 'log-line') lines.take(event);
    else deps.events.push(event as (typeof deps.events)[number]);
  };
  const options = { environment: 'id-prod', since: new Date(load.from), instances: [], wants: () => true };
  return { load, clock, logs, deps, lines, options };
}

describe('logs of many events', () => {
  test('history: nothing is lost, doubled or out of order, and a page a group is held', async () => {
    const { load, logs, deps, lines, options } = setUp();
    let held = 0;
    logs.onRequest = () => {
      held = Math.max(held, logs.returned - lines.shown);
    };
    expect(await tailLogs(deps, { ...options, follow: false })).toBe(load.events);
    expect(lines).toMatchObject({ twice: 0, disordered: 0, late: 0 });
    expect(lines.lost(start)).toBe(0);
    expect(held).toBeGreaterThan(0);
    expect(held).toBeLessThanOrEqual(load.groups * load.pageSize);
  });

  test('following: late lines come once, are marked, and counted at the end', async () => {
    const { load, clock, deps, lines, options } = setUp({ events: 40_000, to: start + 10 * minute });
    clock.at(start + 14 * minute, () => {
      deps.controller.abort(new Error('Ctrl-C'));
    });
    await tailLogs(deps, { ...options, follow: true });
    expect(lines).toMatchObject({ shown: load.events, twice: 0, disordered: 0 });
    expect(lines.late).toBeGreaterThan(10);
    const texts = deps.events.map((event) => (event.type === 'message' ? event.text : ''));
    expect(texts.filter((text) => text.includes(`${lines.late} of ${lines.shown} `))).toHaveLength(1);
  });

  test('a slow reader of the lines stops the reading', async () => {
    const { logs, deps, lines, options } = setUp({ events: 20_000 });
    let [stopped, requests] = [false, 0];
    deps.reporter.ready = async () => {
      if (stopped || lines.shown < 5_000) return;
      stopped = true;
      requests = logs.requests.length;
      for (let tick = 0; tick < 1_000; tick++) await new Promise(setImmediate);
      expect(logs.requests.length).toBe(requests);
      expect(lines.shown).toBeLessThan(6_000);
    };
    await tailLogs(deps, { ...options, follow: false });
    expect(requests).toBeGreaterThan(0);
  });

  test('Ctrl-C ends a wait for a slow reader', async () => {
    const { deps, lines, options } = setUp();
    const reason = new Error('Ctrl-C');
    deps.reporter.ready = (signal) => {
      if (lines.shown >= 5_000) deps.controller.abort(reason);
      return signal.aborted ? Promise.reject(reason) : Promise.resolve();
    };
    await expect(tailLogs(deps, { ...options, follow: false })).rejects.toBe(reason);
  });

  test.each([
    ['an end remembers the ids of a second', start, 2],
    ['no end remembers those of two minutes', undefined, 122],
  ])('a read with %s', async (_, until, seconds) => {
    const { load, logs, deps } = setUp({ groups: 1, streams: 10, events: 50_000 });
    const since = load.from;
    const request = pacedLogs(deps, minute);
    const range = until === undefined ? { since } : { since, until };
    const reader = new LogGroupReader(deps, request, { group: logs.group(0), ...range });
    const perSecond = (load.events * 1000) / (load.to - load.from);
    let most = 0;
    do {
      await reader.readPage();
      most = Math.max(most, reader.remembered);
    } while (reader.isBehind);
    expect(most).toBeLessThanOrEqual(seconds * perSecond + load.pageSize);
  });
});
