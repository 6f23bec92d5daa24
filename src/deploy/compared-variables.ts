/** Run-time variables that tell whether nodes which run with them may be in one cluster with others. */
import type { ConfigurationOptionSetting } from '@aws-sdk/client-elastic-beanstalk';
import { looksSecret } from '../base/redact.ts';

export type Variables = Readonly<Record<string, string>>;

const plain = 'aws:elasticbeanstalk:application:environment';
const secrets = 'aws:elasticbeanstalk:application:environmentsecrets';

/** Of no cluster: made at the first start only, and kc.sh refuses the one without the other. */
const admin = /^KC_BOOTSTRAP_ADMIN_/;

/**
 * Those that an environment with these option settings hands to Keycloak. Some options are refused without the password
 * that belongs to them, and what it is matters to no cluster: each secret has the same value here.
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

/** Names of those that are not the same. */
export function differing(some: Variables, others: Variables): string[] {
  const names = new Set([...Object.keys(some), ...Object.keys(others)]);
  return [...names].filter((name) => some[name] !== others[name]).sort();
}

const dividing = new Set([
  ...['KC_DB_URL', 'KC_DB_URL_HOST', 'KC_DB_URL_PORT', 'KC_DB_URL_DATABASE', 'KC_DB_SCHEMA'],
  ...['KC_CACHE_STACK', 'KC_CACHE_EMBEDDED_MTLS_ENABLED'],
]);

/**
 * Those that surely divide nodes. Keycloak itself is no help with them: 26.2 and 26.3 look at none, and no release looks
 * at the database where a whole URL is set (tried on 26.2.5, 26.3.5, 26.4.7, 26.5.6 and 26.7.3).
 */
export function thoseThatDivide(names: readonly string[]): string[] {
  return names.filter((name) => dividing.has(name));
}

/** All by which nodes find, trust or understand each other, or share their data: where nobody can be asked. */
export function thoseThatMayDivide(names: readonly string[]): string[] {
  return names.filter((name) => /^KC_(CACHE|DB_URL|DB_SCHEMA)(_|$)/.test(name));
}
