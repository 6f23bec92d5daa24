import type { LocalTarget } from '../ports.ts';
import type { Config } from './config.ts';
import { databases } from './database.ts';

/**
 * The same deployment with what Local Beanstalk provides in place of the user's database, host name and secrets.
 * The image is the same one, unless the database is of a kind that only AWS has.
 */
export function localize(config: Config, local: LocalTarget): Config {
  const { host, port, username, passwordArn } = local.database;
  const { vendor, name } = config.database;
  return {
    ...config,
    keycloak: { ...config.keycloak, hostname: local.url },
    database: {
      vendor: databases[vendor].localVendor,
      name,
      host,
      port,
      username,
      password: passwordArn,
    },
    admin: { ...config.admin, password: local.adminPasswordArn },
    // Its balancer speaks HTTP only.
    network: { ...config.network, certificate: undefined },
  };
}
