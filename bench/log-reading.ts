/**
 * One process of bench/logs.ts, which bundles it: `lines` and `json` print the lines of ManyLogs, `check` checks them, and
 * `generate` answers the requests of another run, and nothing else.
 */
import type { LogLine } from '../src/base/events.ts';
import type { Deps } from '../src/ports.ts';
import { tailLogs } from '../src/logs/tail.ts';
import { makeReporter } from '../src/terminal/choose.ts';
import { LineChecker } from '../test/fakes/line-checker.ts';
import { type Load, ManyLogs } from '../test/fakes/many-logs.ts';
import { ManualClock } from '../test/fakes/manual-clock.ts';
import type { Job, Outcome } from './logs.ts';

const start = Date.parse('2026-11-24T10:00:00Z');
const minute = 60_000;
/** New lines come for so long while it follows; then the late ones. */
const liveMs = 10 * minute;

process.once('message', (job) => {
  void run(job as Job).then((outcome) => {
    process.send?.(outcome, () => {
      process.disconnect();
    });
  });
});

async function run(job: Job): Promise<Outcome> {
  const { events, follow } = job;
  const load: Load = {
    ...{ environment: 'id-prod', groups: 20, streams: 200, events, pageSize: 10_000 },
    ...{ from: start - 360 * minute, to: follow ? start + liveMs : start - 1_000 },
  };
  const began = process.cpuUsage();
  const outcome = job.mode === 'generate' ? await generate(load, job) : await read(load, job);
  const { user, system } = process.cpuUsage(began);
  return { ...outcome, cpuMs: (user + system) / 1000, peakMb: process.resourceUsage().maxRSS / 1024 };
}

async function read(load: Load, { mode, follow }: Job): Promise<Omit<Outcome, 'cpuMs' | 'peakMb'>> {
  const clock = new ManualClock(start);
  const logs = new ManyLogs(clock, load);
  const controller = new AbortController();
  const lines = mode === 'check' ? new LineChecker(load, logs) : undefined;
  const reporter = lines === undefined ? makeReporter({ json: mode === 'json' }) : checking(lines);
  let held = 0;
  logs.onRequest = () => {
    if (lines !== undefined && !follow) held = Math.max(held, logs.returned - lines.shown);
  };
  clock.at(start + liveMs + 4 * minute, () => {
    if (follow) controller.abort(new Error('Ctrl-C'));
  });
  const options = { environment: load.environment, since: new Date(load.from), instances: [] };
  // Nothing else is called.
  const aws = { logs: () => Promise.resolve(logs) };
  const deps = { aws, clock, reporter, signal: controller.signal } as unknown as Deps;
  const shown = await tailLogs(deps, { ...options, follow, wants: () => true });
  return {
    ...{ shown, requests: logs.requests, held },
    ...(lines !== undefined && {
      found: {
        ...{ lost: lines.lost(load.to), twice: lines.twice, disordered: lines.disordered },
        late: lines.late,
      },
    }),
  };
}

function checking(lines: LineChecker): Deps['reporter'] {
  const done = (): Promise<void> => Promise.resolve();
  return {
    emit(event) {
      if (event.type === 'log-line') lines.take(event satisfies LogLine);
    },
    ready: done,
    close: done,
  };
}

async function generate(load: Load, { requests }: Job): Promise<Omit<Outcome, 'cpuMs' | 'peakMb'>> {
  let now = start;
  const logs = new ManyLogs({ now: () => new Date(now), sleep: () => Promise.resolve() }, load);
  for (const { at, input } of requests) {
    now = at;
    await logs.filterLogEvents(input).catch(() => undefined);
  }
  return { shown: logs.returned, requests: [], held: 0 };
}
