/** Finds values that deploy, and mislead users or nodes: one sentence each. */
import { healthPath, isProxied, needsCacheFile, pathPrefix } from '../config/derived-values.ts';
import { isRds, namesRds } from '../config/environment-properties.ts';
import { bitsOf } from '../config/keys/admin-from.ts';
import type { Config } from '../config/schema.ts';
import { databases } from '../keycloak/databases.ts';
import { readProperties, withoutTls } from '../keycloak/jdbc-properties.ts';

/** Keycloak takes the URL of the admin console unchanged. https://www.keycloak.org/server/hostname */
export function adminPath(config: Config): string[] {
  const { env } = config.keycloak;
  return ['KC_HOSTNAME_ADMIN', 'KC_HOSTNAME_ADMIN_URL'].flatMap((name) => {
    const url = env[name];
    if (url === undefined || !URL.canParse(url)) return [];
    const path = new URL(url).pathname.replace(/(?<!\/)\/+$/, '');
    const prefix = pathPrefix(config);
    return path === prefix
      ? []
      : [
          `${name} has the path ${path === '' ? '/' : path}, and Keycloak serves ${prefix === '' ? '/' : prefix} (keycloak.relativePath): the admin console answers 404.`,
        ];
  });
}

/** nginx, on the same instance, is the only proxy that Keycloak sees. https://www.keycloak.org/server/reverseproxy */
export function distrustedNginx({ keycloak: { env }, cluster: { network } }: Config): string[] {
  const trusted = env['KC_PROXY_TRUSTED_ADDRESSES'];
  if (trusted === undefined || network !== 'host' || trusted.split(',').some(holdsLoopback)) return [];
  return [
    'KC_PROXY_TRUSTED_ADDRESSES does not hold 127.0.0.1, the address of nginx: Keycloak takes every user for 127.0.0.1.',
  ];
}

function holdsLoopback(range: string): boolean {
  const [, address, bits = '32'] = /^\s*(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?\s*$/.exec(range) ?? [];
  return address !== undefined && bitsOf('127.0.0.1').startsWith(bitsOf(address).slice(0, Number(bits)));
}

/** An instance that the load balancer takes out of service is lost without an error: the update has succeeded before. */
export function otherHealthPath({ options }: Config): string[] {
  const path = options['aws:elasticbeanstalk:environment:process:default']?.['HealthCheckPath'];
  if (path === undefined || path === healthPath) return [];
  return [
    `HealthCheckPath is ${path}, in place of ${healthPath}: the load balancer drops each instance that does not answer 200 there. Keycloak may also answer before it is ready.`,
  ];
}

/** JDBC_PING of a cache file has its own connection and its own table. */
export function schemaBesidePing(config: Config): string[] {
  const { version, env, secrets } = config.keycloak;
  const { vendor, host, properties } = config.database;
  const { schemaProperty, tlsProperties } = databases[vendor];
  if (!('KC_DB_SCHEMA' in env || 'KC_DB_SCHEMA' in secrets) || schemaProperty === undefined) return [];
  if (!readsDatabaseKeys(config) || isLocal(config)) return [];
  const wanted = env['KC_DB_SCHEMA'];
  const found = readProperties(vendor, properties ?? '').findLast(
    ({ name }) => name === schemaProperty,
  )?.value;
  if (found !== undefined && (wanted === undefined || leadsTo(wanted, found))) return [];
  const reason = `KC_DB_SCHEMA does not apply to node discovery in Keycloak ${version.name}: its table JGROUPSPING goes to`;
  const right = `${schemaProperty}=${wanted ?? 'SCHEMA'}`;
  if (found !== undefined) {
    return [
      `${reason} another schema. database.properties has ${schemaProperty}=${found}: set it to ${wanted ?? 'SCHEMA'}.`,
    ];
  }
  const advice =
    properties === undefined && isRds(host)
      ? `Set database.properties to ${tlsProperties}&${right}, which keeps TLS.`
      : `Add ${right} to database.properties.`;
  return [`${reason} the default schema. ${advice}`];
}

/** PostgreSQL creates tables in the first schema of its search path, and folds names without quotes. */
function leadsTo(schema: string, path: string): boolean {
  const plain = (name: string): string =>
    name
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .toLowerCase();
  const [first = ''] = path.split(',');
  return [schema, path].some((text) => text.includes('${')) || plain(first) === plain(schema);
}

/** True when node discovery connects with the keys of `database`, whatever KC_DB_URL and KC_DB_SCHEMA are. */
function readsDatabaseKeys(config: Config): boolean {
  return needsCacheFile(config) && config.keycloak.version.traits.jdbcPing === 'file';
}

/** True with --local, whose database takes no properties and serves nobody else. */
function isLocal({ keycloak: { hostname } }: Config): boolean {
  return new URL(hostname).hostname === 'localhost';
}

/** A URL or properties of the user replace the default, also where they have nothing about TLS. */
export function lostTls(config: Config): string[] {
  const { vendor, host, properties = '' } = config.database;
  const { env, secrets } = config.keycloak;
  const { tlsProperties } = databases[vendor];
  if ((env['KC_DB_TLS_MODE'] ?? 'disabled') !== 'disabled') return [];
  const url = env['KC_DB_URL'];
  const isReplaced = url !== undefined || 'KC_DB_URL' in secrets;
  const places = [
    ...(url !== undefined && namesRds(url) ? [['KC_DB_URL', url] as const] : []),
    ...(properties !== '' && isRds(host) && (!isReplaced || readsDatabaseKeys(config))
      ? [['database.properties', properties] as const]
      : []),
  ];
  return places.flatMap(([place, text]) => {
    const lost = withoutTls(vendor, text);
    // Keycloak fills ${…} in, maybe with a property.
    if (lost === undefined || text.includes('${')) return [];
    return [
      `${place} replaces the TLS default of Amazon RDS (${tlsProperties}): ${lost}. Add ${tlsProperties.slice(1)} to it.`,
    ];
  });
}

/** nginx then takes the proxy for the client. */
export function proxyAsClient(config: Config): string[] {
  const { adminFrom = [], trustedProxies } = config.network;
  if (adminFrom.length === 0 || trustedProxies.length > 0 || isLocal(config) || !isProxied(config)) return [];
  return [
    'network.adminFrom is compared with the address of the proxy before the load balancer, not with those of clients: name the proxy in network.trustedProxies.',
  ];
}
