/** Checks Keycloak's options in keycloak.env, secrets and buildOptions against the release. */
import type { Config } from './schema.ts';
import type { Problem } from './yaml-problems.ts';
import { ownProperties } from './environment-properties.ts';
import type { Release } from '../keycloak/releases.ts';
import { checkFeatures } from './feature-checks.ts';
import { advice, type OptionSpan, optionSpans, successors } from '../keycloak/options.ts';
import { keycloakVersions } from '../keycloak/release-table.ts';
import { suggestion } from '../base/did-you-mean.ts';
import {
  isAbsent,
  isBuildTime,
  matchNames,
  optionOf,
  spansOf,
  spanWords,
  variableOf,
} from '../keycloak/release-ranges.ts';
import {
  addressPortProblem,
  adminAddressProblem,
  managementSchemeProblem,
  poolProblems,
  valueProblem,
} from './option-value-checks.ts';

/** Options that kc-eb sets, with the key of kc-eb.yaml that determines each. */
const setByKey: Readonly<Record<string, string>> = {
  db: 'database.vendor',
  'db-url-host': 'database.host',
  'db-url-port': 'database.port',
  'db-url-database': 'database.name',
  'db-url-properties': 'database.properties',
  'db-username': 'database.username',
  'db-password': 'database.password',
  features: 'keycloak.features',
  'features-disabled': 'keycloak.disabledFeatures',
  'http-relative-path': 'keycloak.relativePath',
  hostname: 'keycloak.hostname',
  'hostname-url': 'keycloak.hostname',
  cache: 'cluster.enabled',
  'cache-config-file': 'cluster.cache',
};

/** Variables of kc-eb whose value keycloak.env may replace. */
const replaceable = new Set(['KC_HOSTNAME_ADMIN_URL', 'KC_HOSTNAME_STRICT_BACKCHANNEL']);

/** Options that nginx, the health check, the heartbeat and the transport depend on. */
const wired = new Set([
  ...['proxy', 'proxy-headers', 'http-enabled', 'http-host', 'http-port', 'health-enabled'],
  ...['http-management-port', 'http-management-relative-path', 'http-management-health-enabled'],
  ...['metrics-enabled', 'legacy-observability-interface'],
  ...['cache-embedded-network-bind-address', 'cache-embedded-network-bind-port'],
]);

export function checkOptions(config: Config): Problem[] {
  const { env, secrets, buildOptions, version } = config.keycloak;
  const own = ownProperties(config);
  const owned = new Set([...Object.keys(own.plain), ...Object.keys(own.secrets)]);
  /** `value`: undefined for a secret. */
  const checkVariable = (place: string, name: string, value: string | undefined): Problem[] => {
    const ownedHere = owned.has(name) && !(place === 'env' && replaceable.has(name));
    const option = optionOf(name);
    const message =
      adminProblem(version, name) ??
      (ownedHere ? 'is set by kc-eb from other keys of this file' : undefined) ??
      placeProblem(version, option, 'run') ??
      managementSchemeProblem(option, value) ??
      adminAddressProblem(config, name, value) ??
      (value === undefined ? undefined : addressPortProblem(name, value)) ??
      (option === undefined || value === undefined ? undefined : valueProblem(version, option, value));
    return message === undefined ? [] : [{ path: ['keycloak', place, name], message }];
  };
  return [
    ...checkFeatures(config),
    ...poolProblems(config),
    ...Object.entries(env).flatMap(([name, value]) => checkVariable('env', name, value)),
    ...Object.keys(secrets).flatMap((name) => checkVariable('secrets', name, undefined)),
    ...Object.entries(buildOptions).flatMap(([name, value]) => {
      const message = placeProblem(version, name, 'build') ?? valueProblem(version, name, value);
      return message === undefined ? [] : [{ path: ['keycloak', 'buildOptions', name], message }];
    }),
  ];
}

/** Warnings, one sentence each, about options that no release of the table has, with the nearest known name. */
export function unknownOptions({ keycloak: { env, secrets, buildOptions } }: Config): string[] {
  const known = optionSpans.flatMap(({ names }) => names);
  const given = [
    ...[...Object.keys(env), ...Object.keys(secrets)].map((name) => [name, optionOf(name)] as const),
    ...Object.keys(buildOptions).map((name) => [name, name] as const),
  ];
  return given.flatMap(([name, option]) => {
    if (option === undefined || option.startsWith('spi-') || spansOf(optionSpans, option).length > 0)
      return [];
    return [`${name} is not a known option of Keycloak${suggestion(option, known, '.')}`];
  });
}

/** KEYCLOAK_ADMIN and KC_BOOTSTRAP_ADMIN_USERNAME name one setting in different releases. */
function adminProblem(release: Release, name: string): string | undefined {
  const { admin } = release.traits;
  for (const role of ['username', 'password'] as const) {
    const names = new Set(Object.values(keycloakVersions).map((traits) => traits.admin[role]));
    if (!names.has(name)) continue;
    const here = name === admin[role] ? '' : `is ${admin[role]} in Keycloak ${release.name}; `;
    return `${here}kc-eb sets it from admin.${role}`;
  }
  return undefined;
}

function placeProblem(
  release: Release,
  option: string | undefined,
  when: 'run' | 'build',
): string | undefined {
  if (option === undefined) return undefined;
  const all = spansOf(optionSpans, option);
  if (isAbsent(optionSpans, option, release)) return notInRelease(release, option, all);
  const key = Object.hasOwn(setByKey, option) ? setByKey[option] : undefined;
  if (key !== undefined) return `is set with ${key}`;
  if (wired.has(option))
    return 'is set by kc-eb: nginx, the health check, the heartbeat and the transport depend on it';
  const buildTime = isBuildTime(release, option);
  if (when === 'run' && buildTime) return `is a build-time option: use keycloak.buildOptions.${option}`;
  if (when === 'build' && all.length > 0 && !buildTime) {
    return `is a run-time option: use keycloak.env.${variableOf(option)}`;
  }
  return undefined;
}

function notInRelease(release: Release, option: string, spans: readonly OptionSpan[]): string {
  return `Keycloak ${release.name} does not have the option ${option} (available ${spanWords(spans)})${instead(option)}`;
}

function instead(option: string): string {
  const [advised = ''] = matchNames(Object.keys(advice), option);
  if (advice[advised] !== undefined) return `; ${advice[advised]}`;
  const [name = ''] = matchNames(Object.keys(successors), option);
  const successor = successors[name]?.replace('*', option.slice(name.length - 1));
  if (successor === undefined) return '';
  const key = setByKey[successor];
  return `; ${successor} replaces it${key === undefined ? '' : `, and is set with ${key}`}${wired.has(successor) ? ', and kc-eb sets it' : ''}`;
}
