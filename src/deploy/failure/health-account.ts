/**
 * Reads the signs of unhealthy instances, where Beanstalk reports no more than that. Their sources exist on AWS: health
 * reports, and the lines of nginx and Keycloak in CloudWatch.
 */
import { namesText } from '../../base/few.ts';
import { instanceOf, logGroupOf } from '../../base/log-group-names.ts';
import { readClusterLine } from '../../cluster/log-lines.ts';
import type { ClusterState } from '../../cluster/state.ts';
import { type RunningInstance, runningInstances } from '../../environment/running-instances.ts';
import type { Deps } from '../../ports.ts';
import { healthPath } from '../../config/derived-values.ts';
import { linesReader } from './read-lines.ts';

/** The newest facts of one instance. */
interface InstanceSigns {
  /** The last health check that nginx logged; it does not log those that it answers with 200. */
  check?: { path: string; status: string; at: number };
  nginxError?: string;
  keycloakError?: string | undefined;
}

/** Beanstalk's words for instances that did not become healthy, or not in time. */
export function isOfHealth(message: string): boolean {
  return /health|command timeout|not responded/i.test(message);
}

/** A longer time would have too many lines. */
const newestMs = 10 * 60_000;
const shown = 6;

const patterns = {
  nginx: '?"ELB-HealthChecker" ?"[error]" ?"[crit]" ?"[alert]" ?"[emerg]"',
  keycloak: '?"ERROR" ?"started in"',
} as const;

/** Returns one text for each instance that is not Ok, or for all if each is. */
export async function readHealthAccount(
  deps: Deps,
  environment: string,
  { since, state }: { since: Date; state: ClusterState | undefined },
): Promise<string[]> {
  const readLines = linesReader(deps);
  const startTime = Math.max(since.getTime(), deps.clock.now().getTime() - newestMs);
  const read = async (service: keyof typeof patterns) => {
    const events = await readLines({
      logGroupName: logGroupOf(environment, service),
      filterPattern: patterns[service],
      startTime,
    });
    return events.map(({ logStreamName = '', message = '', timestamp = 0 }) => ({
      instance: instanceOf(logStreamName),
      line: message.trim(),
      at: timestamp,
    }));
  };
  const instances = await runningInstances(deps, environment);
  const signs = signsOf({ nginx: await read('nginx'), keycloak: await read('keycloak') });
  return healthTexts(instances, signs, state);
}

interface Line {
  instance: string;
  line: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/** The newest signs by instance. Lines are in time order. */
function signsOf({ nginx, keycloak }: Record<keyof typeof patterns, readonly Line[]>) {
  const signs = new Map<string, InstanceSigns>();
  const add = (instance: string, more: InstanceSigns): void => {
    signs.set(instance, { ...signs.get(instance), ...more });
  };
  for (const { instance, line, at } of nginx) add(instance, nginxSigns(line, at));
  for (const { instance, line } of keycloak) {
    // Errors before a start are those of an earlier one.
    if (readClusterLine(line)?.type === 'started') add(instance, { keycloakError: undefined });
    else if (isKeycloakError(line)) add(instance, { keycloakError: shorten(line) });
  }
  return signs;
}

/** https://nginx.org/en/docs/http/ngx_http_log_module.html, the predefined format and others with these parts in order. */
function nginxSigns(line: string, at: number): InstanceSigns {
  if (/\[(error|crit|alert|emerg)\]/.test(line)) {
    const path = /request: "\w+ (\S+) HTTP/.exec(line)?.[1];
    // kc-eb's nginx answers 503 for all that Keycloak does not answer with 200.
    return { nginxError: shorten(line), ...(path === healthPath && { check: { path, status: '503', at } }) };
  }
  const [, path, status] = /"\w+ (\S+) HTTP\/[\d.]+" (\d{3})\b/.exec(line) ?? [];
  const isCheck = line.includes('ELB-HealthChecker') && path !== undefined && status !== undefined;
  return isCheck ? { check: { path, status, at } } : {};
}

/** The level of a line, not a word in a message. */
function isKeycloakError(line: string): boolean {
  // The advice after each failed start.
  if (line.includes('For more details run the same command')) return false;
  return line.startsWith('{') ? /"(log\.)?level":\s?"ERROR"/.test(line) : /^[^[]{0,80}\bERROR\b/.test(line);
}

function healthTexts(
  instances: readonly RunningInstance[],
  signs: ReadonlyMap<string, InstanceSigns>,
  state: ClusterState | undefined,
): string[] {
  const ill = instances.filter(({ health }) => health !== 'Ok');
  const listed = ill.length === 0 ? instances : ill;
  // An immutable update terminates what failed.
  const gone = [...signs.keys()].filter((id) => !instances.some((instance) => instance.id === id));
  const accounts = [
    ...listed.map((instance) => ({
      id: instance.id,
      text: `${instance.id}: ${healthText(instance)} ${startText(state, instance.id)}`,
    })),
    ...gone.map((id) => ({ id, text: `${id}: runs no longer.` })),
  ];
  const texts = accounts.slice(0, shown).map(({ id, text }) => {
    const { check, nginxError = 'none', keycloakError = 'none' } = signs.get(id) ?? {};
    return [
      `${text} ${checkText(check)}`,
      `  newest ERROR of Keycloak: ${keycloakError}`,
      `  newest error of nginx: ${nginxError}`,
    ].join('\n');
  });
  const rest = accounts.length - texts.length;
  return rest === 0 ? texts : [...texts, `and ${rest} more: kc-eb status lists them`];
}

function healthText({ health = 'no health report', causes }: RunningInstance): string {
  return causes.length === 0 ? `${health}.` : `${health} (${namesText(causes.map(withoutDot), '; ')}).`;
}

const withoutDot = (text: string): string => text.replace(/\.$/, '');

function checkText(check: InstanceSigns['check']): string {
  if (check === undefined) return `nginx logged no failed health check of ${healthPath}.`;
  const time = new Date(check.at).toISOString().slice(11, 19);
  return `nginx answered the last logged health check of ${check.path} with ${check.status} (${time} UTC).`;
}

function startText(state: ClusterState | undefined, id: string): string {
  const instance = state?.instances.find((one) => one.id === id);
  if (instance?.log === undefined) return 'No line shows whether Keycloak had started.';
  const { heartbeat, log } = instance;
  if (log.running) return `Keycloak ${log.version ?? ''} had started.`;
  return heartbeat?.startedAt === undefined
    ? 'Keycloak had not started.'
    : 'Keycloak runs, and is not ready.';
}

function shorten(line: string): string {
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

/** The files of a bundle that answer the health check, with their part in it. */
const serving: Readonly<Record<string, string>> = {
  'nginx/default.conf': `has the location ${healthPath}`,
  'docker-compose.yml': `runs nginx, which answers ${healthPath}`,
};

/** One sentence for each override that takes the place of such a file. `copies`: path in the bundle → path in the project. */
export function overrideTexts(copies: ReadonlyMap<string, string>): string[] {
  return [...copies].flatMap(([path, from]) => {
    const part = Object.hasOwn(serving, path) ? serving[path] : undefined;
    return part === undefined ? [] : [`${from} replaces kc-eb's ${path}, which ${part}.`];
  });
}
