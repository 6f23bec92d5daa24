import { expect, test } from 'vitest';
import {
  atOnce,
  atOnceCalls,
  type EnvironmentGoal,
  planEnvironment,
} from '../../src/deploy/environment-plan.ts';
import { replacesInstances, restartsKeycloak } from '../../src/environment/option-effects.ts';
import type { CallOptions, UpdateCall } from '../../src/deploy/update-calls.ts';
import type { Config } from '../../src/config/schema.ts';
import type { EnvironmentFacts } from '../../src/environment/facts.ts';
import { namedOptions } from '../../src/local-beanstalk/beanstalk/settings/option-table.ts';
import { optionSettings } from '../../src/render/option-settings.ts';
import { exampleConfig } from '../fakes/example-config.ts';

const base = exampleConfig();
const [before, after] = ['26.7.1-aaaaaaaaaaaa', '26.7.3-bbbbbbbbbbbb'];
const running = (config: Config, versionLabel = before): EnvironmentFacts => ({
  ...{ id: 'e-1', status: 'Ready', versionLabel, cname: undefined },
  ...{ settings: optionSettings(config), ownSettings: [], instances: [] },
});
const goal = (config: Config): EnvironmentGoal => ({
  ...{ solutionStack: undefined, settings: optionSettings(config), minInstances: 2, timeoutMinutes: 30 },
});

const larger: Config = { ...base, instances: { ...base.instances, types: ['m6i.large'] } };
const debug = (config: Config): Config => ({
  ...config,
  keycloak: { ...config.keycloak, env: { ...config.keycloak.env, KC_LOG_LEVEL: 'debug' } },
});
const more = (config: Config): Config => ({
  ...config,
  instances: { ...config.instances, max: config.instances.max + 1 },
});
const by = (policy: Config['deployment']['policy'], config: Config = base): Config => ({
  ...config,
  deployment: { ...config.deployment, policy },
});

/** The names of the options of each call, and "version". */
const named = (calls: readonly UpdateCall[]): string[] =>
  calls.map(({ changes, deploysVersion }) =>
    [...changes.map(({ option, to }) => `${option}=${to}`), ...(deploysVersion ? ['version'] : [])].join(' '),
  );

test.each<[string, Config, Config, string, Pick<CallOptions, 'separate'>, string[]]>([
  ['a version alone', base, base, after, {}, ['version']],
  ['a version with a variable', base, debug(base), after, {}, ['KC_LOG_LEVEL=debug version']],
  [
    'the same, when AWS rejects the pair',
    base,
    debug(base),
    after,
    { separate: true },
    ['KC_LOG_LEVEL=debug', 'version'],
  ],
  [
    'a policy that must govern the version',
    base,
    debug(by('AllAtOnce')),
    after,
    {},
    ['DeploymentPolicy=AllAtOnce', 'KC_LOG_LEVEL=debug version'],
  ],
  [
    'a policy without anything to govern',
    base,
    more(by('AllAtOnce')),
    before,
    {},
    ['MaxSize=5 DeploymentPolicy=AllAtOnce'],
  ],
  [
    'new instances and a version',
    base,
    debug(larger),
    after,
    {},
    ['InstanceTypes=m6i.large', 'KC_LOG_LEVEL=debug version'],
  ],
  [
    'new instances and a variable',
    base,
    debug(larger),
    before,
    {},
    ['InstanceTypes=m6i.large', 'KC_LOG_LEVEL=debug'],
  ],
  ['new instances alone', base, more(larger), before, {}, ['InstanceTypes=m6i.large MaxSize=5']],
  [
    'Immutable',
    by('Immutable'),
    by('Immutable', more(debug(larger))),
    after,
    {},
    ['MaxSize=5', 'InstanceTypes=m6i.large', 'KC_LOG_LEVEL=debug', 'version'],
  ],
  [
    'to Immutable: both types of updates in one call',
    base,
    by('Immutable'),
    after,
    {},
    ['RollingUpdateType=Immutable DeploymentPolicy=Immutable', 'version'],
  ],
])('%s', (_, from, to, label, options, expected) => {
  expect(named(planEnvironment(goal(to), label, running(from), options).calls)).toEqual(expected);
});

test('batches that the numbers of instances allow go with these', () => {
  const wide: Config = { ...base, instances: { ...base.instances, min: 6, max: 9 } };
  expect(named(planEnvironment(goal(wide), after, running(base)).calls)).toEqual([
    'MinInstancesInService=5 MaxSize=9 MinSize=6',
    'version',
  ]);
});

test('to all instances at once: the policy alone, then one Keycloak on new instances, then the version, then the policy', () => {
  expect(named(atOnceCalls(goal(debug(larger)), after, running(base)))).toEqual([
    'DeploymentPolicy=AllAtOnce',
    'InstanceTypes=m6i.large',
    'KC_LOG_LEVEL=debug version',
    'DeploymentPolicy=Rolling',
  ]);
});

test('a rollback undoes in reverse', () => {
  expect(named(atOnceCalls({ ...goal(base), softwareFirst: true }, after, running(debug(larger))))).toEqual([
    'DeploymentPolicy=AllAtOnce',
    'version',
    'InstanceTypes=t3.medium',
    'DeploymentPolicy=Rolling',
  ]);
});

test('at once from Immutable changes both types of updates, and puts both back', () => {
  expect(named(atOnceCalls(goal(by('Immutable')), after, running(by('Immutable'))))).toEqual([
    'RollingUpdateType=Health DeploymentPolicy=AllAtOnce',
    'version',
    'RollingUpdateType=Immutable DeploymentPolicy=Immutable',
  ]);
});

test('at once is another policy and nothing else', () => {
  const { settings } = atOnce(goal(base));
  expect(
    settings.filter(
      (setting) =>
        !goal(base).settings.some(
          (one) => one.Value === setting.Value && one.OptionName === setting.OptionName,
        ),
    ),
  ).toEqual([
    { Namespace: 'aws:elasticbeanstalk:command', OptionName: 'DeploymentPolicy', Value: 'AllAtOnce' },
  ]);
});

const options = Object.entries(namedOptions).flatMap(([namespace, rules]) =>
  Object.entries(rules).map(([option, { severity }]) => ({ namespace, option, severity })),
);

test('every option that AWS documents as replacing instances is known', () => {
  const documented = options.filter(({ severity }) => severity === 'RestartEnvironment');
  expect(documented.filter((option) => !replacesInstances(option))).toEqual([]);
  expect(documented.length).toBeGreaterThan(10);
  const restarting = options.filter(({ severity }) => severity === 'RestartApplicationServer');
  expect(restarting.filter((option) => !restartsKeycloak(option))).toEqual([]);
});
