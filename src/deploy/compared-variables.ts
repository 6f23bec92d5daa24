/** Run-time variables that decide whether nodes may be in one cluster. */
import type { ConfigurationOptionSetting } from '@aws-sdk/client-elastic-beanstalk';
import { looksSecret } from '../base/redact.ts';

export type Variables = Readonly<Record<string, string>>;

const plain = 'aws:elasticbeanstalk:application:environment';
const secrets = 'aws:elasticbeanstalk:application:environmentsecrets';

/** Variables without a meaning for a cluster: the first start alone reads them, and kc.sh rejects one without the other. */
const admin = /^KC_BOOTSTRAP_ADMIN_/;

/**
 * Keycloak's variables in an environment with these option settings. Keycloak rejects some options without their
 * password, whose value has no meaning for a cluster: each secret has the same value here.
 */
export function comparedVariables(settings: readonly ConfigurationOptionSetting[]): Variables {
  return Object.fromEntries(
    settings
      .filter(
        ({ Namespace = '', OptionName = '', Value }) =>
          [plain, secrets].includes(Namespace) &&
          OptionName.startsWith('KC_') &&
          !admin.test(OptionName) &&
          Value !== undefined &&
          Value !== '',
      )
      .map(({ Namespace, OptionName = '', Value = '' }) => [
        OptionName,
        Namespace === secrets || looksSecret(OptionName) ? 'secret' : Value,
      ]),
  );
}

/** Names of the variables that differ. */
export function differing(some: Variables, others: Variables): string[] {
  const names = new Set([...Object.keys(some), ...Object.keys(others)]);
  return [...names].filter((name) => some[name] !== others[name]).sort();
}

const dividing = new Set([
  ...['KC_DB_URL', 'KC_DB_URL_HOST', 'KC_DB_URL_PORT', 'KC_DB_URL_DATABASE', 'KC_DB_SCHEMA'],
  ...['KC_CACHE_STACK', 'KC_CACHE_EMBEDDED_MTLS_ENABLED'],
]);

/**
 * Names of the variables that surely divide nodes. Keycloak's own check does not cover them: 26.2 and 26.3 compare none.
 * No release compares the database where a whole URL is set (tried on 26.2.5, 26.3.5, 26.4.7, 26.5.6 and 26.7.3).
 */
export function dividingVariables(names: readonly string[]): string[] {
  return names.filter((name) => dividing.has(name));
}

/** Names of the variables by which nodes find, trust or understand each other, or share data; for want of Keycloak's check. */
export function possiblyDividingVariables(names: readonly string[]): string[] {
  return names.filter((name) => /^KC_(CACHE|DB_URL|DB_SCHEMA)(_|$)/.test(name));
}
