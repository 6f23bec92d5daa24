import type { Flags } from '../command-line.ts';
import type { Config } from '../config/schema.ts';
import { UserError } from '../base/user-error.ts';
import { parseSince } from '../logs/since.ts';
import type { Deps } from '../ports.ts';
import { requireEnvironment } from '../environment/find-environment.ts';
import { tailLogs } from '../logs/tail.ts';

const defaultSince = '10m';

/** Prints the logs of all instances, merged in time order. Heartbeats and copies only on request. */
export async function run(deps: Deps, config: Config, flags: Flags['logs']): Promise<void> {
  const since = parseSince(flags.since ?? defaultSince, deps.clock.now());
  const instances = (flags.instance ?? []).map(requireInstanceId);
  const services = new Set<string>();
  const wants = (service: string): boolean =>
    flags.service === undefined
      ? service !== 'cluster' && !isCopy(service)
      : flags.service.some((wanted) => isCalled(service, wanted));
  const shown = await tailLogs(deps, {
    environment: config.environment,
    since,
    follow: flags.follow === true,
    ...(flags.filter !== undefined && { filterPattern: flags.filter }),
    instances,
    wants: (service) => {
      services.add(service);
      return wants(service);
    },
  });
  if (shown === 0 && flags.follow !== true)
    await explainEmpty(deps, config, flags, [...services], [...services].filter(wants));
}

/**
 * Beanstalk ships the lines of containers too, those that Docker keeps a copy of: with StreamLogs, it follows
 * `docker compose logs`. https://github.com/aws/elastic-beanstalk-roadmap/issues/240
 */
function isCopy(service: string): boolean {
  return service.startsWith('eb-docker/containers/eb-current-app/');
}

/** Both "access.log" and "nginx/access.log" name the service. */
function isCalled(service: string, wanted: string): boolean {
  return service === wanted || service.endsWith(`/${wanted}`);
}

function requireInstanceId(id: string): string {
  if (/^i-[0-9a-f]{8,17}$/.test(id)) return id;
  throw new UserError('usage', `--instance must be an instance ID (got ${id}).`, {
    hint: 'Run kc-eb status to list them, e.g. i-0123456789abcdef0.',
  });
}

/** Explains an empty result. Log groups outlive their environment. */
async function explainEmpty(
  deps: Deps,
  config: Config,
  flags: Flags['logs'],
  services: readonly string[],
  read: readonly string[],
): Promise<void> {
  if (services.length === 0) await requireEnvironment(deps, config);
  const unknown = (flags.service ?? []).filter(
    (wanted) => !services.some((service) => isCalled(service, wanted)),
  );
  if (services.length > 0 && unknown.length > 0) {
    throw new UserError('usage', `--service not found in this environment: ${unknown.join(', ')}.`, {
      hint: `Available: ${services.join(', ')}.`,
    });
  }
  const text =
    read.length === 0
      ? `${config.environment} has no log groups yet.`
      : `No lines since ${flags.since ?? defaultSince} in ${read.join(', ')}.`;
  deps.reporter.emit({ type: 'message', level: 'info', text });
}
