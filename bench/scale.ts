/**
 * Commands on 2, 10, 50 and 200 instances. No Keycloak runs: this measure writes the heartbeats and the lines that the
 * commands read.
 */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { basicAuthorization, readCredentials } from '../src/local-beanstalk/base/credentials.ts';
import type { CallSummary } from '../src/local-beanstalk/http/call-journal.ts';
import { heartbeatLine } from '../test/fakes/heartbeat-line.ts';
import { type BenchProject, environment, openProject } from './project.ts';
import type { Measure, Report } from './report.ts';

const sizes = [2, 10, 50, 200];
/** Written for each instance. */
const lines = 50;
const beats = 21;
const halfMinute = 30_000;
/** Runs of a command that changes nothing. */
const repeats = 5;

interface Cost {
  calls: number;
  cpuMs: number;
  peakMb: number;
}

/** Writes what the process has used to KC_EB_BENCH_USAGE at its end. */
const usage = `process.once('exit', () => {
  require('node:fs').writeFileSync(process.env.KC_EB_BENCH_USAGE, JSON.stringify(process.resourceUsage()));
});
`;

/** Runs a command once: a second deploy has nothing to do. */
async function costOf(
  report: Report,
  project: BenchProject,
  what: string,
  argv: readonly string[],
): Promise<Cost> {
  const { folder, endpoint } = project;
  const calls = `${endpoint}/_local/calls`;
  const headers = { authorization: basicAuthorization(readCredentials(folder)) };
  await fetch(calls, { method: 'DELETE', headers });
  const [script, result] = [join(folder, '.bench/usage.cjs'), join(folder, '.bench/usage.json')];
  writeFileSync(script, usage);
  const {
    argv: [node, ...rest],
    cwd,
    env,
  } = project.kcEb(...argv);
  const child = spawn(node, ['--require', script, ...rest], {
    cwd,
    env: { ...env, KC_EB_BENCH_USAGE: result },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exit = once(child, 'exit') as Promise<[number | null]>;
  const [errors, [code]] = await Promise.all([text(child.stderr), exit]);
  if (code !== 0) throw new Error(`${what}: exit code ${String(code)}. ${errors}`);
  const { counts } = (await (await fetch(calls, { headers })).json()) as CallSummary;
  const byOperation = Object.values(counts).flatMap((one) => Object.entries(one));
  const used = JSON.parse(readFileSync(result, 'utf8')) as NodeJS.ResourceUsage;
  report.note(`${what}: ${byOperation.map(([name, count]) => `${count} ${name}`).join(', ')}`);
  return {
    calls: byOperation.reduce((sum, [, count]) => sum + count, 0),
    cpuMs: (used.userCPUTime + used.systemCPUTime) / 1000,
    peakMb: used.maxRSS / 1024,
  };
}

interface State {
  versionLabel: string;
  instances: { id: string }[];
}

/** Writes heartbeats of one cluster, and lines of Keycloak, for each instance. */
async function writeLines(project: BenchProject): Promise<void> {
  const { versionLabel, instances } = JSON.parse(project.run('status', '--json')) as State;
  const client = new CloudWatchLogs({
    endpoint: project.endpoint,
    region: 'us-east-1',
    credentials: readCredentials(project.folder),
  });
  const now = Math.floor(Date.now() / halfMinute) * halfMinute;
  for (const [index, { id }] of instances.entries()) {
    const address = `10.0.${Math.floor(index / 250)}.${(index % 250) + 1}`;
    const put = async (service: string, texts: readonly { timestamp: number; message: string }[]) => {
      const stream = {
        logGroupName: `/aws/elasticbeanstalk/${environment}/${service}`,
        logStreamName: `${id}/${address}`,
      };
      await client.createLogStream(stream);
      await client.putLogEvents({ ...stream, logEvents: [...texts] });
    };
    const node = { instance: id, address, node: `node-${index}`, size: instances.length, environment };
    await put(
      'cluster',
      Array.from({ length: beats }, (_, beat) => {
        // The newest one is younger than the deployment, which has just ended.
        const at = now + (beat + 2 - beats) * halfMinute;
        return {
          timestamp: at,
          message: heartbeatLine({ ...node, at, versionLabel, startedAt: now - 3_600_000 }),
        };
      }),
    );
    await put(
      'keycloak',
      Array.from({ length: lines }, (_, line) => ({
        timestamp: now - (lines - line) * 1000,
        message: `2026-11-28 10:00:00,000 WARN  [org.keycloak.events] (executor-thread-${line}) type="LOGIN_ERROR"`,
      })),
    );
  }
  client.destroy();
}

async function measureSize(report: Report, size: number): Promise<Map<string, Cost>> {
  const project = await openProject(size);
  const costs = new Map<string, Cost>();
  const measure = async (name: string, times: number, ...argv: readonly string[]): Promise<void> => {
    const runs: Cost[] = [];
    for (let run = 0; run < times; run++)
      runs.push(await costOf(report, project, `${name}, ${size} instances`, argv));
    // The median.
    const [cost] = runs.sort((a, b) => a.cpuMs - b.cpuMs).slice(Math.floor(times / 2));
    if (cost !== undefined) costs.set(name, cost);
  };
  try {
    // Two batches.
    appendFileSync(join(project.folder, 'kc-eb.yaml'), `deployment: { batchSize: ${Math.ceil(size / 2)} }\n`);
    await measure('deploy, the first', 1, 'deploy');
    project.write('themes/acme/login/theme.properties', 'parent=keycloak.v2\n');
    await measure('plan', repeats, 'plan');
    await measure('deploy, a changed theme', 1, 'deploy');
    await measure('deploy, nothing due', repeats, 'deploy');
    await writeLines(project);
    await measure('verify', repeats, 'verify', '--no-probe');
    await measure('status', repeats, 'status');
    await measure('logs', repeats, 'logs', '--since', '10m');
    return costs;
  } finally {
    project.remove();
  }
}

/** What grows no more than the number of instances meets its goal. */
function reportCommand(report: Report, name: string, costs: ReadonlyMap<number, Cost>): void {
  const [[fewest, least] = [], [most, last] = []] = [[...costs].at(0), [...costs].at(-1)];
  if (fewest === undefined || least === undefined || most === undefined || last === undefined) return;
  for (const [size, { calls: value, cpuMs, peakMb }] of costs) {
    const goal = size === fewest ? {} : { goal: { most: (least.calls * size) / fewest } };
    report.row({ command: `${name}, ${size} instances`, value, unit: 'calls', ...goal, cpuMs, peakMb });
  }
  const goal = { most: most / fewest };
  const growth = (what: 'cpuMs' | 'peakMb') => ({ value: last[what] / least[what], unit: 'x', goal });
  const sides = `of ${most} against ${fewest} instances`;
  report.row({ command: `${name}, CPU time ${sides}`, ...growth('cpuMs') });
  report.row({ command: `${name}, peak memory ${sides}`, ...growth('peakMb') });
}

export const scale: Measure = {
  name: 'scale',
  async run(report) {
    const bySize = new Map<number, Map<string, Cost>>();
    for (const size of sizes) bySize.set(size, await measureSize(report, size));
    for (const name of bySize.values().next().value?.keys() ?? []) {
      const costs = [...bySize].flatMap(([size, costs]) => {
        const cost = costs.get(name);
        return cost === undefined ? [] : [[size, cost] as const];
      });
      reportCommand(report, name, new Map(costs));
    }
  },
};
