import { expect, test } from 'vitest';
import type { Config } from '../../src/config/schema.ts';
import { publicUrl } from '../../src/config/derived-values.ts';
import { environmentProperties } from '../../src/config/environment-properties.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';

const config = exampleConfig();
const withKeycloak = (keycloak: Partial<Config['keycloak']>): Config =>
  exampleConfig({ keycloak: { ...config.keycloak, ...keycloak } });
const withDatabase = (database: Partial<Config['database']>): Config =>
  exampleConfig({ database: { ...config.database, ...database } });

test.each([
  ['/', 'https://id.example.com'],
  ['/auth', 'https://id.example.com/auth'],
  ['/auth/', 'https://id.example.com/auth'],
])('the public URL with the path %s is %s', (relativePath, url) => {
  expect(publicUrl(withKeycloak({ relativePath }))).toBe(url);
});

test.each([
  [
    '24.0.5',
    {
      KC_HOSTNAME_URL: 'https://id.example.com',
      KC_HOSTNAME_ADMIN_URL: 'https://id.example.com',
      KEYCLOAK_ADMIN: 'admin',
    },
  ],
  ['25.0.6', { KC_HOSTNAME: 'https://id.example.com', KEYCLOAK_ADMIN: 'admin' }],
  ['26.0.8', { KC_HOSTNAME: 'https://id.example.com', KC_BOOTSTRAP_ADMIN_USERNAME: 'admin' }],
])('%s has its own names', (version, names) => {
  expect(environmentProperties(withKeycloak({ version: asRelease(version) })).plain).toMatchObject(names);
});

test.each([
  ['db.example.com', undefined, undefined],
  ['db.abc.us-east-1.rds.amazonaws.com', undefined, '?sslmode=require'],
  ['db.abc.cn-north-1.rds.amazonaws.com.cn', undefined, '?sslmode=require'],
  ['db.abc.rds.cn-north-1.amazonaws.com.cn', undefined, '?sslmode=require'],
  ['DB.ABC.us-east-1.RDS.amazonaws.com.', undefined, '?sslmode=require'],
  ['db.rds.cn-north-1.evil.amazonaws.com.cn', undefined, undefined],
  ['db.abc.us-east-1.rds.amazonaws.com', '', undefined],
  ['db.abc.us-east-1.rds.amazonaws.com', '?sslmode=verify-full', '?sslmode=verify-full'],
  ['rds.amazonaws.com.example.org', undefined, undefined],
])('on %s with properties %s the URL gets %s', (host, properties, expected) => {
  const { plain } = environmentProperties(withDatabase({ host, properties }));
  expect(plain.KC_DB_URL_PROPERTIES).toBe(expected);
});

test.each([
  ['postgres', '5432'],
  ['mysql', '3306'],
  ['mariadb', '3306'],
  ['mssql', '1433'],
  ['oracle', '1521'],
  ['aurora-postgres', '5432'],
] as const)('%s listens on %s', (vendor, port) => {
  const { plain } = environmentProperties(withDatabase({ vendor }));
  expect(plain.KC_DB_URL_PORT).toBe(port);
  expect(plain.KC_DB_URL).toBe(
    vendor === 'aurora-postgres' ? 'jdbc:aws-wrapper:postgresql://db.example.com:5432/keycloak' : undefined,
  );
});

test('Keycloak leaves properties out of its URL for Oracle: it gets the whole URL where there are any', () => {
  const url = (properties?: string): string | undefined =>
    environmentProperties(withDatabase({ vendor: 'oracle', name: 'ORCL', properties })).plain.KC_DB_URL;
  expect(url('?oracle.net.CONNECT_TIMEOUT=5000')).toBe(
    'jdbc:oracle:thin:@//db.example.com:1521/ORCL?oracle.net.CONNECT_TIMEOUT=5000',
  );
  expect(url('')).toBeUndefined();
});

test('secrets are ARNs, and never plain', () => {
  const arn = 'arn:aws:ssm:us-east-1:123456789012:parameter/x';
  const { plain, secrets } = environmentProperties(withKeycloak({ secrets: { MINE: arn } }));
  expect(secrets).toEqual({
    KC_DB_PASSWORD: config.database.password,
    KC_BOOTSTRAP_ADMIN_PASSWORD: config.admin.password,
    MINE: arn,
  });
  expect(Object.values(plain).join()).not.toContain('arn:');
});
