import { describe, expect, test } from 'vitest';
import { checkConfig } from '../../src/config/cross-checks.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { Config } from '../../src/config/schema.ts';
import type { DatabaseVendor } from '../../src/keycloak/databases.ts';
import { exampleConfig } from '../fakes/example-config.ts';

interface Changes {
  vendor?: DatabaseVendor;
  properties?: string;
  env?: Record<string, string>;
}

function problemsOf({ vendor = 'postgres', properties, env = {} }: Changes): unknown[] {
  const { keycloak, database } = exampleConfig();
  const config: Config = exampleConfig({
    keycloak: { ...keycloak, env },
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

test('a merge key is rejected at its place', () => {
  expect(() => parseConfig('a: &a { x: y }\nkeycloak:\n  <<: *a\n', 'kc-eb.yaml')).toThrow(
    /^kc-eb\.yaml:3:3 <<: merge keys .*environments/,
  );
});
