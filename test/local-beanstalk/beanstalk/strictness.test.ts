import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { type StrictnessSwitch, strictnessSwitches } from '../../../src/local-beanstalk/base/strictness.ts';
import { Harness, settings } from './harness.ts';

let harness: Harness;
afterEach(() => harness.end());

async function standing(
  strict: readonly StrictnessSwitch[],
  options: Record<string, string> = { DeploymentPolicy: 'Rolling', BatchSizeType: 'Fixed', BatchSize: '1' },
): Promise<void> {
  harness = await Harness.start(undefined, strict);
  await harness.createEnvironment(options);
  await harness.createVersion('v2');
}

const rolls = (messages: readonly string[]): boolean =>
  messages.some((message) => message.startsWith('Batch 1:'));
const atOnce = settings({ DeploymentPolicy: 'AllAtOnce' });

test.each<[StrictnessSwitch[], boolean]>([
  [[], false],
  [['stored-policy-governs'], true],
])('with %j, a version and its policy in one call roll: %s', async (strict, rolling) => {
  await standing(strict);
  expect(rolls(await harness.update({ VersionLabel: 'v2', OptionSettings: atOnce }))).toBe(rolling);
  await harness.createVersion('v3');
  // The policy is stored by now.
  expect(rolls(await harness.update({ VersionLabel: 'v3' }))).toBe(false);
});

test('a rejected combination: neither a version nor a setting changes', async () => {
  await standing(['combination-refused']);
  await expect(harness.update({ VersionLabel: 'v2', OptionSettings: atOnce })).rejects.toMatchObject({
    name: 'InvalidParameterCombination',
  });
  await harness.update({ OptionSettings: atOnce });
  expect(rolls(await harness.update({ VersionLabel: 'v2' }))).toBe(false);
});

const [pair, mixed] = [/^To enable immutable config/, /^Cannot update resource configuration and instance/];

test.each<[Record<string, string>, Record<string, string>, string | undefined, RegExp | undefined]>([
  [{ DeploymentPolicy: 'Rolling' }, { RollingUpdateType: 'Immutable' }, undefined, pair],
  [{ DeploymentPolicy: 'Immutable' }, { MaxSize: '5' }, 'v2', pair],
  [{ DeploymentPolicy: 'immutable' }, { MaxSize: '5' }, 'v2', pair],
  [{ DeploymentPolicy: 'Immutable', RollingUpdateType: 'Immutable' }, { MaxSize: '5' }, 'v2', mixed],
  [
    { DeploymentPolicy: 'Immutable', RollingUpdateType: 'Immutable' },
    { MaxSize: '5', InstanceType: 't3.large' },
    undefined,
    mixed,
  ],
  [{ DeploymentPolicy: 'Immutable', RollingUpdateType: 'Immutable' }, { MaxSize: '5' }, undefined, undefined],
  [{ DeploymentPolicy: 'Immutable', RollingUpdateType: 'Immutable' }, {}, 'v2', undefined],
])('Immutable updates: %j, then %j with %s', async (options, changes, version, message) => {
  await standing([], options);
  const messages = await harness.update({
    ...(version !== undefined && { VersionLabel: version }),
    OptionSettings: settings(changes),
  });
  const failed = messages.filter((one) => pair.test(one) || mixed.test(one));
  expect(failed).toEqual(message === undefined ? [] : [expect.stringMatching(message)]);
});

test('the README lists the switches', async () => {
  harness = await Harness.start();
  const readme = readFileSync('src/local-beanstalk/README.md', 'utf8');
  const rows = [...readme.matchAll(/^\| `([a-z-]+)` +\| (.*?) +\|$/gm)].map(([, name, text]) => [name, text]);
  for (const [name, text] of Object.entries(strictnessSwitches)) expect(rows).toContainEqual([name, text]);
});
