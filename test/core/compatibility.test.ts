import { expect, test } from 'vitest';
import { compatibilityCheck, compatibilityMetadata } from '../../src/core/argv.ts';
import { atOnce, metadataKey, planUpdate, siblingKey, updateText } from '../../src/core/compatibility.ts';
import type { EnvironmentFacts } from '../../src/core/facts.ts';
import { exampleConfig } from '../fakes/example-config.ts';
import { examplePlan } from '../fakes/example-plan.ts';

const label = '26.7.3-bbbbbbbbbbbb';
const running = (versionLabel: string): EnvironmentFacts => ({
  ...{ id: 'e-1', status: 'Ready', versionLabel, settings: [], ownSettings: [] },
  instanceVersions: new Map(),
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

test("the commands compare with the user's own variables, and with no secret", () => {
  const config = exampleConfig();
  const env = {
    KC_CACHE_EMBEDDED_MTLS_ENABLED: 'false',
    KC_SPI_STORE_PASSWORD: 'canary',
    JAVA_OPTS_APPEND: '-Xmx1g',
  };
  const { variables } = planUpdate({ ...config, keycloak: { ...config.keycloak, env } }, label, undefined);
  expect(variables).toEqual({ KC_CACHE_EMBEDDED_MTLS_ENABLED: 'false' });
  const names = Object.keys(variables);
  for (const argv of [compatibilityMetadata('r/k:1', names), compatibilityCheck('r/k:1', names)]) {
    // Values go by the engine's environment: command lines are for all to read.
    expect(argv.slice(0, 6)).toEqual([
      ...['run', '--rm', '--interactive', '--env', 'KC_CACHE_EMBEDDED_MTLS_ENABLED', '--entrypoint'],
    ]);
    expect(argv.at(-1)).toContain('kc.sh update-compatibility');
  }
});

test('what is kept stands beside the bundle of its version', () => {
  const { key } = examplePlan().version;
  expect(metadataKey(key)).toBe('kc-eb/id/26.7.3-bbbbbbbbbbbb.compatibility.json');
  expect(metadataKey(siblingKey(key, '26.7.2-aaaaaaaaaaaa'))).toBe(
    'kc-eb/id/26.7.2-aaaaaaaaaaaa.compatibility.json',
  );
});

test('at once is another policy and nothing else', () => {
  const { environment } = examplePlan();
  const changed = atOnce(environment).settings.filter(
    (setting, index) => setting.Value !== environment.settings[index]?.Value,
  );
  expect(changed).toEqual([
    { Namespace: 'aws:elasticbeanstalk:command', OptionName: 'DeploymentPolicy', Value: 'AllAtOnce' },
  ]);
});
