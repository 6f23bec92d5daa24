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

describe('what kc.sh build of the release takes', () => {
  test.each([
    ['22.0.5', ['declarative-user-profile', 'account3', 'preview'], ['impersonation']],
    ['24.0.5', ['scripts', 'scripts:v1', 'hostname:v1', 'login2:v1'], ['preview']],
    ['26.7.3', ['token-exchange', 'rolling-updates', 'rolling-updates:v2', 'login:v1', 'admin'], ['login']],
  ])('%s: %s, and not %s', (version, features, disabled) => {
    expect(checkFeatures(withFeatures(version, features, disabled))).toEqual([]);
  });
});

describe('what it does not', () => {
  test.each([
    [
      '26.7.3',
      'declarative-user-profile',
      'Keycloak 26.7.3 has no feature declarative-user-profile (it is there from 22.0 to 23.0)',
    ],
    ['26.7.3', 'nonsense', 'Keycloak 26.7.3 has no feature nonsense'],
    ['26.7.3', 'script', 'Keycloak 26.7.3 has no feature script; scripts is one'],
    ['24.0.5', 'organization', /from 25\.0 on\)/],
    ['26.7.3', 'rolling-updates-v2', /no feature rolling-updates-v2 .*; rolling-updates:v2 is one$/],
    ['26.7.3', 'token-exchange:v2', 'Keycloak 26.7.3 has token-exchange:v1 only'],
    ['26.7.3', 'hostname:v1', 'Keycloak 26.7.3 has hostname:v2 only'],
    ['25.0.6', 'hostname:v1', /gives Keycloak 25 the options of hostname v2/],
    ['23.0.7', 'scripts:v1', 'scripts stands without a version here'],
  ])('%s: %s', (version, feature, message) => {
    const text: unknown = typeof message === 'string' ? message : expect.stringMatching(message);
    expect(checkFeatures(withFeatures(version, ['docker', feature]))).toEqual([
      { path: ['keycloak', 'features', 1], message: text },
    ]);
  });

  test.each([
    ['impersonation:v1', 'impersonation stands without a version here'],
    ['rolling-updates', /no feature rolling-updates that can be off/],
  ])('%s disabled', (feature, message) => {
    const text: unknown = typeof message === 'string' ? message : expect.stringMatching(message);
    expect(checkFeatures(withFeatures('26.7.3', [], [feature]))).toEqual([
      { path: ['keycloak', 'disabledFeatures', 0], message: text },
    ]);
  });
});

test('upgrade names the features that the new release lost', () => {
  expect(planUpgrade(withFeatures('23.0.7', ['declarative-user-profile']), '26.7.3').problems).toEqual([
    expect.stringMatching(
      /^keycloak\.features\.0: Keycloak 26\.7\.3 has no feature declarative-user-profile/,
    ),
  ]);
});

test('a release newer than the table may have features of its own: a warning only', () => {
  const config = withFeatures('27.0.0', ['flying']);
  expect(checkFeatures(config)).toEqual([]);
  expect(unknownFeatures(config)).toEqual(['keycloak.features.0: Keycloak 27.0.0 has no feature flying.']);
  expect(warnings(config, [])).toEqual(expect.arrayContaining(unknownFeatures(config)));
});
