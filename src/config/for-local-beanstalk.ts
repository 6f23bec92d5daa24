import type { LocalTarget } from '../ports.ts';
import type { Config } from './schema.ts';
import { databases, type DatabaseVendor } from '../keycloak/databases.ts';
import { UserError } from '../base/user-error.ts';

/**
 * The same deployment with what Local Beanstalk provides in place of the user's database, host name and secrets.
 * The image is the same one, unless the database is of a kind that only AWS has or that another was started for.
 * Throws UserError 'local' where it runs a database of another kind.
 */
export function localize(config: Config, local: LocalTarget): Config {
  const { host, port, username, passwordArn } = local.database;
  return {
    ...config,
    keycloak: { ...config.keycloak, hostname: local.url },
    database: {
      vendor: vendorOf(config.database.vendor, local.database),
      name: config.database.name,
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

function vendorOf(
  configured: DatabaseVendor,
  { vendor, standsFor }: LocalTarget['database'],
): DatabaseVendor {
  const { localVendor } = databases[configured];
  // Instances that only report have no database.
  if (vendor === undefined || vendor === localVendor) return localVendor;
  if (standsFor === configured) return vendor;
  throw new UserError('local', `Local Beanstalk runs ${vendor}, and database.vendor is ${configured}.`, {
    hint: `kc-eb local stop, then kc-eb local start runs ${configured}; with --database ${vendor}, ${vendor} stands for it.`,
  });
}
