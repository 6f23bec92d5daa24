/** Values that follow from several keys of kc-eb.yaml. */
import type { Config } from './schema.ts';

/** Path on which nginx reports Keycloak's readiness to the load balancer. */
export const healthPath = '/kc-eb/ready';

/** True when the image needs a cache file: on request, or for a JDBC_PING stack that the release lacks. */
export function needsCacheFile({ cluster, keycloak }: Config): boolean {
  if (!cluster.enabled) return false;
  return cluster.cache === 'file' || keycloak.version.traits.jdbcPing === 'file';
}

/** keycloak.relativePath as a prefix: "" for "/", "/auth" for "/auth/". */
export function pathPrefix({ keycloak }: Config): string {
  return keycloak.relativePath.replace(/(?<!\/)\/+$/, '');
}

/** Paths that nginx hides from the public. https://www.keycloak.org/server/reverseproxy#_exposed_path_recommendations */
export function operatorPaths(config: Config): string[] {
  const prefix = pathPrefix(config);
  return [...new Set(['', prefix].flatMap((start) => [`${start}/health`, `${start}/metrics`]))];
}

/** The path that network.adminFrom opens to its clients alone. */
export function adminPath(config: Config): string {
  return `${pathPrefix(config)}/admin`;
}

/** Origin and relative path, in the form that hostname v1's -url options and hostname v2 accept. */
export function publicUrl(config: Config): string {
  return `${new URL(config.keycloak.hostname).origin}${pathPrefix(config)}`;
}

/** True when the load balancer does not serve the public URL itself: HTTPS ends before it, or on another port. */
export function isProxied({ keycloak, network }: Config): boolean {
  const { protocol, port } = new URL(keycloak.hostname);
  const hasHttps = network.certificate !== undefined;
  return network.trustedProxies.length > 0 || port !== '' || (protocol === 'https:' && !hasHttps);
}
