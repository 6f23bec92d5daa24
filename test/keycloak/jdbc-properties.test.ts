import { describe, expect, test } from 'vitest';
import { databases, type DatabaseVendor, databaseVendors } from '../../src/keycloak/databases.ts';
import { readProperties, usesIam, valueOf, withoutTls } from '../../src/keycloak/jdbc-properties.ts';

describe('properties are read as the driver reads them', () => {
  test.each<[DatabaseVendor, string, [string, string][]]>([
    ['postgres', '', []],
    ['postgres', 'jdbc:postgresql://db/x', []],
    ['postgres', 'jdbc:postgresql://db/x?', []],
    [
      'postgres',
      '?a=b&c=d=e&f',
      [
        ['a', 'b'],
        ['c', 'd=e'],
        ['f', ''],
      ],
    ],
    ['postgres', 'jdbc:postgresql://db/x?a=b%2Cc+d', [['a', 'b,c d']]],
    ['postgres', '?a=50%', [['a', '50%']]],
    ['mysql', '? a = b ', [['a', 'b']]],
    [
      'mssql',
      'jdbc:sqlserver://db:1433;databaseName=x;password={a;encrypt=false};encrypt=true',
      [
        ['databaseName', 'x'],
        ['password', 'a;encrypt=false'],
        ['encrypt', 'true'],
      ],
    ],
    ['mssql', ';a=b%2Cc;', [['a', 'b%2Cc']]],
    ['mssql', ';a={b', [['a', '{b']]],
  ])('%s %s', (vendor, text, properties) => {
    expect(readProperties(vendor, text).map(({ name, value }) => [name, value])).toEqual(properties);
  });

  test('the last value counts', () => {
    expect(valueOf(readProperties('mysql', '?sslMode=REQUIRED&SSLMODE=DISABLED'), 'sslMode')).toBe(
      'DISABLED',
    );
    expect(valueOf(readProperties('mysql', '?a=b'), 'sslMode')).toBeUndefined();
  });
});

describe('TLS', () => {
  test.each(databaseVendors.filter((vendor) => databases[vendor].tlsProperties !== ''))(
    'the default of %s and its documented property ask for it',
    (vendor) => {
      const { tlsProperties, hints } = databases[vendor];
      const documented = hints.join('\n').match(/(?<=database\.properties: ')[^']+/g) ?? [];
      expect(documented).toHaveLength(1);
      for (const text of [tlsProperties, ...documented]) expect(withoutTls(vendor, text)).toBeUndefined();
    },
  );

  test.each<[DatabaseVendor, string]>([
    ['postgres', '?ssl=true'],
    ['postgres', '?ssl'],
    ['postgres', '?a=b&sslmode=VERIFY-CA'],
    ['aurora-postgres', '?wrapperPlugins=failover&sslmode=require'],
    ['mysql', '?sslmode=required'],
    ['mysql', '?requireSSL=true'],
    ['mysql', '?useSSL=true&verifyServerCertificate=true'],
    ['mariadb', '?useSSL=true'],
    ['mariadb', '?sslMode=verify-ca'],
    ['mssql', ';Encrypt=strict'],
    ['mssql', ';trustServerCertificate=true'],
    ['oracle', '?a=b'],
  ])('%s %s asks for it, or has no such property', (vendor, text) => {
    expect(withoutTls(vendor, text)).toBeUndefined();
  });

  test.each<[DatabaseVendor, string]>([
    ['postgres', ''],
    ['postgres', '?ApplicationName=nossl'],
    ['postgres', '?ApplicationName=x%26sslmode=require'],
    ['postgres', '?sslMode=require'],
    ['postgres', '?sslmode=prefer'],
    ['postgres', '?sslmode=disable&ssl=true'],
    ['postgres', '?ssl=false'],
    ['postgres', '?sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory'],
    ['aurora-postgres', '?user=tls'],
    ['mysql', '?useSSL=true'],
    ['mysql', '?requireSSL=false'],
    ['mysql', '?useSSL=false&requireSSL=true'],
    ['mysql', '?sslMode=PREFERRED&requireSSL=true'],
    ['mariadb', '?sslMode=disable'],
    ['mariadb', '?requireSSL=true'],
    ['mssql', ';applicationName={encrypt=true}'],
    ['mssql', ';encrypt=optional'],
    ['mssql', ';encrypt=false;trustServerCertificate=true'],
  ])('%s %s does not ask for it', (vendor, text) => {
    expect(withoutTls(vendor, text)).toEqual(expect.any(String));
  });
});

describe('IAM authentication', () => {
  test.each<[DatabaseVendor, string]>([
    ['aurora-postgres', '?wrapperPlugins=failover,iam'],
    ['aurora-postgres', '?wrapperPlugins=failover, iam'],
    ['aurora-postgres', '?wrapperPlugins=failover%2Ciam'],
    ['aurora-postgres', '?wrapperPlugins=failover,+IAM&a=b'],
    ['aurora-postgres', '?%77rapperPlugins=okta'],
    ['postgres', 'jdbc:aws-wrapper:postgresql://db/x?a=b&wrapperplugins=federatedAuth'],
    ['mariadb', '?credentialType=AWS%2dIAM'],
  ])('%s %s uses it', (vendor, text) => {
    expect(usesIam(vendor, text)).toBe(true);
  });

  test.each<[DatabaseVendor, string]>([
    ['aurora-postgres', '?wrapperPlugins=failover2,efm2&x=iam'],
    ['aurora-postgres', '?ApplicationName=wrapperPlugins,iam'],
    ['aurora-postgres', '?wrapperPlugins=iamnot'],
    ['mariadb', '?credentialType=x'],
  ])('%s %s does not', (vendor, text) => {
    expect(usesIam(vendor, text)).toBe(false);
  });
});
