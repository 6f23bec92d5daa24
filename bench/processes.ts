/** Processes side by side: their CPU time and their memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Report } from './report.ts';

/** bin/kc-eb.js whose commands are measured. */
export const program =
  process.env['KC_EB_BENCH_PROGRAM'] ?? fileURLToPath(new URL('../bin/kc-eb.js', import.meta.url));

export interface Invocation {
  /** The program and its arguments. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd?: string;
  /** All variables of the process; default: those of this one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The exit code without which the measure is wrong; default: 0. */
  readonly exitCode?: number;
}

interface Cost {
  readonly cpuMs: number;
  readonly peakMb: number | undefined;
}

/** bash reads the times of its subprocesses to the millisecond; Node.js has no call for it. */
const timed = `TIMEFORMAT='%3U %3S'; time "$0" "$@" >/dev/null 2>/dev/null`;

/** Runs a command once; returns the milliseconds of user and system time of it and of its subprocesses. */
async function cpuMsOf(invocation: Invocation): Promise<number> {
  const { argv, cwd, env = process.env, exitCode = 0 } = invocation;
  // The C locale has a point in numbers.
  const child = spawn('bash', ['-c', timed, ...argv], {
    cwd,
    env: { ...env, LC_NUMERIC: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exit = once(child, 'exit') as Promise<[number | null]>;
  const [out, [code]] = await Promise.all([text(child.stderr), exit]);
  if (code !== exitCode) throw new Error(`${argv.join(' ')}: exit code ${String(code)}, not ${exitCode}.`);
  const [user, system] = out.trim().split(' ').map(Number);
  if (user === undefined || system === undefined || Number.isNaN(user + system)) throw new Error(out);
  return (user + system) * 1000;
}

/** Runs a command once; returns the largest resident set of its process, where the system has /proc. */
async function peakMbOf({ argv, cwd, env = process.env }: Invocation): Promise<number | undefined> {
  const [file, ...rest] = argv;
  const child = spawn(file, rest, { cwd, env, stdio: 'ignore' });
  const ended = once(child, 'exit').then(() => undefined);
  let peakKb: number | undefined;
  for (;;) {
    peakKb = residentKb(child.pid) ?? peakKb;
    const goesOn = await Promise.race([ended, sleep(2, true)]);
    if (goesOn === undefined) return peakKb === undefined ? undefined : peakKb / 1024;
  }
}

/** The largest so far, by the kernel. A process that has ended has none. */
function residentKb(pid: number | undefined): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid ?? 0}/status`, 'utf8');
    const [, kb] = /VmHWM:\s+(\d+)/.exec(status) ?? [];
    return kb === undefined ? undefined : Number(kb);
  } catch {
    return undefined;
  }
}

/**
 * Runs the commands in turns, so that other work of the machine meets all of them. Returns the median of each. The first
 * turn does not count: it fills caches.
 */
async function costsOf(
  invocations: ReadonlyMap<string, Invocation>,
  rounds: number,
): Promise<Map<string, Cost>> {
  const times = new Map([...invocations].map(([name]) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, invocation] of invocations) {
      const cpuMs = await cpuMsOf(invocation);
      if (round > 0) times.get(name)?.push(cpuMs);
    }
  }
  const costs = new Map<string, Cost>();
  for (const [name, invocation] of invocations) {
    const peakMb = await peakMbOf(invocation);
    costs.set(name, { cpuMs: median(times.get(name) ?? []), peakMb });
  }
  return costs;
}

/** Reports the commands, each against the first one, which stands for 1. `most` has the goals. */
export async function reportRatios(
  report: Report,
  invocations: ReadonlyMap<string, Invocation>,
  { rounds, most }: { rounds: number; most: Readonly<Record<string, number>> },
): Promise<void> {
  let base: Cost | undefined;
  for (const [command, cost] of await costsOf(invocations, rounds)) {
    base ??= cost;
    const goal = most[command];
    const value = cost.cpuMs / base.cpuMs;
    report.row({ command, value, unit: 'x', ...(goal !== undefined && { goal: { most: goal } }), ...cost });
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle) - 1] ?? NaN)) / 2;
}
