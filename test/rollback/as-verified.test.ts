import { expect, test } from 'vitest';
import { asVerified, missingText, servedBy } from '../../src/rollback/as-verified.ts';
import type { VerifiedDeployment } from '../../src/rollback/verified-deployments.ts';
import type { Config } from '../../src/config/schema.ts';
import { complete } from '../../src/environment/settings-record.ts';
import { knownReleases } from '../../src/keycloak/known-releases.ts';
import { optionSettings } from '../../src/render/option-settings.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';

const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-AbCdEf`;
const base = exampleConfig();

/** Differs from kc-eb.yaml in every key that a verification uses. */
function earlier(release: string): Config {
  return {
    ...base,
    keycloak: {
      ...base.keycloak,
      version: asRelease(release),
      hostname: 'http://old.example.com:8443',
      relativePath: '/auth/',
      features: ['token-exchange'],
    },
    admin: { username: 'first', password: secret('first') },
    cluster: { ...base.cluster, enabled: false },
    instances: { ...base.instances, min: 3, profile: 'old-profile' },
    network: { ...base.network, certificate: 'arn:aws:acm:us-east-1:123456789012:certificate/old' },
  };
}

function recordOf(config: Config): VerifiedDeployment {
  return {
    versionLabel: `${config.keycloak.version.name}-aaaaaaaaaaaa`,
    image: 'registry/id/keycloak:a',
    settings: complete(optionSettings(config)),
    minInstances: config.instances.min,
    served: servedBy(config),
    at: '2026-11-01T10:00:00.000Z',
  };
}

/** The keys that a verification reads. */
function used({ keycloak, admin, cluster, instances, network }: Config) {
  const { hostname, relativePath, version, features } = keycloak;
  return {
    ...{ hostname, relativePath: relativePath.replace(/\/$/, ''), release: version.name, features, admin },
    ...{ clustered: cluster.enabled, min: instances.min, profile: instances.profile },
    certificate: network.certificate,
  };
}

test.each(knownReleases)('all that a verification uses comes from the record of %s', (release) => {
  const was = earlier(release);
  const result = asVerified(base, recordOf(was));
  expect(used(result.config)).toEqual(used(was));
  expect([result.missing, missingText(result, recordOf(was))]).toEqual([[], undefined]);
});

test.each(knownReleases)('an older record of %s has the rest in its settings', (release) => {
  const was = earlier(release);
  const older = { ...recordOf(was), served: undefined };
  const result = asVerified(base, older);
  expect(used(result.config)).toEqual({ ...used(was), features: [], clustered: true });
  expect(result.missing).toEqual(['keycloak.features', 'cluster.enabled']);
});

test.each(['id.example.com', 'id.example.com:8443', '', 'https://'])(
  'a variable %s of keycloak.env is not a public URL',
  (KC_HOSTNAME) => {
    const was = earlier('26.7.3');
    const settings = complete(
      optionSettings({ ...was, keycloak: { ...was.keycloak, env: { KC_HOSTNAME } } }),
    );
    const older = { ...recordOf(was), settings, served: undefined };
    expect(asVerified(base, older).missing).toEqual([
      ...['keycloak.hostname', 'keycloak.relativePath', 'keycloak.features', 'cluster.enabled'],
    ]);
  },
);

test('a deployment without HTTPS is not asked for it', () => {
  const https = {
    ...base,
    network: { ...base.network, certificate: 'arn:aws:acm:us-east-1:1:certificate/x' },
  };
  expect(asVerified(https, recordOf(base)).config.network.certificate).toBeUndefined();
});
