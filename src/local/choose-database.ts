import { databases, type DatabaseVendor } from '../keycloak/databases.ts';
import { UserError } from '../base/user-error.ts';
import { type LocalDatabaseVendor, localDatabaseVendors } from '../local-beanstalk/base/database-vendors.ts';

export interface ChosenDatabase {
  vendor: LocalDatabaseVendor;
  /** database.vendor of kc-eb.yaml when it was started; undefined: there was no kc-eb.yaml. */
  standsFor?: string | undefined;
}

/**
 * Which database Local Beanstalk runs. `asked`: with --database. What ran `before` goes on while kc-eb.yaml names the
 * same vendor. Throws UserError 'local' for one that cannot be run here.
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
  throw new UserError('local', `Local Beanstalk cannot run the database ${configured}.`, {
    hint: `It has ${localDatabaseVendors.join(', ')}: with kc-eb local start --database postgres, postgres stands for it, and --local builds the image for postgres.`,
  });
}
