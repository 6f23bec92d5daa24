/**
 * Database servers that `kc-eb bootstrap` creates.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Welcome.html and https://www.keycloak.org/server/db
 */
import { UserError } from '../base/user-error.ts';
import type { BootstrapOptions } from '../config/bootstrap-schema.ts';
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

type Kind = BootstrapOptions['database'];

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

/** Throws UserError 'usage' when kc-eb creates no such server. */
export function engineOf({ database: { vendor } }: Config, { database: kind }: BootstrapOptions): Engine {
  const engine = engines[vendor][kind];
  if (engine !== undefined) return engine;
  const kinds = Object.keys(engines[vendor]);
  throw new UserError('usage', `kc-eb bootstrap creates no ${kind} for database.vendor ${vendor}.`, {
    hint:
      kinds.length > 0
        ? `Set bootstrap.database to ${kinds.join(' or ')}.`
        : 'Create the database by hand, and set database.host and database.password in kc-eb.yaml.',
  });
}
