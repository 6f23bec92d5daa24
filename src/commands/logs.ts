import type { Flags } from '../command-line.ts';
import type { Config } from '../config/schema.ts';
import { UserError } from '../base/user-error.ts';
import { parseSince } from '../logs/since.ts';
import type { Deps } from '../ports.ts';
import { requireEnvironment } from '../environment/find-environment.ts';
import { tailLogs } from '../logs/tail.ts';

const defaultSince = '10m';

/** Shows the logs of all instances, merged in time order. */
export async function run(deps: Deps, config: Config, flags: Flags['logs']): Promise<void> {
  const since = parseSince(flags.since ?? defaultSince, deps.clock.now());
  const instances = (flags.instance ?? []).map(requireInstanceId);
  const services = new Set<string>();
  const shown = await tailLogs(deps, {
    environment: config.environment,
    since,
    follow: flags.follow === true,
    ...(flags.filter !== undefined && { filterPattern: flags.filter }),
    instances,
    wants: (service) => {
      services.add(service);
      return flags.service === undefined || flags.service.some((wanted) => isCalled(service, wanted));
    },
  });
  if (shown === 0 && flags.follow !== true) await sayNothing(deps, config, flags, services);
}

/** "access.log" and "nginx/access.log" both name it. */
function isCalled(service: string, wanted: string): boolean {
  return service === wanted || service.endsWith(`/${wanted}`);
}

function requireInstanceId(id: string): string {
  if (/^i-[0-9a-f]{8,17}$/.test(id)) return id;
  throw new UserError('usage', `--instance ${id} is no instance id.`, {
    hint: 'kc-eb status lists them, e.g. i-0123456789abcdef0.',
  });
}

/** An empty answer should not look like a broken command. Groups outlive their environment. */
async function sayNothing(
  deps: Deps,
  config: Config,
  flags: Flags['logs'],
  services: ReadonlySet<string>,
): Promise<void> {
  if (services.size === 0) await requireEnvironment(deps, config);
  const there = [...services].join(', ');
  const unknown = (flags.service ?? []).filter(
    (wanted) => ![...services].some((service) => isCalled(service, wanted)),
  );
  if (services.size > 0 && unknown.length > 0) {
    throw new UserError('usage', `--service ${unknown.join(', ')}: this environment has no such log.`, {
      hint: `It has ${there}.`,
    });
  }
  const text =
    services.size === 0
      ? `${config.environment} has no log groups yet.`
      : `No lines since ${flags.since ?? defaultSince} in ${there}.`;
  deps.reporter.emit({ type: 'message', level: 'info', text });
}
