import { expect, test } from 'vitest';
import { secondsOf, shutdownOf } from '../../src/config/shutdown.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';

const config = exampleConfig();
const arn = 'arn:aws:ssm:us-east-1:123456789012:parameter/x';

test.each([
  ['26.7.3', {}, 20, { KC_SHUTDOWN_TIMEOUT: '19s' }, 60],
  ['26.6.4', { KC_SHUTDOWN_DELAY: '5' }, 20, { KC_SHUTDOWN_TIMEOUT: '15s' }, 60],
  ['26.7.3', { KC_SHUTDOWN_TIMEOUT: 'PT1M' }, 61, {}, 101],
  ['26.7.3', { KC_SHUTDOWN_DELAY: '1m' }, 61, { KC_SHUTDOWN_TIMEOUT: '1s' }, 101],
  ['26.7.3', { KC_SHUTDOWN_TIMEOUT: 'long' }, undefined, {}, 60],
  ['26.5.6', {}, undefined, {}, 60],
])('%s with %o', (version, env, keycloakSeconds, variables, stopSeconds) => {
  const keycloak = { ...config.keycloak, env, version: asRelease(version) };
  expect(shutdownOf(exampleConfig({ keycloak }))).toEqual({
    ...{ drainSeconds: 20, keycloakSeconds, variables, stopSeconds },
  });
});

test('a secret is not compared, and an option of the user counts', () => {
  const keycloak = { ...config.keycloak, secrets: { KC_SHUTDOWN_DELAY: arn } };
  expect(shutdownOf(exampleConfig({ keycloak }))).toMatchObject({
    keycloakSeconds: undefined,
    variables: {},
  });
  const options = { 'aws:elasticbeanstalk:environment:process:default': { DeregistrationDelay: '90' } };
  expect(shutdownOf(exampleConfig({ options }))).toMatchObject({
    drainSeconds: 90,
    stopSeconds: 130,
    variables: { KC_SHUTDOWN_TIMEOUT: '89s' },
  });
});

test.each([
  ['10', 10],
  ['500ms', 0.5],
  ['2m', 120],
  ['1h', 3600],
  ['1d', 86_400],
  ['PT1M30S', 90],
  ['pt0.5s', 0.5],
  ['P1DT1H', 90_000],
  ['P', undefined],
  ['1 s', undefined],
  ['-1', undefined],
])('%s is %s seconds', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds);
});
