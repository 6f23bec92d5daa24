import { describe, expect, test } from 'vitest';
import { checkOptions, unknownOptions } from '../../src/config/option-checks.ts';
import { buildTimeSpans, optionSpans } from '../../src/keycloak/options.ts';
import { typeOfOption } from '../../src/keycloak/option-types.ts';
import { planUpgrade } from '../../src/upgrade/plan.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';

const arn = 'arn:aws:ssm:us-east-1:123456789012:parameter/x';

/** A value that the option can take. */
function valueFor(name: string): string {
  if (/level/i.test(name)) return 'info';
  return typeOfOption(name.replace(/^KC_/, '').toLowerCase().replaceAll('_', '-')) === undefined
    ? 'x'
    : 'true';
}

function withOptions(
  version: string,
  place: 'env' | 'secrets' | 'buildOptions',
  name: string,
  value = place === 'secrets' ? arn : valueFor(name),
): ReturnType<typeof exampleConfig> {
  const config = exampleConfig();
  return {
    ...config,
    keycloak: { ...config.keycloak, version: asRelease(version), [place]: { [name]: value } },
  };
}

describe('options that a release lacks are reported with their replacement', () => {
  test.each([
    [
      '26.7.3',
      'env',
      'KC_PROXY',
      /Keycloak 26\.7\.3 .*option proxy .*22\.0 to 25\.0.*proxy-headers replaces it, and kc-eb sets it/,
    ],
    [
      '26.0.8',
      'env',
      'KC_HOSTNAME_URL',
      /option hostname-url .*hostname replaces it, and is set with keycloak\.hostname/,
    ],
    [
      '26.7.3',
      'env',
      'KC_HOSTNAME_STRICT_BACKCHANNEL',
      /from 22\.0 to 24\.0\); hostname-backchannel-dynamic .*opposite/,
    ],
    ['24.0.5', 'env', 'KC_HOSTNAME_BACKCHANNEL_DYNAMIC', /; hostname-strict-backchannel .*opposite/],
    ['25.0.6', 'env', 'KC_HOSTNAME_ADMIN_URL', /from 22\.0 to 24\.0\); hostname-admin replaces it$/],
    ['25.0.6', 'env', 'KC_HOSTNAME_PATH', /; hostname replaces it, and is set with keycloak\.hostname$/],
    ['26.0.8', 'env', 'KC_LOG_GELF_HOST', /from 22\.0 to 25\.0\); GELF .*syslog/],
    ['26.4.7', 'env', 'KC_DB_ACTIVE_STORE', /in 26\.3 only\); db-enabled-store replaces it$/],
    ['26.7.3', 'buildOptions', 'proxy', /option proxy \(/],
    [
      '26.7.3',
      'env',
      'KEYCLOAK_ADMIN',
      /KC_BOOTSTRAP_ADMIN_USERNAME in Keycloak 26\.7\.3; .*admin\.username/,
    ],
    [
      '26.7.3',
      'secrets',
      'KEYCLOAK_ADMIN_PASSWORD',
      /KC_BOOTSTRAP_ADMIN_PASSWORD in Keycloak 26\.7\.3; .*admin\.password/,
    ],
    [
      '22.0.5',
      'env',
      'KC_BOOTSTRAP_ADMIN_USERNAME',
      /KEYCLOAK_ADMIN in Keycloak 22\.0\.5; .*admin\.username/,
    ],
    ['22.0.5', 'env', 'KC_PROXY_HEADERS', /option proxy-headers .*from 24\.0 on.*; proxy replaces it/],
    ['23.0.7', 'env', 'KC_HTTP_MANAGEMENT_PORT', /option http-management-port .*from 25\.0 on/],
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
    ['26.7.3', 'env', 'KC_FEATURES', /keycloak\.features$/],
    ['26.7.3', 'env', 'KC_DB_PASSWORD', /set by kc-eb from other keys/],
    ['26.7.3', 'env', 'KC_HOSTNAME', /set by kc-eb from other keys/],
    ['26.7.3', 'buildOptions', 'db', /database\.vendor$/],
    ['26.7.3', 'env', 'KC_TRACING_ENABLED', /build-time.* keycloak\.buildOptions\.tracing-enabled$/],
    [
      '26.7.3',
      'env',
      'KC_SPI_EMAIL_TEMPLATE__PROVIDER',
      /build-time.* keycloak\.buildOptions\.spi-email-template--provider$/,
    ],
    [
      '24.0.5',
      'env',
      'KC_SPI_THEME_FREEMARKER_ENABLED',
      /build-time.* keycloak\.buildOptions\.spi-theme-freemarker-enabled$/,
    ],
    ['26.7.3', 'buildOptions', 'log-level', /run-time.* keycloak\.env\.KC_LOG_LEVEL$/],
    ['26.7.3', 'env', 'KC_HTTP_PORT', /set by kc-eb: nginx/],
    ['26.7.3', 'buildOptions', 'metrics-enabled', /set by kc-eb: nginx/],
    ['22.0.5', 'env', 'KC_METRICS_ENABLED', /set by kc-eb: nginx/],
  ] as const)('%s %s %s', (version, place, name, message) => {
    expect(checkOptions(withOptions(version, place, name))).toEqual([
      { path: ['keycloak', place, name], message: expect.stringMatching(message) as string },
    ]);
  });

  test('cache-stack is a build-time option until 24, and a run-time option from 25 on', () => {
    expect(checkOptions(withOptions('24.0.5', 'buildOptions', 'cache-stack'))).toEqual([]);
    expect(checkOptions(withOptions('24.0.5', 'env', 'KC_CACHE_STACK'))).toHaveLength(1);
    expect(checkOptions(withOptions('25.0.6', 'buildOptions', 'cache-stack'))).toHaveLength(1);
    expect(checkOptions(withOptions('25.0.6', 'env', 'KC_CACHE_STACK'))).toEqual([]);
  });
});

describe('values that an option does not accept', () => {
  test.each([
    ['26.7.3', 'env', 'KC_LOG', 'console,gelf', /console, file, syslog .*26\.7\.3 \(got gelf\)$/],
    ['24.0.5', 'env', 'KC_LOG', 'syslog', /gelf, console, file .*24\.0\.5 \(got syslog\)$/],
    ['26.7.3', 'env', 'KC_LOG_CONSOLE_OUTPUT', 'JSON', /default, json .*\(got JSON\)$/],
    ['26.7.3', 'buildOptions', 'vault', 'aws', /file, keystore .*\(got aws\)$/],
    ['26.7.3', 'env', 'KC_HOSTNAME_ADMIN', 'admin.example.com', /^must be a URL/],
    ['24.0.5', 'env', 'KC_HOSTNAME_ADMIN_URL', 'admin', /^must be a URL/],
    ['24.0.5', 'env', 'KC_HOSTNAME_ADMIN', 'admin.example.com', /KC_HOSTNAME_ADMIN_URL$/],
  ] as const)('%s %s %s=%s', (version, place, name, value, message) => {
    expect(checkOptions(withOptions(version, place, name, value))).toEqual([
      { path: ['keycloak', place, name], message: expect.stringMatching(message) as string },
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
  ])('%s accepts %s=%s', (version, name, value) => {
    expect(checkOptions(withOptions(version, 'env', name, value))).toEqual([]);
  });
});

test.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__'])(
  'an option of the name %s has no key of kc-eb',
  (name) => {
    expect(checkOptions(withOptions('26.7.3', 'buildOptions', name, 'x'))).toEqual([]);
  },
);

describe('values of the wrong type', () => {
  test.each([
    [
      '26.7.3',
      'env',
      'KC_DB_POOL_MAX_SIZE',
      'abc',
      /whole number for db-pool-max-size of Keycloak 26\.7\.3 \(got abc\)$/,
    ],
    ['22.0.5', 'env', 'KC_DB_POOL_MAX_SIZE', '10.5', /whole number/],
    ['26.7.3', 'env', 'KC_DB_POOL_MAX_SIZE', '99999999999', /whole number/],
    ['26.7.3', 'env', 'KC_DB_POOL_MAX_SIZE_STORE', 'abc', /whole number for db-pool-max-size-store/],
    ['26.7.3', 'env', 'KC_CACHE_EMBEDDED_USERS_MAX_COUNT', '10k', /whole number/],
    ['23.0.7', 'env', 'KC_LOG_CONSOLE_COLOR', 'yes', /true or false/],
    ['23.0.7', 'env', 'KC_LOG_CONSOLE_COLOR', 'TRUE', /true or false/],
    ['22.0.5', 'env', 'KC_LOG_CONSOLE_COLOR', 'maybe', /true or false/],
    ['26.7.3', 'buildOptions', 'transaction-xa-enabled', 'x', /true or false/],
    ['26.7.3', 'env', 'KC_TRACING_SAMPLER_RATIO', 'half', /number such as/],
    ['26.7.3', 'env', 'KC_SHUTDOWN_DELAY', '5 s', /duration/],
    ['26.7.3', 'env', 'KC_DB_CONNECT_TIMEOUT', '10sec', /duration/],
    ['26.7.3', 'env', 'KC_DB_CONNECT_TIMEOUT', 'PT', /duration/],
    ['26.7.3', 'env', 'KC_LOG_FILE_ROTATION_MAX_FILE_SIZE', '10 MB', /size/],
    ['26.7.3', 'env', 'KC_LOG_LEVEL', 'LOUD', /levels such as info.*\(got LOUD\)/],
    ['22.0.5', 'env', 'KC_LOG_LEVEL', 'info,org.keycloak:loud', /\(got org\.keycloak:loud\)/],
    ['25.0.6', 'env', 'KC_LOG_LEVEL', 'info,,debug', /levels such as info/],
    ['25.0.6', 'env', 'KC_LOG_LEVEL', 'a:b:info', /\(got a:b:info\)/],
  ] as const)('%s %s %s=%s', (version, place, name, value, message) => {
    expect(checkOptions(withOptions(version, place, name, value))).toEqual([
      { path: ['keycloak', place, name], message: expect.stringMatching(message) as string },
    ]);
  });

  test.each([
    ['26.7.3', 'KC_DB_POOL_MAX_SIZE', '50'],
    ['26.7.3', 'KC_DB_POOL_MAX_SIZE', ''],
    ['26.7.3', 'KC_LOG_LEVEL', 'INFO, org.keycloak:Debug,'],
    ['22.0.5', 'KC_LOG_LEVEL', '${LEVEL}'],
    ['26.7.3', 'KC_DB_POOL_MAX_SIZE', '${POOL:50}'],
    ['26.7.3', 'KC_DB_POOL_MAX_SIZE_STORE', '50'],
    ['26.9.0', 'KC_DB_POOL_MAX_SIZE', 'auto'],
    ['22.0.5', 'KC_LOG_CONSOLE_COLOR', 'TRUE'],
    ['26.7.3', 'KC_TRACING_SAMPLER_RATIO', '0.1'],
    ['26.7.3', 'KC_HTTPS_CERTIFICATES_RELOAD_PERIOD', '-1'],
    ['26.7.3', 'KC_SHUTDOWN_DELAY', '500ms'],
    ['26.7.3', 'KC_DB_CONNECT_TIMEOUT', 'PT1M30.5S'],
    ['26.7.3', 'KC_DB_CONNECT_TIMEOUT', 'P1DT2H'],
    ['26.7.3', 'KC_DB_CONNECT_TIMEOUT', '1h30m'],
    ['26.7.3', 'KC_LOG_SYSLOG_MAX_LENGTH', '2k'],
  ])('%s accepts %s=%s', (version, name, value) => {
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

test('an option that no release has gives a warning, not an error: it may be newer than the table', () => {
  const config = withOptions('26.7.3', 'env', 'KC_LOG_CONSOLE_OUTPT');
  expect(checkOptions(config)).toEqual([]);
  expect(unknownOptions(config)).toEqual([
    expect.stringMatching(/^KC_LOG_CONSOLE_OUTPT .*did you mean log-console-output\?$/),
  ]);
});

test('the table names each option once', () => {
  for (const spans of [optionSpans, buildTimeSpans]) {
    const names = spans.flatMap((span) => span.names);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  }
});
