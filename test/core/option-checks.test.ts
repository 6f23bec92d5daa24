import { describe, expect, test } from 'vitest';
import { checkOptions, unknownOptions } from '../../src/core/option-checks.ts';
import { buildTimeSpans, optionSpans } from '../../src/core/keycloak-options.ts';
import { exampleConfig } from '../fakes/example-config.ts';

const arn = 'arn:aws:ssm:us-east-1:123456789012:parameter/x';

function withOptions(
  version: string,
  place: 'env' | 'secrets' | 'buildOptions',
  name: string,
): ReturnType<typeof exampleConfig> {
  const config = exampleConfig();
  const value = place === 'secrets' ? arn : 'x';
  return { ...config, keycloak: { ...config.keycloak, version, [place]: { [name]: value } } };
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
    ['26.7.3', 'env', 'KC_HOSTNAME_STRICT_BACKCHANNEL', /hostname-backchannel-dynamic does its work$/],
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
