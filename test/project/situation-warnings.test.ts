import { describe, expect, test } from 'vitest';
import type { Config } from '../../src/config/schema.ts';
import {
  adminPath,
  distrustedNginx,
  lostTls,
  otherHealthPath,
  proxyAsClient,
  schemaBesidePing,
} from '../../src/project/situation-warnings.ts';
import { localize } from '../../src/config/for-local-beanstalk.ts';
import type { DatabaseVendor } from '../../src/keycloak/databases.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';

function withEnv(env: Record<string, string>, version = '26.7.3', relativePath = '/'): Config {
  const { keycloak } = exampleConfig();
  return exampleConfig({ keycloak: { ...keycloak, version: asRelease(version), relativePath, env } });
}

const localTarget = (): Parameters<typeof localize>[1] => ({
  endpoint: 'http://127.0.0.1:4599',
  url: 'http://localhost:8080',
  database: { vendor: 'postgres', host: '10.0.0.2', port: 5432, username: 'keycloak', passwordArn: 'arn:x' },
  adminPasswordArn: 'arn:y',
  instanceProfile: 'local-profile',
});

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

  const config = withEnv({ KC_DB_SCHEMA: 'iam' }, '25.0.6');
  const withDatabase = (changes: Partial<Config['database']>): Config => ({
    ...config,
    database: { ...config.database, ...changes },
  });

  test('nothing to warn of where a schema is a database, and alone', () => {
    expect(schemaBesidePing(withDatabase({ vendor: 'mysql' }))).toEqual([]);
    expect(schemaBesidePing({ ...config, cluster: { ...config.cluster, enabled: false } })).toEqual([]);
  });

  test.each([
    ['?currentSchema=iam', undefined],
    ['?currentSchema=iam,public', undefined],
    ['?a=b&currentSchema=%22IAM%22', undefined],
    ['?currentSchema=${env.SCHEMA}', undefined],
    ['?currentSchema=other', /has currentSchema=other.* set it to iam\.$/],
    ['?currentSchema=public,iam', /set it to iam\.$/],
    ['?currentSchema=', /set it to iam\.$/],
    ['?currentschema=iam', /Add currentSchema=iam to database\.properties\.$/],
    ['?ApplicationName=currentSchema', /Add currentSchema=iam to/],
  ])('properties %s: %s', (properties, message) => {
    const expected = message === undefined ? [] : [expect.stringMatching(message) as string];
    expect(schemaBesidePing(withDatabase({ properties }))).toEqual(expected);
  });

  test('a secret is not compared', () => {
    const arn = 'arn:aws:ssm:us-east-1:123456789012:parameter/x';
    const { keycloak } = config;
    const hidden = (properties?: string): Config => ({
      ...withDatabase({ properties }),
      keycloak: { ...keycloak, env: {}, secrets: { KC_DB_SCHEMA: arn } },
    });
    expect(schemaBesidePing(hidden('?currentSchema=other'))).toEqual([]);
    expect(schemaBesidePing(hidden())).toHaveLength(1);
  });

  test('the advice keeps the TLS default of Amazon RDS', () => {
    const host = 'id.abc.us-east-1.rds.amazonaws.com';
    expect(schemaBesidePing(withDatabase({ host }))).toEqual([
      expect.stringContaining('?sslmode=require&currentSchema=iam'),
    ]);
  });

  test.each([undefined, '?currentSchema=iam', '?currentSchema=other'])(
    'the database of Local Beanstalk takes no properties: no advice for %s',
    (properties) => {
      expect(schemaBesidePing(localize(withDatabase({ properties }), localTarget()))).toEqual([]);
    },
  );
});

const rds = 'id.abc.us-east-1.rds.amazonaws.com';

describe('the TLS default of Amazon RDS', () => {
  const withDatabase = (changes: Partial<Config['database']>, env = {}, version = '26.7.3'): Config => {
    const config = withEnv(env, version);
    return { ...config, database: { ...config.database, ...changes } };
  };

  test.each([
    [rds, '?connectTimeout=10', 1],
    [rds, '?ApplicationName=nossl', 1],
    [rds, '?sslmode=disable', 1],
    [rds, '?sslmode=require&connectTimeout=10', 0],
    [rds, '?sslmode=${env.MODE}', 0],
    [rds, '${env.PROPERTIES}', 0],
    [rds, '', 0],
    [rds, undefined, 0],
    ['db.example.com', '?connectTimeout=10', 0],
  ])('%s with %s: %i', (host, properties, count) => {
    expect(lostTls(withDatabase({ host, properties }))).toHaveLength(count);
  });

  test.each<[DatabaseVendor, string, number]>([
    ['postgres', 'jdbc:postgresql://db.abc.us-east-1.rds.amazonaws.com/keycloak', 1],
    ['postgres', 'jdbc:postgresql://DB.abc.us-east-1.RDS.amazonaws.com.:5432/x?user=ssl', 1],
    ['postgres', 'jdbc:postgresql://db.abc.us-east-1.rds.amazonaws.com/x?sslmode=verify-full', 0],
    ['postgres', 'jdbc:postgresql://a.example.com,db.abc.us-east-1.rds.amazonaws.com/x', 1],
    ['postgres', 'jdbc:postgresql://db.abc.us-east-1.rds.amazonaws.com/x${env.PROPERTIES}', 0],
    ['postgres', 'jdbc:postgresql://rds.amazonaws.com.example.org/x', 0],
    ['postgres', 'jdbc:postgresql://db.rds.amazonaws.com.example.org/x', 0],
    ['mysql', 'jdbc:mysql://db.abc.rds.cn-north-1.amazonaws.com.cn:3306/x', 1],
    ['mysql', 'jdbc:mysql://db.abc.rds.cn-north-1.amazonaws.com.cn:3306/x?sslMode=REQUIRED', 0],
    ['mariadb', 'jdbc:mariadb://db.abc.us-east-1.rds.amazonaws.com/x?a=b', 1],
    ['mssql', 'jdbc:sqlserver://db.abc.us-east-1.rds.amazonaws.com:1433;databaseName=x', 1],
    ['mssql', 'jdbc:sqlserver://;serverName=db.abc.us-east-1.rds.amazonaws.com;encrypt=true', 0],
    ['oracle', 'jdbc:oracle:thin:@//db.abc.us-east-1.rds.amazonaws.com:1521/x', 0],
  ])('%s KC_DB_URL %s: %i', (vendor, KC_DB_URL, count) => {
    const found = lostTls(withDatabase({ vendor }, { KC_DB_URL }));
    expect(found).toEqual(count === 0 ? [] : [expect.stringMatching(/^KC_DB_URL /)]);
  });

  test('the properties count for node discovery alone where KC_DB_URL replaces them', () => {
    const url = 'jdbc:postgresql://db.abc.us-east-1.rds.amazonaws.com/x?sslmode=require';
    const changes = { host: rds, properties: '?a=b' };
    expect(lostTls(withDatabase(changes, { KC_DB_URL: url }))).toEqual([]);
    expect(lostTls(withDatabase(changes, { KC_DB_URL: url }, '25.0.6'))).toEqual([
      expect.stringMatching(/^database\.properties /),
    ]);
  });

  test('the warning names what to add, and KC_DB_TLS_MODE ends it', () => {
    const changes = { host: rds, properties: '?a=b' };
    expect(lostTls(withDatabase(changes))).toEqual([expect.stringContaining('Add sslmode=require')]);
    expect(lostTls(withDatabase(changes, { KC_DB_TLS_MODE: 'verify-server' }))).toEqual([]);
    expect(lostTls(withDatabase(changes, { KC_DB_TLS_MODE: 'disabled' }))).toHaveLength(1);
  });
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
