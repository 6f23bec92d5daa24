import { describe, expect, test } from 'vitest';
import { checkConfig } from '../../src/config/cross-checks.ts';
import { optionSpans } from '../../src/keycloak/options.ts';
import { optionTypes, rangeOf } from '../../src/keycloak/option-types.ts';
import { readEvidence } from '../evidence/read-evidence.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';
import { provenReleases } from '../versions/releases.ts';

const arn = 'arn:aws:ssm:us-east-1:123456789012:parameter/x';

function problemsOf(version: string, env: Record<string, string>, secrets = {}): [string, string][] {
  const { keycloak } = exampleConfig();
  const config = exampleConfig({ keycloak: { ...keycloak, version: asRelease(version), env, secrets } });
  return checkConfig(config).map(({ path, message }) => [path.slice(2).join('.'), message]);
}

describe('values out of range', () => {
  test.each([
    ['26.7.3', 'KC_HTTPS_PORT', '99999', /from 1 to 65535 for https-port/],
    ['22.0.5', 'KC_HTTPS_PORT', '0', /from 1 to 65535/],
    ['26.7.3', 'KC_HTTPS_PORT', '-8443', /from 1 to 65535/],
    ['26.7.3', 'KC_HTTPS_PORT', 'x', /a whole number/],
    ['26.7.3', 'KC_CACHE_EMBEDDED_NETWORK_EXTERNAL_PORT', '65536', /from 1 to 65535/],
    ['26.7.3', 'KC_DB_URL_PORT_STORE', '99999', /from 1 to 65535/],
    ['25.0.6', 'KC_LOG_GELF_PORT', '99999', /from 1 to 65535/],
    ['22.0.5', 'KC_HOSTNAME_PORT', '99999', /from 1 to 65535/],
    ['22.0.5', 'KC_HOSTNAME_PORT', '0', /from 1 to 65535/],
    ['26.7.3', 'KC_DB_POOL_MAX_SIZE', '-5', /at least 1/],
    ['22.0.5', 'KC_DB_POOL_MAX_SIZE', '0', /at least 1/],
    ['26.7.3', 'KC_DB_POOL_MIN_SIZE', '-1', /at least 0/],
    ['26.7.3', 'KC_DB_POOL_INITIAL_SIZE', '-1', /at least 0/],
    ['26.7.3', 'KC_DB_POOL_MAX_SIZE_STORE', '0', /at least 1/],
    ['26.7.3', 'KC_HTTP_POOL_MAX_THREADS', '0', /at least 1/],
    ['26.7.3', 'KC_LOG_CONSOLE_ASYNC_QUEUE_LENGTH', '-1', /at least 1/],
    ['26.7.3', 'KC_CACHE_EMBEDDED_MTLS_ROTATION_INTERVAL_DAYS', '0', /at least 1/],
    ['26.7.3', 'KC_DB_URL', 'jdbc:postgresql://db.example.com:99999/x', /port 99999/],
    ['26.7.3', 'KC_DB_URL', 'jdbc:postgresql://a:5432,b:0/x', /port 0/],
    ['26.7.3', 'KC_DB_URL', 'jdbc:oracle:thin:@//db:70000:ORCL', /port 70000/],
    ['26.7.3', 'KC_TRACING_ENDPOINT', 'http://localhost:99999', /port 99999/],
    ['26.7.3', 'KC_LOG_SYSLOG_ENDPOINT', 'localhost:99999', /port 99999/],
    ['26.7.3', 'KC_HOSTNAME_ADMIN', 'https://admin.example.com:99999', /port 99999/],
    ['24.0.5', 'JAVA_OPTS_APPEND', '-Xmx1g -Djgroups.bind.port=99999', /jgroups\.bind\.port=99999/],
    ['26.7.3', 'JAVA_OPTS_APPEND', '-Djgroups.external_port=70000 -Dx=y', /jgroups\.external_port=70000/],
  ])('%s %s=%s', (version, name, value, message) => {
    expect(problemsOf(version, { [name]: value })).toEqual([[name, expect.stringMatching(message)]]);
  });

  test.each([
    ['KC_HTTP_PORT', /set by kc-eb/],
    ['KC_HTTP_MANAGEMENT_PORT', /set by kc-eb/],
    ['KC_DB_URL_PORT', /set by kc-eb/],
    ['KC_CACHE_EMBEDDED_NETWORK_BIND_PORT', /set by kc-eb/],
    ['KC_CACHE_REMOTE_PORT', /external Infinispan/],
  ])('%s is not the user’s', (name, message) => {
    expect(problemsOf('26.7.3', { [name]: '99999' })).toContainEqual([name, expect.stringMatching(message)]);
  });
});

test.each([
  ['26.7.3', 'KC_HTTPS_PORT', '1'],
  ['26.7.3', 'KC_HTTPS_PORT', '65535'],
  ['26.7.3', 'KC_HTTPS_PORT', '${PORT}'],
  ['26.7.3', 'KC_HTTPS_PORT', ''],
  ['27.0.0', 'KC_HTTPS_PORT', '99999'],
  ['22.0.5', 'KC_HOSTNAME_PORT', '-1'],
  ['26.7.3', 'KC_DB_POOL_MIN_SIZE', '0'],
  ['26.7.3', 'KC_CACHE_EMBEDDED_USERS_MAX_COUNT', '-1'],
  ['26.7.3', 'KC_DB_URL', 'jdbc:postgresql://[2001:db8::99]:5432/x?a=b:99999'],
  ['26.7.3', 'KC_DB_URL', 'jdbc:postgresql://db/x'],
  ['26.7.3', 'KC_LOG_SYSLOG_ENDPOINT', 'localhost:514'],
  ['26.7.3', 'JAVA_OPTS_APPEND', '-Djgroups.external_port=0 -Djgroups.bind.port=7800 -Dx=99999'],
])('%s accepts %s=%s', (version, name, value) => {
  expect(problemsOf(version, { [name]: value })).toEqual([]);
});

describe('the least and the most of a pool', () => {
  const min = 'KC_DB_POOL_MIN_SIZE';
  const max = 'KC_DB_POOL_MAX_SIZE';
  test.each<[Record<string, string>, string]>([
    [{ [min]: '60', [max]: '50' }, min],
    [{ [min]: '101' }, min],
    [{ [`${min}_STORE`]: '2', [`${max}_STORE`]: '1' }, `${min}_STORE`],
  ])('%j is rejected', (env, name) => {
    expect(problemsOf('26.7.3', env)).toEqual([[name, expect.stringMatching(/at most/)]]);
  });

  test.each<[Record<string, string>, object]>([
    [{ [min]: '50', [max]: '50' }, {}],
    [{ [min]: '100' }, {}],
    [{ [min]: '101', [max]: '${MAX}' }, {}],
    [{ [min]: '101' }, { [max]: arn }],
    [{ [`${min}_STORE`]: '200' }, {}],
  ])('%j is taken', (env, secrets) => {
    expect(problemsOf('26.7.3', env, secrets)).toEqual([]);
  });

  test('the default is that of all releases', () => {
    const defaults = provenReleases.map(
      (version) => readEvidence(version).option('db-pool-max-size')?.default,
    );
    expect([...new Set(defaults)]).toEqual(['100']);
  });
});

test('an option whose name ends with port is one, and each default is in its range', () => {
  const numbers = optionTypes.find(({ words }) => words === 'a whole number')?.options ?? [];
  const ports = optionSpans.flatMap(({ names }) => names).filter((name) => /-port(-\*)?$/.test(name));
  expect(ports.length).toBeGreaterThan(8);
  for (const name of ports) {
    expect([name, rangeOf(name.replace('*', 'x'))]).toEqual([name, expect.objectContaining({ to: 65535 })]);
    expect(numbers).toContain(name.replace('-*', ''));
  }
  for (const version of provenReleases) {
    for (const name of numbers.filter((one) => !one.includes('*'))) {
      const initial = readEvidence(version).option(name)?.default;
      const { from = -Infinity, to = Infinity, or } = rangeOf(name) ?? {};
      const isInside = initial === undefined || (Number(initial) >= from && Number(initial) <= to);
      expect([name, isInside || Number(initial) === or]).toEqual([name, true]);
    }
  }
});
