/** The configuration of nginx, which stands between load balancer and Keycloak on each instance. */
import { adminPath, healthPath, operatorPaths, pathPrefix } from '../config/derived-values.ts';
import type { Config } from '../config/schema.ts';
import { strangerText } from '../config/keys/admin-from.ts';
import { trustedSenders } from '../config/trusted-proxies.ts';
import { fillTemplate } from '../base/template.ts';

/** A path and what is below it, for a server that ends its segments early too. nginx compares the decoded path. */
function below(path: string): string {
  return String.raw`"^${path.replaceAll('.', '[.]')}([/;#?%\\\\\s]|$)"`;
}

/** The client's address is the one that Keycloak gets. Keycloak's own 403 passes: nginx leaves answers of an upstream alone. */
function adminLocations(path: string, adminFrom: Config['network']['adminFrom']): string[] {
  if (adminFrom === undefined) return [];
  return [
    '',
    '    # network.adminFrom.',
    `    location ~ ${below(path)} {`,
    '        satisfy all;',
    ...adminFrom.map((range) => `        allow ${range};`),
    '        deny all;',
    '        error_page 403 @stranger;',
    '        proxy_pass http://keycloak;',
    '    }',
    '    location @stranger {',
    '        default_type text/plain;',
    `        return 403 "$remote_addr${strangerText}\\n";`,
    '    }',
  ];
}

export function nginxConf(config: Config, template: string): string {
  const prefix = pathPrefix(config);
  const { ranges, recursive } = trustedSenders(config.network);
  return fillTemplate(template, {
    healthPath,
    managementPort: String(config.keycloak.version.traits.managementPort),
    prefix,
    refusals: [
      ...operatorPaths(config).map((path) => `    location ~ ${below(path)} { return 404; }`),
      ...adminLocations(adminPath(config), config.network.adminFrom),
    ].join('\n'),
    believed: ranges.map((range) => `    ${range} 1;`).join('\n'),
    realIpFrom: ranges.map((range) => `    set_real_ip_from ${range};`).join('\n'),
    recursive: recursive ? 'on' : 'off',
  });
}
