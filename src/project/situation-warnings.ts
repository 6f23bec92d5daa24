/** Finds values that deploy, and mislead users or nodes: one sentence each. */
import { healthPath, isProxied, needsCacheFile, pathPrefix } from '../config/derived-values.ts';
import { isRds } from '../config/environment-properties.ts';
import { bitsOf } from '../config/keys/admin-from.ts';
import type { Config } from '../config/schema.ts';
import { databases } from '../keycloak/databases.ts';

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
  const { schemaProperty } = databases[config.database.vendor];
  if (!('KC_DB_SCHEMA' in env || 'KC_DB_SCHEMA' in secrets) || schemaProperty === undefined) return [];
  if (!needsCacheFile(config) || version.traits.jdbcPing !== 'file') return [];
  const schema = env['KC_DB_SCHEMA'] ?? 'SCHEMA';
  if (config.database.properties?.includes(schemaProperty) === true) return [];
  return [
    `KC_DB_SCHEMA does not apply to node discovery in Keycloak ${version.name}: its table JGROUPSPING goes to the default schema. Add ${schemaProperty}=${schema} to database.properties.`,
  ];
}

/** `database.properties` replaces the default, also where it has nothing about TLS. */
export function propertiesWithoutTls({ database: { vendor, host, properties = '' } }: Config): string[] {
  const { tlsProperties } = databases[vendor];
  if (properties === '' || tlsProperties === '' || !isRds(host) || /ssl|tls|encrypt/i.test(properties))
    return [];
  return [
    `database.properties replaces the TLS default of Amazon RDS (${tlsProperties}): connections may not be encrypted.`,
  ];
}

/** nginx then takes the proxy for the client. */
export function proxyAsClient(config: Config): string[] {
  const { adminFrom = [], trustedProxies } = config.network;
  const isLocal = new URL(config.keycloak.hostname).hostname === 'localhost';
  if (adminFrom.length === 0 || trustedProxies.length > 0 || isLocal || !isProxied(config)) return [];
  return [
    'network.adminFrom is compared with the address of the proxy before the load balancer, not with those of clients: name the proxy in network.trustedProxies.',
  ];
}
