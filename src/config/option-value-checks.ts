/** Checks values of Keycloak's options that take certain ones only. */
import type { Config } from './schema.ts';
import { isFrom, type Release } from '../keycloak/releases.ts';
import { valueSpans } from '../keycloak/option-values.ts';
import { covers } from '../keycloak/release-ranges.ts';

/** Why the option does not take the value; undefined where it does, or where it is not known what it takes. */
export function whyNotValue(release: Release, option: string, value: string): string | undefined {
  const known = valuesOf(release, option);
  if (known.length === 0) return undefined;
  const same = option.includes('-level') ? (text: string) => text.toLowerCase() : (text: string) => text;
  const wrong = value.split(',').filter((part) => !known.includes(same(part.trim())));
  if (wrong.length === 0) return undefined;
  return `Keycloak ${release.name} takes ${known.join(', ')} here, not ${wrong.join(', ')}`;
}

function valuesOf(release: Release, option: string): string[] {
  if (release.newerThanTable) return [];
  const entries = valueSpans
    .filter((span) => covers(span, release))
    .flatMap(({ names }) => names)
    .map((entry) => entry.split('=') as [string, string]);
  const exact = entries.filter(([name]) => name === option);
  const found =
    exact.length > 0
      ? exact
      : entries.filter(([name]) => name.endsWith('*') && option.startsWith(name.slice(0, -1)));
  return found.flatMap(([, values]) => values.split(','));
}

/**
 * The address of the admin console. kc-eb gives hostname v1 the whole URL of it, which excludes hostname-admin; v2 takes
 * nothing but a URL. https://www.keycloak.org/server/hostname
 */
export function whyNotAdminAddress(
  { keycloak: { version } }: Config,
  name: string,
  value: string | undefined,
): string | undefined {
  const v1 = !isFrom(version, '25.0');
  if (name === 'KC_HOSTNAME_ADMIN' && v1) {
    return 'kc-eb sets hostname-admin-url, and Keycloak takes one of the two: give the whole URL as KC_HOSTNAME_ADMIN_URL';
  }
  const isAddress = name === (v1 ? 'KC_HOSTNAME_ADMIN_URL' : 'KC_HOSTNAME_ADMIN');
  return !isAddress || value === undefined || /^https?:\/\/[^\s/]+/.test(value)
    ? undefined
    : 'must be a URL such as https://admin.example.com';
}
