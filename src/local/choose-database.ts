import { databases, type DatabaseVendor } from '../keycloak/databases.ts';
import { UserError } from '../base/user-error.ts';
import { type LocalDatabaseVendor, localDatabaseVendors } from '../local-beanstalk/base/database-vendors.ts';

export interface ChosenDatabase {
  vendor: LocalDatabaseVendor;
  /** database.vendor of kc-eb.yaml at the start; undefined without a kc-eb.yaml. */
  standsFor?: string | undefined;
}

/**
 * The database that Local Beanstalk runs. `asked`: from --database. Without it, the database of `before` continues while
 * kc-eb.yaml names the same vendor. Throws UserError 'local' for a vendor that cannot run here.
 */
export function chooseDatabase(
  asked: LocalDatabaseVendor | undefined,
  configured: DatabaseVendor | undefined,
  before: ChosenDatabase | undefined,
): ChosenDatabase {
  if (asked !== undefined) return { vendor: asked, standsFor: configured };
  const same = configured === undefined || configured === before?.standsFor;
  if (before !== undefined && same) return { vendor: before.vendor, standsFor: before.standsFor };
  return { vendor: vendorFor(configured ?? 'postgres'), standsFor: configured };
}

function vendorFor(configured: DatabaseVendor): LocalDatabaseVendor {
  const { localVendor } = databases[configured];
  const found = localDatabaseVendors.find((candidate) => candidate === localVendor);
  if (found !== undefined) return found;
  throw new UserError('local', `Local Beanstalk cannot run this database: ${configured}`, {
    hint: `Run kc-eb local start --database postgres; --local then builds the image for it. Choices: ${localDatabaseVendors.join(', ')}.`,
  });
}
