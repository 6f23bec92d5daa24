/**
 * Database servers that `kc-eb bootstrap` creates.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Welcome.html and https://www.keycloak.org/server/db
 */
import { UserError } from '../base/user-error.ts';
import type { BootstrapOptions } from '../config/keys/bootstrap-schema.ts';
import type { Config } from '../config/schema.ts';
import type { DatabaseVendor } from '../keycloak/databases.ts';

export interface Engine {
  /** Engine of RDS. */
  readonly name: string;
  /** Default of bootstrap.engineVersion; undefined: RDS chooses it, and a later upgrade is not a drift. */
  readonly version?: string;
  /** Templates in templates/bootstrap/ that are merged into stack.yaml. */
  readonly templates: readonly string[];
  /** Further templates for bootstrap.multiAz, where RDS has no property for it. */
  readonly multiAzTemplates: readonly string[];
}

type Kind = NonNullable<BootstrapOptions['database']>;

const instance = { templates: ['instance'], multiAzTemplates: [] };
const aurora = {
  name: 'aurora-postgresql',
  ...{ templates: ['aurora'], multiAzTemplates: ['aurora-reader'] },
};

const engines: Record<DatabaseVendor, Partial<Record<Kind, Engine>>> = {
  postgres: { instance: { ...instance, name: 'postgres' }, 'aurora-serverless': aurora },
  'aurora-postgres': { 'aurora-serverless': aurora },
  mysql: { instance: { ...instance, name: 'mysql' } },
  // Its older default character set is latin1, and the parameter group that changes it belongs to one version.
  mariadb: {
    instance: { ...instance, name: 'mariadb', version: '11.8.9', templates: ['instance', 'character-set'] },
  },
  mssql: {},
  oracle: {},
};

/** True when kc-eb creates servers of this vendor. */
export function creates(vendor: DatabaseVendor): boolean {
  return Object.keys(engines[vendor]).length > 0;
}

/** The kind of server: bootstrap.database, or the first one of the vendor. */
export function kindOf({ database: { vendor }, bootstrap }: Config): Kind {
  const [first = 'instance'] = Object.keys(engines[vendor]) as Kind[];
  return bootstrap.database ?? first;
}

/** Throws UserError 'usage' when kc-eb creates no such server. */
export function engineOf(config: Config): Engine {
  const { vendor } = config.database;
  const kind = kindOf(config);
  const engine = engines[vendor][kind];
  if (engine !== undefined) return engine;
  const kinds = Object.keys(engines[vendor]);
  throw new UserError(
    'usage',
    `kc-eb bootstrap cannot create this server: ${kind} for database.vendor ${vendor}.`,
    {
      hint:
        kinds.length > 0
          ? `Set bootstrap.database to ${kinds.join(' or ')}.`
          : 'Create the database by hand, and set database.host and database.password in kc-eb.yaml.',
    },
  );
}
