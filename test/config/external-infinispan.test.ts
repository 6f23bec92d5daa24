import { describe, expect, test } from 'vitest';
import { checkConfig } from '../../src/config/cross-checks.ts';
import type { Config } from '../../src/config/schema.ts';
import { readEvidence } from '../evidence/read-evidence.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';
import { provenReleases } from '../versions/releases.ts';

const arn = 'arn:aws:ssm:us-east-1:123456789012:parameter/x';

function problemsOf(version: string, changes: Partial<Config['keycloak']>): [string, string][] {
  const { keycloak } = exampleConfig();
  const config = exampleConfig({ keycloak: { ...keycloak, version: asRelease(version), ...changes } });
  return checkConfig(config).map(({ path, message }) => [path.join('.'), message]);
}

const variable = (option: string): string => `KC_${option.toUpperCase().replaceAll('-', '_')}`;
const one = (path: string, message: RegExp): unknown => [[path, expect.stringMatching(message)]];

describe.each(provenReleases)('an external Infinispan for Keycloak %s', (version) => {
  const help = readEvidence(version).inHelp('start');
  const expected = (option: string): RegExp =>
    help.has(option) ? /external Infinispan/ : /does not have the option/;

  test.each([
    ...['cache-remote-host', 'cache-remote-port', 'cache-remote-username', 'cache-remote-password'],
    ...['cache-remote-tls-enabled', 'cache-remote-backup-sites'],
    ...['storage-hotrod-host', 'storage-hotrod-port', 'storage-hotrod-username', 'storage-hotrod-password'],
  ])('%s has one reason', (option) => {
    const name = variable(option);
    const value = /port/.test(option) ? '11222' : /enabled/.test(option) ? 'true' : 'x';
    expect(problemsOf(version, { env: { [name]: value } })).toEqual(
      one(`keycloak.env.${name}`, expected(option)),
    );
    expect(problemsOf(version, { secrets: { [name]: arn } })).toEqual(
      one(`keycloak.secrets.${name}`, expected(option)),
    );
  });

  test.each(['multi-site', 'clusterless', 'cache-embedded-remote-store'])(
    'feature %s has one reason',
    (feature) => {
      const has = readEvidence(version).feature(feature) !== undefined;
      expect(problemsOf(version, { features: [feature] })).toEqual(
        one('keycloak.features.0', has ? /external Infinispan/ : /does not have the feature/),
      );
    },
  );

  test.each(['storage', 'storage-area-user-session'])('%s: hotrod has one reason', (option) => {
    const has = readEvidence(version).inHelp('build').has(option);
    expect(problemsOf(version, { buildOptions: { [option]: 'hotrod' } })).toEqual(
      one(`keycloak.buildOptions.${option}`, has ? /external Infinispan/ : /does not have the option/),
    );
  });

  test('options of the provider, and those that help hides', () => {
    const name = 'KC_SPI_CACHE_REMOTE__DEFAULT__HOSTNAME';
    expect(problemsOf(version, { env: { [name]: 'x' } })).toEqual(
      one(`keycloak.env.${name}`, /external Infinispan/),
    );
    const hidden = 'KC_STORAGE_HOTROD_CACHE_CONFIGURE';
    expect(problemsOf(version, { env: { [hidden]: 'true' } })).toEqual(
      one(`keycloak.env.${hidden}`, /external Infinispan/),
    );
  });

  test('other storage and other caches stay', () => {
    expect(problemsOf(version, { env: { KC_CACHE_REMOTENESS: 'x' } })).toEqual([]);
  });
});

test('Keycloak 22 takes other kinds of storage', () => {
  expect(problemsOf('22.0.5', { buildOptions: { storage: 'jpa' } })).toEqual([]);
});
