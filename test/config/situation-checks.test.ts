import { describe, expect, test } from 'vitest';
import { checkConfig } from '../../src/config/cross-checks.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { Config } from '../../src/config/schema.ts';
import type { DatabaseVendor } from '../../src/keycloak/databases.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';

interface Changes {
  vendor?: DatabaseVendor;
  properties?: string;
  env?: Record<string, string>;
  secrets?: Record<string, string>;
  features?: string[];
  version?: string;
}

function problemsOf({
  vendor = 'postgres',
  properties,
  env,
  secrets,
  features,
  version,
}: Changes): unknown[] {
  const { keycloak, database } = exampleConfig();
  const config: Config = exampleConfig({
    keycloak: {
      ...keycloak,
      ...{ env: env ?? {}, secrets: secrets ?? {}, features: features ?? [] },
      ...(version !== undefined && { version: asRelease(version) }),
    },
    database: { ...database, vendor, properties },
  });
  return checkConfig(config).map(({ path }) => path.join('.'));
}

describe('database.properties', () => {
  test.each<[DatabaseVendor, string]>([
    ['postgres', 'sslmode=require'],
    ['postgres', ';encrypt=true'],
    ['aurora-postgres', '&a=b'],
    ['mysql', 'sslMode=REQUIRED'],
    ['mariadb', ';a=b'],
    ['mssql', '?encrypt=true'],
    ['mssql', 'encrypt=true'],
    ['oracle', 'a=b'],
    ['aurora-postgres', '?wrapperPlugins=failover2,iam'],
    ['aurora-postgres', '?wrapperPlugins=iam&a=b'],
    ['aurora-postgres', '?wrapperPlugins=failover, iam'],
    ['aurora-postgres', '?wrapperPlugins=failover%2Ciam'],
    ['mariadb', '?credentialType=AWS-IAM&sslMode=verify-full'],
  ])('%s %s is rejected', (vendor, properties) => {
    expect(problemsOf({ vendor, properties })).toEqual(['database.properties']);
  });

  test.each<[DatabaseVendor, string]>([
    ['postgres', ''],
    ['postgres', '?sslmode=require'],
    ['aurora-postgres', '?wrapperPlugins=failover2,efm2&x=iam'],
    ['mysql', '?sslMode=REQUIRED'],
    ['mssql', ';encrypt=true'],
    ['oracle', '?a=b'],
  ])('%s %s is taken', (vendor, properties) => {
    expect(problemsOf({ vendor, properties })).toEqual([]);
  });
});

test('a URL with IAM authentication, and one of the reader, are rejected', () => {
  for (const url of [
    'jdbc:aws-wrapper:postgresql://db/x?wrapperPlugins=iam',
    'jdbc:aws-wrapper:postgresql://db/x?a=b&wrapperPlugins=failover%2C%20iam',
    'jdbc:postgresql://id.cluster-ro-abc.us-east-1.rds.amazonaws.com/x',
  ]) {
    expect(problemsOf({ env: { KC_DB_URL: url } })).toEqual(['keycloak.env.KC_DB_URL']);
  }
  expect(problemsOf({ env: { KC_DB_URL: 'jdbc:postgresql://db/x' } })).toEqual([]);
});

describe('a certificate of Keycloak', () => {
  const env = { KC_HTTPS_CERTIFICATE_FILE: '/x.pem', KC_HTTPS_CERTIFICATE_KEY_FILE: '/x.key' };
  const store = { KC_HTTPS_KEY_STORE_FILE: '/x.p12' };

  test.each(['22.0.5', '24.0.5', '26.4.7', '26.7.3'])('%s can have one', (version) => {
    expect(problemsOf({ version, env })).toEqual([]);
    expect(problemsOf({ version, env: store })).toEqual([]);
  });

  test.each(['25.0.6', '26.0.8', '26.3.5'])('in %s it turns the management interface to HTTPS', (version) => {
    expect(problemsOf({ version, env })).toEqual(['keycloak.env.KC_HTTPS_CERTIFICATE_FILE']);
    expect(problemsOf({ version, env: store })).toEqual(['keycloak.env.KC_HTTPS_KEY_STORE_FILE']);
  });

  test.each(['25.0.6', '26.7.3'])('in %s, the management interface has none', (version) => {
    const name = 'KC_HTTPS_MANAGEMENT_CERTIFICATE_FILE';
    expect(problemsOf({ version, env: { [name]: '/x.pem' } })).toEqual([`keycloak.env.${name}`]);
  });
});

test.each(['24.0.5', '26.0.8', '26.7.3'])('an external Infinispan is rejected in %s', (version) => {
  const secret = 'arn:aws:ssm:us-east-1:123456789012:parameter/x';
  expect(
    problemsOf({
      version,
      env: { KC_CACHE_REMOTE_HOST: 'x' },
      secrets: { KC_CACHE_REMOTE_PASSWORD: secret },
      features: ['multi-site'],
    }),
  ).toEqual([
    'keycloak.env.KC_CACHE_REMOTE_HOST',
    'keycloak.secrets.KC_CACHE_REMOTE_PASSWORD',
    'keycloak.features.0',
  ]);
});

test('a merge key is rejected at its place', () => {
  expect(() => parseConfig('a: &a { x: y }\nkeycloak:\n  <<: *a\n', 'kc-eb.yaml')).toThrow(
    /^kc-eb\.yaml:3:3 <<: merge keys .*environments/,
  );
});
