import { describe, expect, test } from 'vitest';
import type { Config } from '../../src/config/schema.ts';
import { checkFeatures, unknownFeatures } from '../../src/config/feature-checks.ts';
import { planUpgrade } from '../../src/upgrade/plan.ts';
import { warnings } from '../../src/project/checks.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';

function withFeatures(version: string, features: string[], disabledFeatures: string[] = []): Config {
  const { keycloak } = exampleConfig();
  return exampleConfig({
    keycloak: { ...keycloak, version: asRelease(version), features, disabledFeatures },
  });
}

describe('features of the release', () => {
  test.each([
    ['22.0.5', ['declarative-user-profile', 'account3', 'preview'], ['impersonation']],
    ['24.0.5', ['scripts', 'scripts:v1', 'hostname:v1', 'login2:v1'], ['preview']],
    ['26.7.3', ['token-exchange', 'rolling-updates', 'rolling-updates:v2', 'login:v1', 'admin'], ['login']],
  ])('%s: %s, and not %s', (version, features, disabled) => {
    expect(checkFeatures(withFeatures(version, features, disabled))).toEqual([]);
  });
});

describe('other features', () => {
  test.each([
    ['26.7.3', 'declarative-user-profile', /26\.7\.3 .*declarative-user-profile \(.*from 22\.0 to 23\.0\)$/],
    ['26.7.3', 'nonsense', /26\.7\.3 .*nonsense$/],
    ['26.7.3', 'script', /26\.7\.3 .*script; did you mean scripts\?$/],
    ['24.0.5', 'organization', /from 25\.0 on\)/],
    ['26.7.3', 'rolling-updates-v2', /rolling-updates-v2 .*; did you mean rolling-updates:v2\?$/],
    ['26.7.3', 'token-exchange:v2', /26\.7\.3 has only token-exchange:v1$/],
    ['26.7.3', 'hostname:v1', /26\.7\.3 has only hostname:v2$/],
    ['25.0.6', 'hostname:v1', /hostname v2 for Keycloak 25/],
    ['23.0.7', 'scripts:v1', /version.*use scripts$/],
  ])('%s: %s', (version, feature, message) => {
    expect(checkFeatures(withFeatures(version, ['docker', feature]))).toEqual([
      { path: ['keycloak', 'features', 1], message: expect.stringMatching(message) as unknown },
    ]);
  });

  test.each([
    ['impersonation:v1', /version.*use impersonation$/],
    ['rolling-updates', /cannot disable .*rolling-updates/],
  ])('%s disabled', (feature, message) => {
    expect(checkFeatures(withFeatures('26.7.3', [], [feature]))).toEqual([
      { path: ['keycloak', 'disabledFeatures', 0], message: expect.stringMatching(message) as unknown },
    ]);
  });
});

test('upgrade names the features that the new release lost', () => {
  expect(planUpgrade(withFeatures('23.0.7', ['declarative-user-profile']), '26.7.3').problems).toEqual([
    expect.stringMatching(/^keycloak\.features\.0: .*26\.7\.3 .*declarative-user-profile/),
  ]);
});

test('a release newer than the table may have other features: a warning only', () => {
  const config = withFeatures('27.0.0', ['flying']);
  expect(checkFeatures(config)).toEqual([]);
  expect(unknownFeatures(config)).toEqual([
    expect.stringMatching(/^keycloak\.features\.0: .*27\.0\.0 .*flying\.$/),
  ]);
  expect(warnings(config, [])).toEqual(expect.arrayContaining(unknownFeatures(config)));
});
