import { describe, expect, test } from 'vitest';
import { checkOptions, unknownOptions } from '../../src/config/option-checks.ts';
import { buildTimeSpans, optionSpans } from '../../src/keycloak/options.ts';
import { planUpgrade } from '../../src/upgrade/plan.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';

const arn = 'arn:aws:ssm:us-east-1:123456789012:parameter/x';

function withOptions(
  version: string,
  place: 'env' | 'secrets' | 'buildOptions',
  name: string,
  value = place === 'secrets' ? arn : /level/i.test(name) ? 'info' : 'x',
): ReturnType<typeof exampleConfig> {
  const config = exampleConfig();
  return {
    ...config,
    keycloak: { ...config.keycloak, version: asRelease(version), [place]: { [name]: value } },
  };
}

describe('options that a release does not know are named, with what to use', () => {
  test.each([
    [
      '26.7.3',
      'env',
      'KC_PROXY',
      /has no option proxy .*22\.0 to 25\.0.*proxy-headers does its work, and kc-eb sets it itself/,
    ],
    [
      '26.0.8',
      'env',
      'KC_HOSTNAME_URL',
      /has no option hostname-url .*hostname does its work, and is set with keycloak\.hostname/,
    ],
    [
      '26.7.3',
      'env',
      'KC_HOSTNAME_STRICT_BACKCHANNEL',
      /from 22\.0 to 24\.0\); hostname-backchannel-dynamic says the opposite: for true leave it out, for false set it to true$/,
    ],
    ['24.0.5', 'env', 'KC_HOSTNAME_BACKCHANNEL_DYNAMIC', /hostname-strict-backchannel says the opposite/],
    ['25.0.6', 'env', 'KC_HOSTNAME_ADMIN_URL', /from 22\.0 to 24\.0\); hostname-admin does its work$/],
    ['25.0.6', 'env', 'KC_HOSTNAME_PATH', /hostname does its work, and is set with keycloak\.hostname$/],
    ['26.0.8', 'env', 'KC_LOG_GELF_HOST', /from 22\.0 to 25\.0\); GELF was removed; syslog takes its place/],
    ['26.4.7', 'env', 'KC_DB_ACTIVE_STORE', /in 26\.3 only\); db-enabled-store does its work$/],
    ['26.7.3', 'buildOptions', 'proxy', /has no option proxy/],
    [
      '26.7.3',
      'env',
      'KEYCLOAK_ADMIN',
      /calls this KC_BOOTSTRAP_ADMIN_USERNAME; kc-eb sets it itself, from admin\.username/,
    ],
    [
      '26.7.3',
      'secrets',
      'KEYCLOAK_ADMIN_PASSWORD',
      /calls this KC_BOOTSTRAP_ADMIN_PASSWORD; .*admin\.password/,
    ],
    [
      '22.0.5',
      'env',
      'KC_BOOTSTRAP_ADMIN_USERNAME',
      /Keycloak 22\.0\.5 calls this KEYCLOAK_ADMIN; .*admin\.username/,
    ],
    ['22.0.5', 'env', 'KC_PROXY_HEADERS', /has no option proxy-headers .*from 24\.0 on.*proxy does its work/],
    ['23.0.7', 'env', 'KC_HTTP_MANAGEMENT_PORT', /has no option http-management-port .*from 25\.0 on/],
    ['26.3.5', 'env', 'KC_CACHE_EMBEDDED_NETWORK_BIND_ADDRESS', /from 26\.4 on/],
    ['23.0.7', 'buildOptions', 'storage', /in 22\.0 only/],
  ] as const)('%s %s %s', (version, place, name, message) => {
    expect(checkOptions(withOptions(version, place, name))).toEqual([
      { path: ['keycloak', place, name], message: expect.stringMatching(message) as string },
    ]);
  });
});

describe('options in the wrong place', () => {
  test.each([
    ['26.7.3', 'env', 'KC_FEATURES', 'is set with keycloak.features'],
    ['26.7.3', 'env', 'KC_DB_PASSWORD', 'kc-eb sets it itself, from other keys of this file'],
    ['26.7.3', 'env', 'KC_HOSTNAME', 'kc-eb sets it itself, from other keys of this file'],
    ['26.7.3', 'buildOptions', 'db', 'is set with database.vendor'],
    [
      '26.7.3',
      'env',
      'KC_TRACING_ENABLED',
      'is settled when the image is built: keycloak.buildOptions.tracing-enabled',
    ],
    [
      '26.7.3',
      'env',
      'KC_SPI_EMAIL_TEMPLATE__PROVIDER',
      'is settled when the image is built: keycloak.buildOptions.spi-email-template--provider',
    ],
    [
      '24.0.5',
      'env',
      'KC_SPI_THEME_FREEMARKER_ENABLED',
      'is settled when the image is built: keycloak.buildOptions.spi-theme-freemarker-enabled',
    ],
    ['26.7.3', 'buildOptions', 'log-level', 'is a run-time option: keycloak.env.KC_LOG_LEVEL'],
    [
      '26.7.3',
      'env',
      'KC_HTTP_PORT',
      'is for kc-eb to set: nginx, the health check and the transport rely on it',
    ],
  ] as const)('%s %s %s', (version, place, name, message) => {
    expect(checkOptions(withOptions(version, place, name))).toEqual([
      { path: ['keycloak', place, name], message },
    ]);
  });

  test('cache-stack is settled by the build until 24, and at the start from 25 on', () => {
    expect(checkOptions(withOptions('24.0.5', 'buildOptions', 'cache-stack'))).toEqual([]);
    expect(checkOptions(withOptions('24.0.5', 'env', 'KC_CACHE_STACK'))).toHaveLength(1);
    expect(checkOptions(withOptions('25.0.6', 'buildOptions', 'cache-stack'))).toHaveLength(1);
    expect(checkOptions(withOptions('25.0.6', 'env', 'KC_CACHE_STACK'))).toEqual([]);
  });
});

describe('values that an option does not take', () => {
  test.each([
    ['26.7.3', 'env', 'KC_LOG', 'console,gelf', 'Keycloak 26.7.3 takes console, file, syslog here, not gelf'],
    ['24.0.5', 'env', 'KC_LOG', 'syslog', 'Keycloak 24.0.5 takes gelf, console, file here, not syslog'],
    ['26.7.3', 'env', 'KC_LOG_CONSOLE_OUTPUT', 'JSON', 'Keycloak 26.7.3 takes default, json here, not JSON'],
    ['26.7.3', 'buildOptions', 'vault', 'aws', 'Keycloak 26.7.3 takes file, keystore here, not aws'],
    [
      '26.7.3',
      'env',
      'KC_HOSTNAME_ADMIN',
      'admin.example.com',
      'must be a URL such as https://admin.example.com',
    ],
    ['24.0.5', 'env', 'KC_HOSTNAME_ADMIN_URL', 'admin', 'must be a URL such as https://admin.example.com'],
    [
      '24.0.5',
      'env',
      'KC_HOSTNAME_ADMIN',
      'admin.example.com',
      'kc-eb sets hostname-admin-url, and Keycloak takes one of the two: give the whole URL as KC_HOSTNAME_ADMIN_URL',
    ],
  ] as const)('%s %s %s=%s', (version, place, name, value, message) => {
    expect(checkOptions(withOptions(version, place, name, value))).toEqual([
      { path: ['keycloak', place, name], message },
    ]);
  });

  test.each([
    ['25.0.6', 'KC_LOG', 'console,gelf'],
    ['26.7.3', 'KC_LOG_CONSOLE_LEVEL', 'INFO'],
    ['26.7.3', 'KC_LOG_LEVEL', 'INFO,org.keycloak:debug'],
    ['26.7.3', 'KC_LOG_LEVEL_ORG_KEYCLOAK', 'Debug'],
    ['26.8.0', 'KC_LOG', 'console,teleprinter'],
    ['26.7.3', 'KC_CACHE_STACK', 'my-own'],
    ['26.7.3', 'KC_HOSTNAME_ADMIN', 'https://admin.example.com'],
    ['24.0.5', 'KC_HOSTNAME_ADMIN_URL', 'https://admin.example.com'],
  ])('%s takes %s=%s', (version, name, value) => {
    expect(checkOptions(withOptions(version, 'env', name, value))).toEqual([]);
  });
});

describe('options that are fine', () => {
  test.each([
    ['26.7.3', 'env', 'KC_LOG_LEVEL'],
    ['26.1.4', 'env', 'KC_LOG_LEVEL_ORG_KEYCLOAK'],
    ['22.0.5', 'env', 'KC_HOSTNAME_STRICT_BACKCHANNEL'],
    ['26.7.3', 'env', 'JAVA_OPTS_APPEND'],
    ['26.7.3', 'env', 'KC_SPI_THEME_DEFAULT'],
    ['26.9.0', 'env', 'KC_DB_TLS_MODE'],
    ['26.7.3', 'buildOptions', 'transaction-xa-enabled'],
    ['26.7.3', 'secrets', 'KC_HTTPS_KEY_STORE_PASSWORD'],
  ] as const)('%s %s %s', (version, place, name) => {
    const config = withOptions(version, place, name);
    expect(checkOptions(config)).toEqual([]);
    expect(unknownOptions(config)).toEqual([]);
  });
});

test('upgrade from 24 to 25 names the options of hostname v1', () => {
  const env = { KC_HOSTNAME_STRICT_HTTPS: 'false', KC_HOSTNAME_ADMIN_URL: 'https://admin.example.com' };
  const config = withOptions('24.0.5', 'env', 'x');
  const { problems } = planUpgrade({ ...config, keycloak: { ...config.keycloak, env } }, '25.0.6');
  expect(problems).toEqual(Object.keys(env).map((name) => expect.stringContaining(name) as string));
});

test('an option that no release has is warned of, not refused: it may be newer than the table', () => {
  const config = withOptions('26.7.3', 'env', 'KC_LOG_CONSOLE_OUTPT');
  expect(checkOptions(config)).toEqual([]);
  expect(unknownOptions(config)).toEqual([
    "kc-eb knows no option KC_LOG_CONSOLE_OUTPT of Keycloak's; log-console-output is one.",
  ]);
});

test('the table names each option once', () => {
  for (const spans of [optionSpans, buildTimeSpans]) {
    const names = spans.flatMap((span) => span.names);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  }
});
