import { creates } from '../bootstrap/engines.ts';
import { placeholderHost } from '../config/placeholders.ts';
import { databaseVendors } from '../keycloak/databases.ts';

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
  const known = databaseVendors.find((name) => name === vendor);
  return known !== undefined && creates(known) ? 'kc-eb bootstrap' : 'kc-eb doctor';
}
