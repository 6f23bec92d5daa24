/** Checks the values of Keycloak's options that have a type or a fixed list of values. */
import { partsWithoutLevel } from './log-levels.ts';
import type { Config } from './schema.ts';
import type { Problem } from './yaml-problems.ts';
import type { Release } from '../keycloak/releases.ts';
import { rangeOf, typeOfOption } from '../keycloak/option-types.ts';
import { valueSpans } from '../keycloak/option-values.ts';
import { covers, matchNames, optionOf } from '../keycloak/release-ranges.ts';

/** The reason why the option does not accept the value; undefined when it does, or when the tables lack the option. */
export function valueProblem(release: Release, option: string, value: string): string | undefined {
  if (option === 'log-level') return levelProblem(release, value);
  const known = valuesOf(release, option);
  if (known.length === 0) return typeProblem(release, option, value);
  const same = option.includes('-level') ? (text: string) => text.toLowerCase() : (text: string) => text;
  const wrong = value.split(',').filter((part) => !known.includes(same(part.trim())));
  if (wrong.length === 0) return undefined;
  return `must be one of ${known.join(', ')} in Keycloak ${release.name} (got ${wrong.join(', ')})`;
}

/** Next to a certificate of Keycloak, kc-eb sets the one value that it accepts. `value`: undefined for a secret. */
export function managementSchemeProblem(
  option: string | undefined,
  value: string | undefined,
): string | undefined {
  return option !== 'http-management-scheme' || value === 'http'
    ? undefined
    : 'must be http, which kc-eb sets next to a certificate: nginx and the heartbeat read the management interface by HTTP';
}

function levelProblem(release: Release, value: string): string | undefined {
  if (release.newerThanTable || value === '' || value.includes('${')) return undefined;
  const wrong = partsWithoutLevel(value);
  if (wrong.length === 0) return undefined;
  return `must have levels such as info, or info,org.keycloak:debug (got ${wrong.join(', ')}): Keycloak ${release.name} does not start otherwise`;
}

/** Keycloak puts other values into `${…}`. */
function typeProblem(release: Release, option: string, value: string): string | undefined {
  const type = typeOfOption(option);
  if (release.newerThanTable || type === undefined || value === '' || value.includes('${')) return undefined;
  const where = `for ${option} of Keycloak ${release.name} (got ${value})`;
  if (!type.reads(value, release)) return `must be ${type.words} ${where}`;
  const range = rangeOf(option);
  if (range === undefined) return undefined;
  const { from, to = Infinity, or } = range;
  if ((Number(value) >= from && Number(value) <= to) || Number(value) === or) return undefined;
  return `must be ${to === Infinity ? `at least ${from}` : `from ${from} to ${to}`} ${where}`;
}

/** Options that hold an address: its port is in the text. */
const isAddress = /^(db-url|db-url-full-.+|hostname-admin(-url)?|.+-endpoint)$/;

/** A port of an address, or of JGroups in options of Java, that is above the highest one. */
export function addressPortProblem(name: string, value: string): string | undefined {
  if (name.startsWith('JAVA_OPTS')) {
    const wrong = [...value.matchAll(/-Djgroups\.\w[\w.]*port=(\d+)/g)].find(
      ([, port]) => Number(port) > 65535,
    );
    return wrong === undefined ? undefined : `must have a port from 0 to 65535 (got ${wrong[0]})`;
  }
  if (!isAddress.test(optionOf(name) ?? '')) return undefined;
  const [authority = ''] = value.split(/[?;]/);
  const ports = [...authority.matchAll(/(?:^|\/\/|,)(?:\[[^\]]*\]|[\w.-]+):(\d+)(?=[/:,]|$)/g)].map(
    ([, port]) => Number(port),
  );
  const wrong = ports.find((port) => port < 1 || port > 65535);
  return wrong === undefined ? undefined : `must have ports from 1 to 65535 (got the port ${wrong})`;
}

/** Keycloak's default of db-pool-max-size. */
const defaultPool = '100';

/** The pool rejects a least size above the largest one. A secret is not compared. */
export function poolProblems({ keycloak: { env, secrets, version } }: Config): Problem[] {
  if (version.newerThanTable) return [];
  return Object.entries(env).flatMap(([name, least]) => {
    const [, database] = /^KC_DB_POOL_MIN_SIZE(|_.+)$/.exec(name) ?? [];
    const largest = `KC_DB_POOL_MAX_SIZE${database}`;
    if (database === undefined || largest in secrets) return [];
    const most = env[largest] ?? (database === '' ? defaultPool : '');
    return /^\d+$/.test(least) && /^[1-9]\d*$/.test(most) && Number(least) > Number(most)
      ? [{ path: ['keycloak', 'env', name], message: `must be at most ${largest}, ${most} (got ${least})` }]
      : [];
  });
}

function valuesOf(release: Release, option: string): string[] {
  if (release.newerThanTable) return [];
  const entries = valueSpans
    .filter((span) => covers(span, release))
    .flatMap(({ names }) => names)
    .map((entry) => entry.split('=') as [string, string]);
  const found = matchNames(
    entries.map(([name]) => name),
    option,
  );
  return entries.filter(([name]) => found.includes(name)).flatMap(([, values]) => values.split(','));
}

/**
 * Checks the address of the admin console. With hostname v1, kc-eb sets its whole URL, which excludes hostname-admin; v2
 * accepts only a URL. https://www.keycloak.org/server/hostname
 */
export function adminAddressProblem(
  { keycloak: { version } }: Config,
  name: string,
  value: string | undefined,
): string | undefined {
  const v1 = version.traits.urlVariables.includes('KC_HOSTNAME_ADMIN_URL');
  if (name === 'KC_HOSTNAME_ADMIN' && v1) {
    return 'cannot be combined with hostname-admin-url, which kc-eb sets; set the whole URL as KC_HOSTNAME_ADMIN_URL';
  }
  const isAddress = name === (v1 ? 'KC_HOSTNAME_ADMIN_URL' : 'KC_HOSTNAME_ADMIN');
  return !isAddress || value === undefined || /^https?:\/\/[^\s/]+/.test(value)
    ? undefined
    : 'must be a URL such as https://admin.example.com';
}
