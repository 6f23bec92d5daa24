import { expect, test } from 'vitest';
import { planEnvironment } from '../../src/deploy/environment-plan.ts';
import { compatibilityCheck, compatibilityMetadata } from '../../src/engine/commands.ts';
import {
  isUnchanged,
  metadataKey,
  planUpdate,
  siblingKey,
  updateText,
} from '../../src/deploy/update-plan.ts';
import type { Config } from '../../src/config/schema.ts';
import type { EnvironmentFacts } from '../../src/environment/facts.ts';
import { optionSettings } from '../../src/render/option-settings.ts';
import { downgradeHint, type UpdateStrategy } from '../../src/upgrade/update-strategy.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';
import { examplePlan } from '../fakes/example-plan.ts';

const label = '26.7.3-bbbbbbbbbbbb';
const running = (versionLabel: string, config = exampleConfig()): EnvironmentFacts => ({
  ...{ id: 'e-1', status: 'Ready', versionLabel, cname: undefined },
  ...{ settings: optionSettings(config), ownSettings: [], instances: [] },
});

test.each([
  ['26.7.3-aaaaaaaaaaaa', 'check', /update-compatibility/],
  ['26.7.2-aaaaaaaaaaaa', 'check', /update-compatibility/],
  ['25.0.6-aaaaaaaaaaaa', 'recreate', /Keycloak 25\.0\.6 and 26\.7\.3 must not be in one cluster/],
])('an update of %s: %s', (versionLabel, strategy, text) => {
  const update = planUpdate(exampleConfig(), label, running(versionLabel));
  expect(update).toMatchObject({ strategy, running: versionLabel });
  expect(updateText(update)).toMatch(text);
});

test.each([
  ['nothing runs', undefined],
  ['it runs already', running(label)],
  ["somebody else's version runs", running('v1')],
])('%s: as configured, and nothing to say', (_, environment) => {
  const update = planUpdate(exampleConfig(), label, environment);
  expect(update).toMatchObject({ strategy: 'as-configured', running: undefined });
  expect(updateText(update)).toBeUndefined();
});

const withEnv = (env: Record<string, string>, version = '26.7.3') => {
  const config = exampleConfig();
  return { ...config, keycloak: { ...config.keycloak, version: asRelease(version), env } };
};
const onHost = (host: string, version?: string) => {
  const config = withEnv({}, version);
  return { ...config, database: { ...config.database, host } };
};
const withoutMtls = { KC_CACHE_EMBEDDED_MTLS_ENABLED: 'false' };

test.each<[string, Config, Config, UpdateStrategy, string | undefined]>([
  ['mTLS off', withEnv({}), withEnv(withoutMtls), 'recreate', 'KC_CACHE_EMBEDDED_MTLS_ENABLED'],
  ['mTLS on', withEnv(withoutMtls), withEnv({}), 'recreate', 'KC_CACHE_EMBEDDED_MTLS_ENABLED'],
  // 26.2's own answer is yes.
  ['another database', onHost('a', '26.2.5'), onHost('b', '26.2.5'), 'recreate', 'KC_DB_URL_HOST'],
  ['another database', onHost('a'), onHost('b'), 'recreate', 'KC_DB_URL_HOST'],
  ['before 26.2', onHost('a', '25.0.6'), onHost('b', '25.0.6'), 'recreate', 'KC_DB_URL_HOST'],
  [
    'cache options before 26.2',
    withEnv({}, '26.1.4'),
    withEnv({ KC_CACHE_REMOTE_HOST: 'x' }, '26.1.4'),
    'recreate',
    'KC_CACHE_REMOTE_HOST',
  ],
  ['what Keycloak can be asked', withEnv({}), withEnv({ KC_CACHE_REMOTE_HOST: 'x' }), 'check', undefined],
  ['a level of logs', withEnv({}), withEnv({ KC_LOG_LEVEL: 'debug' }), 'check', undefined],
  [
    'that before 26.2',
    withEnv({}, '26.1.4'),
    withEnv({ KC_LOG_LEVEL: 'debug' }, '26.1.4'),
    'as-configured',
    undefined,
  ],
])('settings alone: %s', (_, before, after, strategy, name) => {
  const version = `${after.keycloak.version.name}-bbbbbbbbbbbb`;
  const update = planUpdate(after, version, running(version, before));
  expect(update).toMatchObject({ strategy, running: version });
  if (name !== undefined)
    expect(updateText(update)).toContain(`all instances at once: nodes with another ${name} `);
});

test('with another version, too', () => {
  expect(planUpdate(onHost('b'), label, running('26.7.3-aaaaaaaaaaaa', onHost('a')))).toMatchObject({
    ...{ strategy: 'recreate', differing: ['KC_DB_URL_HOST'] },
  });
});

test('a busy environment is judged by its version alone', () => {
  const busy = { ...running(label), status: 'Updating', settings: [] };
  expect(planUpdate(exampleConfig(), label, busy).strategy).toBe('as-configured');
  expect(isUnchanged(busy, running(label))).toBe(false);
  expect(isUnchanged(running(label), running(label))).toBe(true);
  expect(isUnchanged(running(label, onHost('a')), running(label))).toBe(false);
});

test('a patch release below 26.6 has a reason against side by side', () => {
  const [wanted, from] = ['26.5.6-bbbbbbbbbbbb', running('26.5.5-aaaaaaaaaaaa', withEnv({}, '26.5.5'))];
  expect(updateText(planUpdate(withEnv({}, '26.5.6'), wanted, from))).toMatch(
    /26\.5\.5 and 26\.5\.6 must not be in one cluster \(.* preview rolling-updates:v2 in keycloak\.features\)/,
  );
  const on = withEnv({}, '26.5.6');
  const features = { ...on, keycloak: { ...on.keycloak, features: ['rolling-updates:v2'] } };
  expect(planUpdate(features, wanted, from).strategy).toBe('check');
});

test('an older minor is rejected, an older patch is not', () => {
  expect(() => planUpdate(withEnv({}, '26.6.4'), '26.6.4-bbbbbbbbbbbb', running(label))).toThrow(
    expect.objectContaining({
      kind: 'usage',
      message: expect.stringMatching(/26\.7\.3 to 26\.6\.4/) as unknown,
      hint: downgradeHint,
    }),
  );
  expect(planUpdate(withEnv({}, '26.7.2'), '26.7.2-bbbbbbbbbbbb', running(label)).strategy).toBe('check');
});

test('the commands compare with all variables of Keycloak, and with no secret', () => {
  const env = { ...withoutMtls, KC_SPI_STORE_PASSWORD: 'canary', JAVA_OPTS_APPEND: '-Xmx1g' };
  const { variables } = planUpdate(withEnv(env), label, undefined);
  // Not the first admin: kc.sh rejects one of its variables without the other.
  expect(variables).toEqual({
    ...withoutMtls,
    KC_DB_PASSWORD: 'secret',
    KC_DB_URL_DATABASE: 'keycloak',
    KC_DB_URL_HOST: 'db.example.com',
    KC_DB_URL_PORT: '5432',
    KC_DB_USERNAME: 'keycloak',
    KC_HOSTNAME: 'https://id.example.com',
    KC_SPI_STORE_PASSWORD: 'secret',
  });
  for (const argv of [
    compatibilityMetadata('r/k:1', Object.keys(withoutMtls)),
    compatibilityCheck('r/k:1', Object.keys(withoutMtls)),
  ]) {
    // Values go by the engine's environment: command lines are for all to read.
    expect(argv.slice(0, 6)).toEqual([
      ...['run', '--rm', '--interactive', '--env', 'KC_CACHE_EMBEDDED_MTLS_ENABLED', '--entrypoint'],
    ]);
    expect(argv.at(-1)).toContain('kc.sh update-compatibility');
  }
});

test('the metadata is next to the bundle of its version, once for each set of variables', () => {
  const { key } = examplePlan().version;
  expect(metadataKey(key, {})).toMatch(
    /^kc-eb\/id\/26\.7\.3-bbbbbbbbbbbb\.[0-9a-f]{12}\.compatibility\.json$/,
  );
  expect(metadataKey(key, withoutMtls)).not.toBe(metadataKey(key, {}));
  expect(metadataKey(siblingKey(key, '26.7.2-aaaaaaaaaaaa'), {})).toMatch(
    /^kc-eb\/id\/26\.7\.2-aaaaaaaaaaaa\.[0-9a-f]{12}\.compatibility\.json$/,
  );
});

test('a new name of the admin changes one setting, in batches, and no version', () => {
  const renamed = exampleConfig({ admin: { ...exampleConfig().admin, username: 'alice' } });
  expect(planUpdate(renamed, label, running(label)).strategy).toBe('as-configured');
  const settings = optionSettings(renamed);
  const goal = { solutionStack: undefined, settings, minInstances: 2, timeoutMinutes: 30 };
  expect(planEnvironment(goal, label, running(label))).toMatchObject({
    deploysVersion: false,
    changes: [{ option: 'KC_BOOTSTRAP_ADMIN_USERNAME', from: 'admin', to: 'alice' }],
    removals: [],
  });
});
