import { placeholderHost } from '../config/placeholders.ts';
import type { DatabaseVendor } from '../keycloak/databases.ts';

/** Databases that `kc-eb bootstrap` creates. */
const bootstrapped: Readonly<Record<DatabaseVendor, boolean>> = {
  postgres: true,
  mysql: true,
  mariadb: true,
  mssql: false,
  oracle: false,
  'aurora-postgres': true,
};

/**
 * The command that brings the user on. `answered`: whether AWS answered; undefined when it was not asked. Without an
 * account, that is Local Beanstalk.
 */
export function nextCommand({
  host = placeholderHost,
  vendor,
  answered,
}: {
  host: string | undefined;
  vendor: string;
  answered: boolean | undefined;
}): string {
  if (answered === false) return 'kc-eb local start';
  if (host !== placeholderHost) return 'kc-eb doctor';
  return Object.entries(bootstrapped).some(([name, can]) => can && name === vendor)
    ? 'kc-eb bootstrap'
    : 'kc-eb doctor';
}
