/** Finds what a project allows and its owner may not mean: one sentence each. */
import type { Config } from '../config/schema.ts';
import { databases } from '../keycloak/databases.ts';
import { logLevels } from '../config/log-levels.ts';
import { shutdownOf } from '../config/shutdown.ts';
import { environmentProperties, isRds, namesRds } from '../config/environment-properties.ts';
import { needsCacheFile } from '../config/derived-values.ts';
import { newestMinor, type Release } from '../keycloak/releases.ts';
import { isPlaceholderArn, placeholderHost, placeholderHostname } from '../config/placeholders.ts';
import { holdsSecret, redacted, shownSetting, shownValue } from '../base/redact.ts';

export function newerRelease({ name, newerThanTable }: Pick<Release, 'name' | 'newerThanTable'>): string[] {
  if (!newerThanTable) return [];
  return [`Keycloak ${name} is newer than this kc-eb supports; it is deployed as ${newestMinor}.`];
}

/** Lines that `verify` reads and Keycloak does not write to CloudWatch, or not in a form that can be read. */
export function hiddenLines(config: Config): string[] {
  return logLevels(config).hidden.map(
    (reason) => `${reason}: verify cannot read the lines that name why nodes are not one cluster.`,
  );
}

/** Variables of the user that let Keycloak wait for longer than the load balancer. */
export function longShutdown(config: Config): string[] {
  const { keycloakSeconds = 0, drainSeconds } = shutdownOf(config);
  if (keycloakSeconds <= drainSeconds) return [];
  return [
    `KC_SHUTDOWN_DELAY and KC_SHUTDOWN_TIMEOUT take up to ${keycloakSeconds} seconds, and the load balancer drains ${drainSeconds}.`,
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

/** Other vendors have TLS properties, which kc-eb sets on RDS. */
export function plainOracle({ database: { vendor, host }, keycloak: { env, secrets } }: Config): string[] {
  const url = env['KC_DB_URL'];
  const encrypted =
    /@tcps:|\(\s*protocol\s*=\s*tcps\s*\)/i.test(url ?? '') ||
    'KC_DB_URL' in secrets ||
    (env['KC_DB_TLS_MODE'] ?? 'disabled') !== 'disabled';
  return vendor === 'oracle' && (url === undefined ? isRds(host) : namesRds(url)) && !encrypted
    ? [
        'Connections to Oracle on Amazon RDS are not encrypted unless they are told to be: docs/databases.md says how.',
      ]
    : [];
}

/** The stack in the cache file has its own connection to the database. */
export function urlBesidePing(config: Config): string[] {
  const { version, env, secrets } = config.keycloak;
  if (!('KC_DB_URL' in env || 'KC_DB_URL' in secrets)) return [];
  if (!needsCacheFile(config) || version.traits.jdbcPing !== 'file') return [];
  return [
    `KC_DB_URL does not apply to node discovery in ${version.name}: database.host, port, name and properties must lead to the same database.`,
  ];
}

/** Examples of kc-eb init for values that only the user has. */
export function placeholders({ database, admin }: Config): string[] {
  const left = [
    ...(database.host === placeholderHost ? ['database.host'] : []),
    ...(isPlaceholderArn(database.password) ? ['database.password'] : []),
    ...(isPlaceholderArn(admin.password) ? ['admin.password'] : []),
  ];
  return left.map((key) => `${key} is still the example of kc-eb init; a deployment to AWS will fail.`);
}

/** Nodes start with the example and can form one cluster. */
export function placeholderUrl({ keycloak: { hostname } }: Config): string[] {
  if (new URL(hostname).hostname !== placeholderHostname) return [];
  return [
    'keycloak.hostname is still the example of kc-eb init; Keycloak will send browsers there and put it into tokens.',
  ];
}

/** Browsers treat localhost as secure, and `--local` uses it. */
export function plainHostname({ keycloak: { hostname } }: Config): string[] {
  const url = new URL(hostname);
  if (url.protocol === 'https:' || url.hostname === 'localhost') return [];
  return [`keycloak.hostname is ${hostname}: passwords and cookies are not encrypted.`];
}

export function missingCertificate({ keycloak: { hostname }, network }: Config): string[] {
  const isDue = new URL(hostname).protocol === 'https:' && network.scheme === 'public';
  if (!isDue || network.certificate !== undefined) return [];
  return [
    `keycloak.hostname is ${hostname}, but network.certificate is not set: the load balancer accepts HTTP only.`,
  ];
}

export function foreignCertificate({ network: { certificate }, region }: Config): string[] {
  const [, , service, place = '?'] = certificate?.split(':') ?? [];
  if (certificate === undefined || service !== 'acm' || place === region) return [];
  return [`${certificate} is in ${place}, but the load balancer is in ${region}.`];
}

export function missingSecurityGroup({ cluster, options }: Config): string[] {
  const { DisableDefaultEC2SecurityGroup: value = '' } = options['aws:autoscaling:launchconfiguration'] ?? {};
  if (!cluster.enabled || value.toLowerCase() !== 'true') return [];
  return ['DisableDefaultEC2SecurityGroup is true in options: the ports of the cluster stay closed.'];
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

/** Option settings are visible to everyone who can describe the environment, build options to who can pull the image. */
export function plainSecrets({ keycloak: { env, buildOptions }, database, options }: Config): string[] {
  const looks = (
    values: Readonly<Record<string, string>>,
    shown: (name: string, value: string) => string = shownValue,
  ): string[] => Object.keys(values).filter((name) => shown(name, values[name] ?? '') === redacted);
  const instead = (key: string): string =>
    `${key} looks like a secret; set its ARN under keycloak.secrets instead.`;
  return [
    ...looks(env).map((name) => instead(`keycloak.env.${name}`)),
    ...looks(buildOptions).map(
      (name) => `keycloak.buildOptions.${name} looks like a secret; everyone with the image can read it.`,
    ),
    ...(holdsSecret(database.properties ?? '')
      ? ['database.properties contains what looks like a secret; set its ARN as database.password instead.']
      : []),
    ...Object.entries(options).flatMap(([namespace, values]) =>
      looks(values, (name, value) => shownSetting(namespace, name, value)).map((name) =>
        instead(`options.${namespace}.${name}`),
      ),
    ),
  ];
}
