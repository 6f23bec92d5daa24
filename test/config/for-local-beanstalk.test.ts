import { expect, test } from 'vitest';
import { type DatabaseVendor, databaseVendors } from '../../src/keycloak/databases.ts';
import { imagePlatform } from '../../src/config/architecture.ts';
import { localize } from '../../src/config/for-local-beanstalk.ts';
import { environmentProperties } from '../../src/config/environment-properties.ts';
import { renderBundle } from '../../src/render/bundle.ts';
import { renderImage } from '../../src/render/image.ts';
import { MemoryFiles } from '../fakes/memory-files.ts';
import { exampleConfig } from '../fakes/example-config.ts';

const local = {
  endpoint: 'http://127.0.0.1:4599',
  url: 'http://localhost:8080',
  database: { host: '10.0.0.2', port: 5432, username: 'keycloak', passwordArn: 'arn:aws:secretsmanager:db' },
  adminPasswordArn: 'arn:aws:secretsmanager:admin',
  instanceProfile: 'local-profile',
};
const config = exampleConfig();

test('takes host name, database, secrets and instance profile from Local Beanstalk, and nothing of the user’s', () => {
  const example = exampleConfig({
    database: { ...config.database, host: 'x.rds.amazonaws.com', properties: '?sslmode=verify-full' },
    network: { ...config.network, certificate: 'arn:aws:acm:x', trustedProxies: ['130.176.0.0/16'] },
    instances: { ...config.instances, profile: 'own-profile' },
    keycloak: {
      ...config.keycloak,
      env: {
        KC_HOSTNAME_ADMIN: 'https://admin.example.com',
        KC_DB_URL: 'jdbc:postgresql://x.rds.amazonaws.com/keycloak',
        KC_DB_TLS_MODE: 'verify-server',
      },
      secrets: { KC_DB_URL: 'arn:aws:ssm:us-east-1:123456789012:parameter/url' },
    },
  });
  const localized = localize(example, local);
  expect(environmentProperties(localized)).toEqual({
    plain: {
      KC_HOSTNAME: 'http://localhost:8080',
      KC_DB_URL_HOST: '10.0.0.2',
      KC_DB_URL_PORT: '5432',
      KC_DB_URL_DATABASE: 'keycloak',
      KC_DB_USERNAME: 'keycloak',
      KC_BOOTSTRAP_ADMIN_USERNAME: 'admin',
    },
    secrets: {
      KC_DB_PASSWORD: 'arn:aws:secretsmanager:db',
      KC_BOOTSTRAP_ADMIN_PASSWORD: 'arn:aws:secretsmanager:admin',
    },
  });
  expect(localized.network).toMatchObject({ certificate: undefined, trustedProxies: [] });
  expect(localized.instances).toEqual({ ...config.instances, profile: 'local-profile' });
});

test('the image and the bundle are those that AWS gets', async () => {
  const templates = await new MemoryFiles().templates();
  const localized = localize(config, local);
  expect(renderImage(localized, templates, [])).toEqual(renderImage(config, templates, []));
  const facts = {
    imageUri: 'registry/id:1',
    proxyUri: 'registry/id:2',
    userFiles: [],
    label: '26.7.3-879a1ce464f0',
  };
  expect(renderBundle(localized, templates, facts)).toEqual(renderBundle(config, templates, facts));
});

test('instances with Graviton processors become ones that this machine stands for', () => {
  const example = exampleConfig({
    instances: { ...config.instances, types: ['t4g.medium'] },
    options: { 'aws:ec2:instances': { InstanceTypes: 'm7g.large', EnableSpot: 'true' } },
  });
  const localized = localize(example, local);
  expect(imagePlatform(localized)).toBe('linux/amd64');
  expect(localized.options).toEqual({ 'aws:ec2:instances': { EnableSpot: 'true' } });
});

const running = (vendor: DatabaseVendor, standsFor?: DatabaseVendor) => ({
  ...local,
  database: { ...local.database, vendor, standsFor },
});
const named = (vendor: DatabaseVendor) => exampleConfig({ database: { ...config.database, vendor } });

test.each([
  ['the same vendor', 'mysql', 'mysql', 'mysql'],
  ['what stands for one that only AWS has', 'aurora-postgres', 'postgres', 'postgres'],
  ['the same, started before kc-eb.yaml named it', 'postgres', 'postgres', undefined],
  ['what was started for this vendor with --database', 'mssql', 'postgres', 'mssql'],
  ['the same for one that could be run', 'mysql', 'mariadb', 'mysql'],
] as const)('the image is built for the database that runs: %s', (_what, vendor, runs, standsFor) => {
  expect(localize(named(vendor), running(runs, standsFor)).database.vendor).toBe(runs);
});

test.each([
  ['mssql', 'postgres', undefined],
  ['mysql', 'postgres', 'postgres'],
  ['postgres', 'mariadb', 'mysql'],
  ['aurora-postgres', 'mysql', undefined],
] as const)('%s in kc-eb.yaml while %s runs for %s is rejected', (vendor, runs, standsFor) => {
  expect(() => localize(named(vendor), running(runs, standsFor))).toThrow(
    expect.objectContaining({
      kind: 'local',
      message: expect.stringMatching(new RegExp(` ${runs}, .*database\\.vendor is ${vendor}\\.`)) as unknown,
      hint: expect.stringContaining(`kc-eb local start. Add --database ${runs}`) as unknown,
    }),
  );
});

test.each(databaseVendors.map((vendor) => [vendor, vendor === 'aurora-postgres' ? 'postgres' : vendor]))(
  '%s is stood for by %s, where instances only report',
  (vendor, localVendor) => {
    const example = exampleConfig({ database: { ...config.database, vendor: vendor as 'postgres' } });
    expect(localize(example, local).database.vendor).toBe(localVendor);
  },
);
