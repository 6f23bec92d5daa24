/** The demo: starts a cluster, verifies it and deletes it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMap, parseDocument } from 'yaml';
import { z } from 'zod';
import { readClusterLine } from '../cluster/log-lines.ts';
import type { Verdict } from '../cluster/verdict.ts';
import { exitCodes, UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';
import { readSecret } from '../local-beanstalk/identity/project-secrets.ts';
import { statePaths } from '../local-beanstalk/base/state.ts';
import { readLocalTarget } from './target.ts';
import { runKcEb } from './run-kc-eb.ts';
import { requestUserinfo } from './userinfo.ts';

export interface DemoOptions {
  keycloak: string;
  database: string;
  /** Uses Docker's bridge network: the failure of verify is then the expected result. */
  bridge: boolean;
  keep: boolean;
}

export interface DemoResult {
  url: string;
  verdict: Verdict;
  verifyExitCode: number;
  /** Statuses of userinfo requests with one token; undefined without `bridge`. */
  userinfo: readonly number[] | undefined;
  /** The newest cluster view and address of each instance, from CloudWatch Logs. */
  views: readonly string[];
  /** The ten newest lines of Keycloak's log in CloudWatch Logs. */
  logs: readonly string[];
  /** The folder of the project; undefined when it was deleted. */
  folder: string | undefined;
}

const shownLogLines = 10;
const userinfoRounds = 6;
const logLineSchema = z.object({ instance: z.string(), message: z.string() });
type LogLine = z.infer<typeof logLineSchema>;

/** Throws UserError for an unexpected result. Deletes everything it created, even then, unless `keep`. */
export async function runDemo(deps: Deps, options: DemoOptions): Promise<DemoResult> {
  const folder = await mkdtemp(join(tmpdir(), 'kc-eb-demo-'));
  const report = (text: string): void => {
    deps.reporter.emit({ type: 'message', level: 'info', text });
  };
  try {
    const result = await showCluster(deps, options, folder, report);
    return { ...result, folder: options.keep ? folder : undefined };
  } finally {
    if (options.keep) {
      report(
        `Kept: ${folder} (inspect it there with kc-eb status --local; delete it with kc-eb local reset).`,
      );
    } else {
      report('Deleting the demo');
      // Also after Ctrl-C: nothing may continue to run.
      await runKcEb(folder, ['local', 'reset', '--yes'], deps.reporter);
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function showCluster(
  deps: Deps,
  options: DemoOptions,
  folder: string,
  report: (text: string) => void,
): Promise<Omit<DemoResult, 'folder'>> {
  const { signal } = deps;
  const kcEb = (argv: readonly string[]) => runKcEb(folder, argv, deps.reporter, { signal });
  report(`Keycloak ${options.keycloak} on ${options.database}, in ${folder}`);
  await kcEb(['init', ...initFlags(options)]);
  if (options.bridge) await useBridge(join(folder, 'kc-eb.yaml'));
  await kcEb(['local', 'start']);
  // verify below returns the verdict.
  await kcEb(['deploy', '--local', '--no-verify']);
  const verified = await runKcEb(folder, ['verify', '--local'], deps.reporter, {
    signal,
    expected: [0, exitCodes.verification],
  });
  const {
    target: { url },
  } = await readLocalTarget(folder, 'keycloak-demo');
  const userinfo = options.bridge ? await probeUserinfo(deps, folder, url) : undefined;
  const logs = await kcEb(['logs', '--local', '--service', 'keycloak', '--since', '30m']);
  if (verified.exitCode !== (options.bridge ? exitCodes.verification : 0)) {
    throw new UserError('verification', unexpected(options.bridge), {
      hint: 'Run kc-eb local demo --keep to inspect it.',
    });
  }
  const lines = logs.results.map((line) => logLineSchema.parse(line));
  return {
    url,
    verdict: readVerdict(verified.results[0]),
    verifyExitCode: verified.exitCode,
    userinfo,
    views: newestViews(lines).map(lineText),
    logs: lines.slice(-shownLogLines).map(lineText),
  };
}

/** Dates are text in JSON. It is the output of this version of kc-eb: no check needed. */
function readVerdict(json: unknown): Verdict {
  const verdict = json as Verdict;
  const instances = verdict.instances.map(({ heartbeat, ...rest }) => ({
    ...rest,
    heartbeat: heartbeat === undefined ? undefined : { ...heartbeat, at: new Date(heartbeat.at) },
  }));
  return { ...verdict, instances };
}

/** The newest view and address line of each instance. */
function newestViews(lines: readonly LogLine[]): LogLine[] {
  const newest = new Map<string, LogLine>();
  for (const line of lines) {
    const type = readClusterLine(line.message)?.type;
    if (type === 'view' || type === 'address') newest.set(`${line.instance} ${type}`, line);
  }
  return [...newest].toSorted(([a], [b]) => a.localeCompare(b)).map(([, line]) => line);
}

function lineText({ instance, message }: LogLine): string {
  return `${instance}  ${message}`;
}

function initFlags({ keycloak, database }: DemoOptions): string[] {
  return [
    ...['--application', 'demo', '--environment', 'keycloak-demo', '--region', 'us-east-1'],
    ...['--keycloak', keycloak, '--database', database, '--hostname', 'http://localhost'],
  ];
}

function unexpected(bridge: boolean): string {
  return bridge
    ? 'verify reported one cluster for nodes on bridge networks, which is impossible.'
    : 'The nodes do not form one cluster.';
}

/** Sets cluster.network in kc-eb.yaml. */
async function useBridge(path: string): Promise<void> {
  const document = parseDocument(await readFile(path, 'utf8'));
  if (!isMap(document.get('cluster'))) document.set('cluster', document.createNode({}));
  document.setIn(['cluster', 'network'], 'bridge');
  await writeFile(path, document.toString());
}

async function probeUserinfo(deps: Deps, folder: string, url: string): Promise<readonly number[]> {
  const password = await readSecret(statePaths(folder).secrets, 'admin-password');
  return requestUserinfo(deps.http, url, { username: 'admin', password }, userinfoRounds);
}
