import { describe, expect, test } from 'vitest';
import type { Config } from '../../src/config/schema.ts';
import {
  adminPath,
  distrustedNginx,
  otherHealthPath,
  propertiesWithoutTls,
  proxyAsClient,
  schemaBesidePing,
} from '../../src/project/situation-warnings.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';

function withEnv(env: Record<string, string>, version = '26.7.3', relativePath = '/'): Config {
  const { keycloak } = exampleConfig();
  return exampleConfig({ keycloak: { ...keycloak, version: asRelease(version), relativePath, env } });
}

test.each([
  ['26.7.3', 'KC_HOSTNAME_ADMIN', 'https://admin.example.com', '/', 0],
  ['26.7.3', 'KC_HOSTNAME_ADMIN', 'https://admin.example.com/', '/', 0],
  ['26.7.3', 'KC_HOSTNAME_ADMIN', 'https://admin.example.com/auth', '/auth/', 0],
  ['26.7.3', 'KC_HOSTNAME_ADMIN', 'https://admin.example.com', '/auth', 1],
  ['26.7.3', 'KC_HOSTNAME_ADMIN', 'https://admin.example.com/admin', '/', 1],
  ['24.0.5', 'KC_HOSTNAME_ADMIN_URL', 'https://admin.example.com', '/auth', 1],
  ['24.0.5', 'KC_HOSTNAME_ADMIN_URL', 'https://admin.example.com/auth', '/auth', 0],
])('%s %s=%s below %s: %i', (version, name, url, path, count) => {
  expect(adminPath(withEnv({ [name]: url }, version, path))).toHaveLength(count);
});

test.each([
  ['/kc-eb/ready', 0],
  ['/realms/master', 1],
  ['/nothing', 1],
])('HealthCheckPath %s: %i', (HealthCheckPath, count) => {
  const options = { 'aws:elasticbeanstalk:environment:process:default': { HealthCheckPath } };
  expect(otherHealthPath(exampleConfig({ options }))).toHaveLength(count);
  expect(otherHealthPath(exampleConfig())).toEqual([]);
});

test.each([
  ['127.0.0.1', 0],
  ['10.0.0.0/8, 127.0.0.1', 0],
  ['127.0.0.0/8', 0],
  ['127.0.0.1/32', 0],
  ['127.0.0.0/16', 0],
  ['127.0.0.0/24', 0],
  ['0.0.0.0/0', 0],
  ['112.0.0.0/4', 0],
  ['10.0.0.0/8', 1],
  ['127.0.1.0/24', 1],
  ['128.0.0.0/4', 1],
  ['::1', 1],
  ['', 1],
])('KC_PROXY_TRUSTED_ADDRESSES=%s: %i', (trusted, count) => {
  expect(distrustedNginx(withEnv({ KC_PROXY_TRUSTED_ADDRESSES: trusted }))).toHaveLength(count);
});

describe('KC_DB_SCHEMA', () => {
  test.each([
    ['22.0.5', 1],
    ['25.0.6', 1],
    ['26.0.8', 1],
    ['26.1.4', 0],
    ['26.7.3', 0],
  ])('%s: %i', (version, count) => {
    expect(schemaBesidePing(withEnv({ KC_DB_SCHEMA: 'iam' }, version))).toHaveLength(count);
  });

  test('nothing to warn of where a schema is a database, where the properties name it, and alone', () => {
    const config = withEnv({ KC_DB_SCHEMA: 'iam' }, '25.0.6');
    const withDatabase = (changes: Partial<Config['database']>): Config => ({
      ...config,
      database: { ...config.database, ...changes },
    });
    expect(schemaBesidePing(withDatabase({ vendor: 'mysql' }))).toEqual([]);
    expect(schemaBesidePing(withDatabase({ properties: '?currentSchema=iam' }))).toEqual([]);
    expect(schemaBesidePing({ ...config, cluster: { ...config.cluster, enabled: false } })).toEqual([]);
  });
});

test.each([
  ['id.abc.us-east-1.rds.amazonaws.com', '?connectTimeout=10', 1],
  ['id.abc.us-east-1.rds.amazonaws.com', '?sslmode=require&connectTimeout=10', 0],
  ['id.abc.us-east-1.rds.amazonaws.com', '', 0],
  ['id.abc.us-east-1.rds.amazonaws.com', undefined, 0],
  ['db.example.com', '?connectTimeout=10', 0],
])('%s with %s: %i', (host, properties, count) => {
  const { database } = exampleConfig();
  expect(propertiesWithoutTls(exampleConfig({ database: { ...database, host, properties } }))).toHaveLength(
    count,
  );
});

const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/1';
const adminFrom = ['203.0.113.0/24'];
test.each<[string, string, Partial<Config['network']>, number]>([
  ['HTTPS of a proxy', 'https://id.example.com', { adminFrom }, 1],
  ['a port of a proxy', 'https://id.example.com:8443', { adminFrom, certificate }, 1],
  ['a proxy that is named', 'https://id.example.com', { adminFrom, trustedProxies: ['130.176.0.0/16'] }, 0],
  ['no proxy', 'https://id.example.com', { adminFrom, certificate }, 0],
  ['this machine', 'http://localhost:8080', { adminFrom }, 0],
  ['nobody', 'https://id.example.com', { adminFrom: [] }, 0],
  ['everybody', 'https://id.example.com', {}, 0],
])('network.adminFrom and %s', (_case, hostname, changes, count) => {
  const { keycloak, network } = exampleConfig();
  const config = exampleConfig({ keycloak: { ...keycloak, hostname }, network: { ...network, ...changes } });
  expect(proxyAsClient(config)).toHaveLength(count);
});
