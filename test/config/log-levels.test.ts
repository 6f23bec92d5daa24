import { expect, test } from 'vitest';
import type { Config } from '../../src/config/schema.ts';
import { environmentProperties } from '../../src/config/environment-properties.ts';
import { logLevels } from '../../src/config/log-levels.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';

const config = exampleConfig();
const arn = 'arn:aws:ssm:us-east-1:123456789012:parameter/x';

function levelsOf(
  env: Record<string, string>,
  version = '26.7.3',
  changes: Partial<Config['keycloak']> = {},
) {
  return logLevels(
    exampleConfig({ keycloak: { ...config.keycloak, env, version: asRelease(version), ...changes } }),
  );
}

const read = ['org.infinispan.CLUSTER:info', 'io.quarkus:info'];
const bootstrap = 'org.keycloak.services.resources.KeycloakApplication:info';
const unchanged = { variables: {}, added: [], hidden: [] };

test.each<[Record<string, string>, string]>([
  [{}, '26.7.3'],
  [{ KC_LOG_LEVEL: 'INFO' }, '22.0.5'],
  [{ KC_LOG_LEVEL: 'debug,org.hibernate:warn' }, '26.7.3'],
  [{ KC_LOG_LEVEL: 'warn,org.infinispan:info,io.quarkus:debug' }, '26.5.6'],
  [{ KC_LOG_CONSOLE_LEVEL: 'debug' }, '26.7.3'],
  [{ KC_LOG_LEVEL: 'verbose' }, '26.7.3'],
  [{ KC_LOG_LEVEL: 'warn,a:b:c' }, '26.7.3'],
  [{ KC_LOG_CONSOLE_OUTPUT: 'json', KC_LOG_CONSOLE_FORMAT: '%p%n' }, '26.7.3'],
  [{ KC_LOG_CONSOLE_FORMAT: '%d{mm:ss} %-5p %m%n' }, '26.7.3'],
])('%o on %s hides nothing', (env, version) => {
  expect(levelsOf(env, version)).toEqual(unchanged);
});

test.each<[string, string, string[]]>([
  ['warn', '22.0.5', read],
  ['warn', '26.5.6', read],
  ['warn,info', '26.5.6', read],
  ['info,warn', '22.0.5', read],
  ['WARN', '26.6.4', [...read, bootstrap]],
  ['warn,org.hibernate:debug,', '26.0.8', read],
  ['warn,io.quarkus:info', '26.0.8', ['org.infinispan.CLUSTER:info']],
  ['info,org.infinispan:warn', '26.7.3', ['org.infinispan.CLUSTER:info']],
  ['error', '25.0.6', [...read, 'org.jgroups:warn', 'io.agroal.pool:warn']],
  [
    'OFF',
    '26.7.3',
    [
      ...[...read, bootstrap, 'org.jgroups:warn', 'io.agroal.pool:warn', 'org.keycloak.jgroups:error'],
      'org.keycloak.quarkus.runtime.cli.ExecutionExceptionHandler:error',
    ],
  ],
])('%s on %s gets the categories that it hides', (level, version, added) => {
  const text = level.replace(/,$/, '');
  expect(levelsOf({ KC_LOG_LEVEL: level }, version)).toEqual({
    variables: { KC_LOG_LEVEL: [text, ...added].join(',') },
    added,
    hidden: [],
  });
});

test('a variable of one category counts before KC_LOG_LEVEL', () => {
  expect(levelsOf({ KC_LOG_LEVEL_ORG_INFINISPAN: 'warn' })).toMatchObject({
    variables: { KC_LOG_LEVEL: 'info,org.infinispan.CLUSTER:info' },
  });
  expect(levelsOf({ KC_LOG_LEVEL: 'info,io.quarkus:info', KC_LOG_LEVEL_IO_QUARKUS: 'warn' })).toMatchObject({
    added: [],
    hidden: [expect.stringContaining('KC_LOG_LEVEL_IO_QUARKUS')],
  });
});

test('a category that the user has set stays unchanged', () => {
  const levels = levelsOf({ KC_LOG_LEVEL: 'info,org.infinispan.CLUSTER:error' });
  expect(levels).toMatchObject({ variables: {}, added: [] });
  expect(levels.hidden).toEqual([expect.stringMatching(/KC_LOG_LEVEL .*org\.infinispan\.CLUSTER .*error/)]);
});

test('without a cluster, nothing changes', () => {
  const keycloak = { ...config.keycloak, env: { KC_LOG_LEVEL: 'off' } };
  expect(logLevels(exampleConfig({ keycloak, cluster: { ...config.cluster, enabled: false } }))).toEqual(
    unchanged,
  );
});

test.each<[Record<string, string>, string, Record<string, string>]>([
  [
    { KC_LOG_CONSOLE_LEVEL: 'warn' },
    '26.0.8',
    { KC_LOG_CONSOLE_LEVEL: 'info', KC_LOG_LEVEL: ['warn', ...read].join(',') },
  ],
  [
    { KC_LOG_CONSOLE_LEVEL: 'WARN', KC_LOG_LEVEL: 'debug,org.hibernate:trace,org.keycloak:error' },
    '26.3.5',
    {
      KC_LOG_CONSOLE_LEVEL: 'info',
      // Quarkus' own level of SQL_SLOW is info.
      KC_LOG_LEVEL: ['warn,org.hibernate.SQL_SLOW:warn,org.hibernate:warn,org.keycloak:error', ...read].join(
        ',',
      ),
    },
  ],
  [
    { KC_LOG_CONSOLE_LEVEL: 'warn', KC_LOG_LEVEL: 'error,io.quarkus:debug', KC_LOG_LEVEL_ORG_X: 'info' },
    '26.2.5',
    {
      KC_LOG_CONSOLE_LEVEL: 'info',
      KC_LOG_LEVEL: 'error,io.quarkus:info,org.infinispan.CLUSTER:info,org.jgroups:warn,io.agroal.pool:warn',
      KC_LOG_LEVEL_ORG_X: 'warn',
    },
  ],
  [
    { KC_LOG_CONSOLE_LEVEL: 'warn', KC_LOG_LEVEL_IO_QUARKUS: 'all' },
    '26.1.4',
    {
      KC_LOG_CONSOLE_LEVEL: 'info',
      KC_LOG_LEVEL: 'warn,org.infinispan.CLUSTER:info',
      KC_LOG_LEVEL_IO_QUARKUS: 'info',
    },
  ],
])('the level of the console moves to the others: %o on %s', (env, version, variables) => {
  expect(levelsOf(env, version)).toMatchObject({ variables, hidden: [] });
});

test.each<[string, Record<string, string>, Partial<Config['keycloak']>?]>([
  ['KC_LOG is file', { KC_LOG: 'file', KC_LOG_LEVEL: 'warn' }],
  ['KC_LOG_CONSOLE_FORMAT', { KC_LOG_CONSOLE_FORMAT: '%d{ss} %-5p %c %%m%n' }],
  ['KC_LOG_CONSOLE_FORMAT', { KC_LOG_CONSOLE_FORMAT: '%.9m%n' }],
  ['KC_LOG_LEVEL is a secret', {}, { secrets: { KC_LOG_LEVEL: arn } }],
  ['KC_LOG_LEVEL_ORG_X is a secret', {}, { secrets: { KC_LOG_LEVEL_ORG_X: arn } }],
  ['KC_LOG_CONSOLE_LEVEL is warn', { KC_LOG: 'console,file', KC_LOG_CONSOLE_LEVEL: 'warn' }],
  ['KC_LOG_CONSOLE_LEVEL is warn', { KC_LOG_LEVEL: 'info,a:info,a:warn', KC_LOG_CONSOLE_LEVEL: 'warn' }],
  [
    'KC_LOG_CONSOLE_LEVEL is warn',
    { KC_LOG_CONSOLE_LEVEL: 'warn' },
    { buildOptions: { 'telemetry-logs-enabled': 'true' } },
  ],
])('what kc-eb cannot change is named: %s', (reason, env, changes) => {
  const levels = levelsOf(env, '26.7.3', changes);
  expect(levels).toMatchObject({ variables: {}, added: [] });
  expect(levels.hidden).toEqual([expect.stringContaining(reason)]);
});

test('the environment gets the changed levels', () => {
  const keycloak = { ...config.keycloak, env: { KC_LOG_LEVEL: 'warn', OTHER: 'x' } };
  expect(environmentProperties(exampleConfig({ keycloak })).plain).toMatchObject({
    KC_LOG_LEVEL: `warn,${read.join(',')},${bootstrap}`,
    OTHER: 'x',
  });
});
