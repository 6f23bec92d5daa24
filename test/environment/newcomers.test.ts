import { expect, test } from 'vitest';
import { newcomers, newcomersText } from '../../src/environment/newcomers.ts';
import type { RunningInstance } from '../../src/environment/running-instances.ts';

const since = 1_000_000;

function instance(id: string, changes: Partial<RunningInstance> = {}): RunningInstance {
  return {
    ...{ id, health: 'Ok', causes: [], versionLabel: 'v2', isDeploying: false },
    ...{ deployedAt: new Date(since + 60_000), launchedAt: new Date(since - 1) },
    ...changes,
  };
}

const standing = [instance('i-1'), instance('i-2')];
const left = (all: RunningInstance[], minimum = 2): string[] =>
  newcomers(all, { versionLabel: 'v2', minimum, since }).map(({ id }) => id);
const young = { launchedAt: new Date(since) };
const deploying = { versionLabel: undefined, isDeploying: true };

test.each<[what: string, third: Partial<RunningInstance>, ids: string[]]>([
  ['a new instance without a finished deployment is left out', { ...young, ...deploying }, ['i-3']],
  ['so is one without a health report', { launchedAt: undefined, ...deploying }, ['i-3']],
  ['so is one that got the old version', { ...young, versionLabel: 'v1' }, ['i-3']],
  ['so is one whose deployment failed', { ...young, versionLabel: undefined }, ['i-3']],
  ['a new instance with the version belongs to the cluster', young, []],
  ['an old instance with the old version is behind, not new', { versionLabel: 'v1' }, []],
  ['an old instance that is deploying is behind, not new', deploying, []],
])('%s', (_what, third, ids) => {
  expect(left([...standing, instance('i-3', third)])).toEqual(ids);
});

test('nothing is left out while fewer than the minimum run the version', () => {
  expect(left([instance('i-1'), instance('i-2', { ...young, ...deploying })])).toEqual([]);
});

test.each([
  ['has not ended', deploying],
  ['failed', { versionLabel: undefined }],
  ['run kc-eb deploy again', { versionLabel: 'v1' }],
])('its text: %s', (words, changes) => {
  expect(newcomersText([instance('i-3', { ...young, ...changes })])).toMatch(words);
});
