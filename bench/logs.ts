/**
 * The measure `logs`: `kc-eb logs` without network and pauses, over 5 million events of 20 groups and 200 streams. The
 * clock is a fake one, and stdout a pipe. The CPU time is that of the reader: the events are generated once more alone, and
 * that time is subtracted. KC_EB_BENCH_EVENTS sets another number of events.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { ManyLogs } from '../test/fakes/many-logs.ts';
import { program } from './processes.ts';
import type { Measure, Report } from './report.ts';

const events = Number(process.env['KC_EB_BENCH_EVENTS'] ?? 5_000_000);
const mostMb = 250;
const leastLines = 150_000;

export interface Job {
  readonly mode: 'lines' | 'json' | 'check' | 'generate';
  readonly events: number;
  readonly follow: boolean;
  /** Those to answer again. */
  readonly requests: ManyLogs['requests'];
}

export interface Outcome {
  readonly shown: number;
  readonly requests: ManyLogs['requests'];
  /** The most events that were read and not yet shown. */
  readonly held: number;
  readonly found?: { lost: number; twice: number; disordered: number; late: number };
  readonly cpuMs: number;
  readonly peakMb: number;
}

export const logs: Measure = {
  name: 'logs',
  async run(report) {
    const folder = mkdtempSync(join(tmpdir(), 'kc-eb-bench-'));
    const file = join(folder, 'log-reading.mjs');
    await bundle(file);
    for (const follow of [false, true]) {
      const command = follow ? 'logs --since 6h --follow' : 'logs --since 6h';
      await check(report, command, (mode) => runOne(file, { mode, events, follow, requests: [] }));
      for (const mode of follow ? (['lines'] as const) : (['lines', 'json'] as const)) {
        const read = await runOne(file, { mode, events, follow, requests: [] });
        const alone = await runOne(file, { mode: 'generate', events, follow, requests: read.requests });
        const cpuMs = read.cpuMs - alone.cpuMs;
        const name = mode === 'json' ? `${command} --json` : command;
        const value = read.shown / (cpuMs / 1000);
        report.note(`${name}: ${read.shown} lines, ${read.requests.length} requests`);
        report.note(`  CPU ${Math.round(read.cpuMs)} ms, the events alone ${Math.round(alone.cpuMs)} ms`);
        // While it follows, each read repeats the newest two minutes.
        const goal = follow ? {} : { goal: { least: leastLines } };
        report.row({ command: name, value, unit: 'lines/s', cpuMs, ...goal });
        report.row({ command: `${name}, memory`, value: read.peakMb, unit: 'MB', goal: { most: mostMb } });
      }
    }
    rmSync(folder, { recursive: true });
  },
};

async function check(
  report: Report,
  command: string,
  runMode: (mode: Job['mode']) => Promise<Outcome>,
): Promise<void> {
  const { shown, held, found } = await runMode('check');
  if (found === undefined) throw new Error('The lines were not checked.');
  const { lost, twice, disordered, late } = found;
  report.note(`${command}: ${shown} lines, ${late} marked late`);
  if (held > 0) report.note(`  at most ${held} read and not yet shown`);
  const goal = { most: 0 };
  report.row({ command: `${command}, lost + doubled`, value: lost + twice, unit: 'lines', goal });
  report.row({ command: `${command}, out of order`, value: disordered, unit: 'lines', goal });
}

async function runOne(file: string, job: Job): Promise<Outcome> {
  const child = fork(file, [], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  child.stdout?.resume();
  child.send(job);
  const errors = child.stderr === null ? '' : text(child.stderr);
  const ended = once(child, 'exit').then(async ([code]) => {
    throw new Error(`${job.mode}: exit code ${String(code)}: ${await errors}`);
  });
  const [outcome] = (await Promise.race([once(child, 'message'), ended])) as [Outcome];
  ended.catch(() => undefined);
  return outcome;
}

/** Bundles the reader as scripts/build.mjs does, with the src of the program that is measured. */
async function bundle(outfile: string): Promise<void> {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const source = resolve(dirname(program), '../src');
  await build({
    ...{
      entryPoints: [join(folder, 'log-reading.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
    },
    target: 'node20',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    plugins: [
      {
        name: 'source',
        setup(plugin) {
          plugin.onResolve({ filter: /^(\.\.\/)+src\// }, ({ path }) => ({
            path: join(source, path.replace(/^(\.\.\/)+src\//, '')),
          }));
        },
      },
    ],
  });
}
