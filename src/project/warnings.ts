import type { Config } from '../config/schema.ts';
import { databases } from '../keycloak/databases.ts';
import { environmentProperties, isRds } from '../config/environment-properties.ts';
import { unknownFeatures } from '../config/feature-checks.ts';
import { needsCacheFile } from '../config/derived-values.ts';
import { newestMinor, type Release } from '../keycloak/releases.ts';
import { unknownOptions } from '../config/option-checks.ts';
import { isPlaceholderArn, placeholderHost, placeholderHostname } from '../config/placeholders.ts';
import { holdsSecret, redacted, shownSetting, shownValue } from '../base/redact.ts';
import { unusableFiles } from './user-files.ts';

/** What is allowed and yet may not be meant, one sentence each. `userFiles`: as for renderImage. */
export function warnings(config: Config, userFiles: readonly string[]): string[] {
  const { keycloak, cluster } = config;
  return [
    ...newerRelease(keycloak.version),
    ...(cluster.enabled && cluster.network === 'bridge'
      ? ['cluster.network is bridge: nodes advertise addresses of Docker, and never become one cluster.']
      : []),
    ...(cluster.enabled
      ? []
      : ['cluster.enabled is false: each node has caches of its own and sees changes of the others late.']),
    ...missingDriver(config, userFiles),
    ...unusableFiles(config, userFiles),
    ...plainOracle(config),
    ...urlBesidePing(config),
    ...unknownOptions(config),
    ...unknownFeatures(config),
    ...placeholders(config),
    ...placeholderUrl(config),
    ...delicateValues(config),
    ...plainSecrets(config),
  ];
}

export function newerRelease({ name, newerThanTable }: Pick<Release, 'name' | 'newerThanTable'>): string[] {
  if (!newerThanTable) return [];
  return [
    `Keycloak ${name} is newer than what this kc-eb knows; it is deployed as if it were ${newestMinor}.`,
  ];
}

/** https://www.keycloak.org/server/db#_installing_a_database_driver */
export function missingDriver(
  { keycloak, database: { vendor } }: Config,
  userFiles: readonly string[],
): string[] {
  if (keycloak.version.traits.drivers.includes(vendor)) return [];
  const { driver, driverFiles } = databases[vendor];
  const missing = driverFiles.filter(
    (file) => !userFiles.some((path) => path.startsWith(`providers/${file}`) && path.endsWith('.jar')),
  );
  if (missing.length === 0) return [];
  return [
    `Keycloak ${keycloak.version.name} brings no driver for ${vendor} (${driver}): put ${missing.map((file) => `${file}*.jar`).join(' and ')} into providers/.`,
  ];
}

/** The vendors that have TLS properties get them on RDS. */
function plainOracle({ database: { vendor, host }, keycloak: { env, secrets } }: Config): string[] {
  const asked =
    /@tcps:/i.test(env['KC_DB_URL'] ?? '') ||
    'KC_DB_URL' in secrets ||
    (env['KC_DB_TLS_MODE'] ?? 'disabled') !== 'disabled';
  return vendor === 'oracle' && isRds(host) && !asked
    ? [
        'Connections to Oracle on Amazon RDS are not encrypted unless they are told to be: docs/databases.md says how.',
      ]
    : [];
}

/** The stack in the cache file connects by itself. */
function urlBesidePing(config: Config): string[] {
  const { version, env, secrets } = config.keycloak;
  if (!('KC_DB_URL' in env || 'KC_DB_URL' in secrets)) return [];
  if (!needsCacheFile(config) || version.traits.jdbcPing !== 'file') return [];
  return [
    `KC_DB_URL is read by Keycloak alone: in ${version.name} nodes find each other through database.host, port, name and properties, which must lead to the same database.`,
  ];
}

/** Values that kc-eb init has made up, since only the user can know them. */
export function placeholders({ database, admin }: Config): string[] {
  const left = [
    ...(database.host === placeholderHost ? ['database.host'] : []),
    ...(isPlaceholderArn(database.password) ? ['database.password'] : []),
    ...(isPlaceholderArn(admin.password) ? ['admin.password'] : []),
  ];
  return left.map(
    (key) => `${key} is still the example that kc-eb init wrote; a deployment to AWS will fail.`,
  );
}

/** The nodes start with it, and can be one cluster. */
export function placeholderUrl({ keycloak: { hostname } }: Config): string[] {
  if (new URL(hostname).hostname !== placeholderHostname) return [];
  return [
    'keycloak.hostname is still the example that kc-eb init wrote; Keycloak will send browsers there, and name it in tokens.',
  ];
}

/**
 * Beanstalk doubles "$" in .env, and how it quotes the rest is not documented.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/create_deploy_docker.container.console.html
 */
export function delicateValues(config: Config): string[] {
  return Object.entries(environmentProperties(config).plain)
    .filter(([, value]) => /[$"'`\\\n\r#]/.test(value))
    .map(
      ([name]) =>
        `The value of ${name} holds $, a quote, a backslash, # or a line break, which may not reach the container as it is; a secret, or base64, is safer.`,
    );
}

/** Option settings show to everybody who may describe the environment, and build options to who may pull the image. */
export function plainSecrets({ keycloak: { env, buildOptions }, database, options }: Config): string[] {
  const looks = (
    values: Readonly<Record<string, string>>,
    shown: (name: string, value: string) => string = shownValue,
  ): string[] => Object.keys(values).filter((name) => shown(name, values[name] ?? '') === redacted);
  const instead = (key: string): string =>
    `${key} looks like a secret; its ARN under keycloak.secrets would not show it.`;
  return [
    ...looks(env).map((name) => instead(`keycloak.env.${name}`)),
    ...looks(buildOptions).map(
      (name) => `keycloak.buildOptions.${name} looks like a secret, and the image keeps it for all to read.`,
    ),
    ...(holdsSecret(database.properties ?? '')
      ? ['database.properties holds what looks like a secret; database.password is the place for it, by ARN.']
      : []),
    ...Object.entries(options).flatMap(([namespace, values]) =>
      looks(values, (name, value) => shownSetting(namespace, name, value)).map((name) =>
        instead(`options.${namespace}.${name}`),
      ),
    ),
  ];
}
