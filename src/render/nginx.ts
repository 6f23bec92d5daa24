/** The configuration of nginx, which stands between load balancer and Keycloak on each instance. */
import { pathPrefix } from '../config/derived-values.ts';
import type { Config } from '../config/schema.ts';
import { trustedSenders } from '../config/trusted-proxies.ts';
import { fillTemplate } from '../base/template.ts';
import { healthPath } from './option-settings.ts';

/** Paths for operators. https://www.keycloak.org/server/reverseproxy#_exposed_path_recommendations */
const hiddenPaths = ['/health', '/metrics'];

/** A path and what is below it, for a server that ends its segments early too. nginx compares the decoded path. */
function below(path: string): string {
  return String.raw`"^${path.replaceAll('.', '[.]')}([/;#?%\\\\\s]|$)"`;
}

export function nginxConf(config: Config, template: string): string {
  const prefix = pathPrefix(config);
  const hidden = new Set([...hiddenPaths, ...hiddenPaths.map((path) => `${prefix}${path}`)]);
  const { ranges, recursive } = trustedSenders(config.network);
  return fillTemplate(template, {
    healthPath,
    managementPort: String(config.keycloak.version.traits.managementPort),
    prefix,
    refusals: [...hidden].map((path) => `    location ~ ${below(path)} { return 404; }`).join('\n'),
    believed: ranges.map((range) => `    ${range} 1;`).join('\n'),
    realIpFrom: ranges.map((range) => `    set_real_ip_from ${range};`).join('\n'),
    recursive: recursive ? 'on' : 'off',
  });
}
