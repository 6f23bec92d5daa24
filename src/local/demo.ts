/** From nothing to a verified cluster, and away again. */
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
import { askUserinfo } from './userinfo.ts';

export interface DemoOptions {
  keycloak: string;
  database: string;
  /** Shows Docker's bridge network, whose failure is then the success of the demo. */
  bridge: boolean;
  keep: boolean;
}

export interface DemoResult {
  url: string;
  verdict: Verdict;
  verifyExitCode: number;
  /** Statuses of userinfo with one token; with `bridge` only. */
  userinfo: readonly number[] | undefined;
  /** Each instance's newest cluster view and its address, as Keycloak wrote them to CloudWatch Logs. */
  views: readonly string[];
  /** The ten newest lines of Keycloak's log in CloudWatch Logs. */
  logs: readonly string[];
  /** Where the project is; undefined when it is removed. */
  folder: string | undefined;
}

const shownLogLines = 10;
const userinfoRounds = 6;
const logLineSchema = z.object({ instance: z.string(), message: z.string() });
type LogLine = z.infer<typeof logLineSchema>;

/** Throws UserError when it did not end as it should; what it made is removed even then, unless `keep`. */
export async function runDemo(deps: Deps, options: DemoOptions): Promise<DemoResult> {
  const folder = await mkdtemp(join(tmpdir(), 'kc-eb-demo-'));
  const say = (text: string): void => {
    deps.reporter.emit({ type: 'message', level: 'info', text });
  };
  try {
    const result = await showCluster(deps, options, folder, say);
    return { ...result, folder: options.keep ? folder : undefined };
  } finally {
    if (options.keep) {
      say(`Kept: ${folder} (kc-eb status --local there; kc-eb local reset removes it).`);
    } else {
      say('Removing what the demo made');
      // Also after Ctrl-C: nothing may be left running.
      await runKcEb(folder, ['local', 'reset', '--yes'], deps.reporter);
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function showCluster(
  deps: Deps,
  options: DemoOptions,
  folder: string,
  say: (text: string) => void,
): Promise<Omit<DemoResult, 'folder'>> {
  const { signal } = deps;
  const kcEb = (...argv: string[]) => runKcEb(folder, argv, deps.reporter, { signal });
  say(`Keycloak ${options.keycloak} on ${options.database}, in ${folder}`);
  await kcEb('init', ...initFlags(options));
  if (options.bridge) await useBridge(join(folder, 'kc-eb.yaml'));
  await kcEb('local', 'start');
  // The verdict comes below, from verify itself.
  await kcEb('deploy', '--local', '--no-verify');
  const verified = await runKcEb(folder, ['verify', '--local'], deps.reporter, {
    signal,
    expected: [0, exitCodes.verification],
  });
  const { url } = await readLocalTarget(folder);
  const userinfo = options.bridge ? await probeUserinfo(deps, folder, url) : undefined;
  const logs = await kcEb('logs', '--local', '--service', 'keycloak', '--since', '30m');
  if (verified.exitCode !== (options.bridge ? exitCodes.verification : 0)) {
    throw new UserError('verification', unexpected(options.bridge), {
      hint: 'npm run demo -- --keep leaves it running, to look at.',
    });
  }
  const lines = logs.results.map((line) => logLineSchema.parse(line));
  return {
    url,
    // Of our own program, in the same version.
    verdict: verified.results[0] as Verdict,
    verifyExitCode: verified.exitCode,
    userinfo,
    views: newestViews(lines).map(lineText),
    logs: lines.slice(-shownLogLines).map(lineText),
  };
}

/** The proof itself, a line of each kind for each instance. */
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
    ? 'verify called nodes on bridge networks one cluster; they cannot be.'
    : 'The nodes are not one cluster.';
}

/** The one line that a user would change. */
async function useBridge(path: string): Promise<void> {
  const document = parseDocument(await readFile(path, 'utf8'));
  if (!isMap(document.get('cluster'))) document.set('cluster', document.createNode({}));
  document.setIn(['cluster', 'network'], 'bridge');
  await writeFile(path, document.toString());
}

async function probeUserinfo(deps: Deps, folder: string, url: string): Promise<readonly number[]> {
  const password = await readSecret(statePaths(folder).secrets, 'admin-password');
  return askUserinfo(deps.http, url, { username: 'admin', password }, userinfoRounds);
}
