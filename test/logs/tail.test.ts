import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../src/base/events.ts';
import { type TailOptions, tailLogs } from '../../src/logs/tail.ts';
import { awsError, type LateEvent, LateLogs } from '../fakes/late-logs.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { type ReadingDeps, readingDeps } from '../fakes/reading-deps.ts';

const start = Date.parse('2026-11-24T10:00:00Z');
const prefix = '/aws/elasticbeanstalk/id-prod/';
const groups = [`${prefix}keycloak`, `${prefix}nginx`, `${prefix}var/log/eb-engine.log`];

function line(index: number, timestamp: number, changes: Partial<LateEvent> = {}): LateEvent {
  const group = groups[0] ?? '';
  return { group, stream: 'i-0a/10.0.0.11', timestamp, message: `line ${index}\n`, ...changes };
}

function setUp(): { clock: ManualClock; logs: LateLogs; deps: ReadingDeps; options: TailOptions } {
  const clock = new ManualClock(start);
  const logs = new LateLogs(clock);
  const deps = readingDeps({ clock, logs });
  const options: TailOptions = {
    environment: 'id-prod',
    since: new Date(start - 600_000),
    follow: false,
    instances: [],
    wants: () => true,
  };
  return { clock, logs, deps, options };
}

/** Follows for `ms`, then Ctrl-C. */
async function followFor(ms: number, { clock, deps, options }: ReturnType<typeof setUp>): Promise<number> {
  clock.at(start + ms, () => {
    deps.controller.abort(new Error('Ctrl-C'));
  });
  return tailLogs(deps, { ...options, follow: true });
}

function shown(deps: ReadingDeps): LogLine[] {
  return deps.events.filter((event) => event.type === 'log-line');
}

describe('tailLogs', () => {
  it('reads all groups to their end and merges them in time order', async () => {
    const { logs, deps, options } = setUp();
    for (let i = 0; i < 20; i++) {
      logs.add(line(i, start - 100_000 + i * 10, { group: groups[i % 3] ?? '', stream: `i-${i % 2}` }));
    }
    logs.add(
      line(98, start - 700_000),
      line(99, start + 1),
      line(97, start, { group: '/aws/elasticbeanstalk/id-prod-2/x' }),
    );
    expect(await tailLogs(deps, options)).toBe(20);
    expect(shown(deps).map(({ message }) => message)).toEqual(
      Array.from({ length: 20 }, (_, i) => `line ${i}`),
    );
    expect(shown(deps)[2]).toEqual({
      type: 'log-line',
      at: new Date(start - 99_980),
      instance: 'i-0',
      service: 'eb-engine.log',
      message: 'line 2',
      late: false,
    });
  });

  it('shows the wanted instances and services only', async () => {
    const { logs, deps, options } = setUp();
    logs.add(
      line(0, start - 5, { stream: 'i-0a/10.0.0.11' }),
      line(1, start - 4, { stream: 'i-0b/10.0.0.12' }),
      line(2, start - 3, { stream: 'i-0c/10.0.0.13' }),
      line(3, start - 2, { stream: 'i-0a/10.0.0.11', group: groups[1] ?? '' }),
    );
    await tailLogs(deps, {
      ...options,
      instances: ['i-0a', 'i-0c'],
      wants: (service) => service === 'keycloak',
    });
    expect(shown(deps).map(({ message }) => message)).toEqual(['line 0', 'line 2']);
  });

  it('loses and repeats nothing while it follows, whatever is late, rejected or new', async () => {
    const events = fc.array(
      fc.record({
        group: fc.constantFrom(...groups),
        at: fc.integer({ min: -60_000, max: 90_000 }),
        delay: fc.oneof(fc.integer({ min: 0, max: 8_000 }), fc.integer({ min: 0, max: 119_000 })),
      }),
      { maxLength: 40 },
    );
    const refusals = fc.array(fc.constantFrom('ThrottlingException', 'ServiceUnavailableException'), {
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(events, refusals, async (drawn, refused) => {
        const setting = setUp();
        const { clock, logs, deps } = setting;
        drawn.forEach(({ group, at, delay }, index) => {
          const event = line(index, start + at, { group, visible: start + Math.max(0, at + delay) });
          // A group comes into being with its first line.
          clock.at(event.visible ?? start, () => {
            logs.add(event);
          });
        });
        clock.at(start + 20_000, () => {
          logs.refusals.push(...refused.map((name) => awsError(name, name.startsWith('T') ? 400 : 503)));
        });
        await followFor(400_000, setting);

        const lines = shown(deps);
        const messages = lines.map(({ message }) => message);
        expect(messages.toSorted()).toEqual(drawn.map((_, index) => `line ${index}`).toSorted());
        const times = lines.filter(({ late }) => !late).map(({ at }) => at.getTime());
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(mostPerSecond(logs.requests)).toBeLessThanOrEqual(2);
        const warnings = deps.events.filter((event) => event.type === 'message' && event.level === 'warn');
        expect(warnings.length).toBe(refused.length > 0 ? 1 : 0);
      }),
      { numRuns: 40 },
    );
  });

  it('asks less often when nothing comes', async () => {
    const setting = setUp();
    setting.logs.add(line(0, start - 1));
    await followFor(600_000, setting);
    // One group at 10 s, two requests (a page and an empty one) each, and the groups every 10 s.
    expect(setting.logs.requests.length).toBeLessThan(200);
  });

  it('shows a line within five seconds of its coming while there is traffic', async () => {
    const setting = setUp();
    const { clock, logs, deps } = setting;
    logs.pageSize = 100;
    logs.add(line(0, start - 1));
    const seen = new Map<string, number>();
    deps.reporter.emit = (event) => {
      if (event.type !== 'log-line') return;
      seen.set(event.message, clock.now().getTime() - event.at.getTime());
    };
    for (let second = 1; second <= 30; second++) {
      clock.at(start + second * 1000, () => {
        logs.add(line(second, start + second * 1000));
      });
    }
    await followFor(60_000, setting);
    expect(seen.size).toBe(31);
    // Held for two; the second request of each question, and the groups', take the rest.
    expect(Math.max(...seen.values())).toBeLessThanOrEqual(5_000);
  });

  it('is put off neither by a vanished group nor by a broken line', async () => {
    const setting = setUp();
    const { clock, logs, deps } = setting;
    logs.add(line(0, start - 10), line(1, start - 9, { group: groups[1] ?? '' }));
    clock.at(start + 10_000, () => void logs.deleteLogGroup({ logGroupName: groups[1] }));
    clock.at(start + 20_000, () => {
      logs.refusals.push(
        ...Array.from({ length: 5 }, () => Object.assign(new Error('reset'), { code: 'ECONNRESET' })),
      );
      logs.add(line(2, start + 20_000));
    });
    await followFor(120_000, setting);
    expect(shown(deps).map(({ message }) => message)).toEqual(['line 0', 'line 1', 'line 2']);
    expect(deps.events.filter(({ type }) => type === 'message')).toEqual([
      expect.objectContaining({ level: 'warn' }),
    ]);
  });

  it('reports that it waits for the first log group', async () => {
    const setting = setUp();
    await followFor(30_000, setting);
    expect(setting.deps.events).toEqual([
      { type: 'message', level: 'info', text: expect.stringContaining('id-prod') as string },
    ]);
  });

  it.each([
    ['permission', awsError('AccessDeniedException', 400)],
    ['connection at its first request', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })],
  ])('fails at once for want of %s', async (_, refusal) => {
    const setting = setUp();
    setting.logs.refusals.push(refusal);
    await expect(followFor(1_000, setting)).rejects.toBe(refusal);
    expect(setting.logs.requests.length).toBe(1);
  });

  it('gives up a plain reading after a minute of throttles', async () => {
    const { logs, deps, options, clock } = setUp();
    logs.refusals.push(...Array.from({ length: 100 }, () => awsError('ThrottlingException', 400)));
    await expect(tailLogs(deps, options)).rejects.toThrow('ThrottlingException');
    expect(clock.now().getTime() - start).toBeGreaterThanOrEqual(60_000);
  });
});

/** The most requests in any second. */
function mostPerSecond(times: readonly number[]): number {
  return Math.max(
    0,
    ...times.map((from) => times.filter((time) => time >= from && time < from + 1000).length),
  );
}
