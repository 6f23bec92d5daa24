/** Keeps which option settings of an environment are kc-eb's, in Beanstalk's own bucket. */
import type { ConfigurationOptionSetting } from '@aws-sdk/client-elastic-beanstalk';
import {
  type OwnSetting,
  ownSettingsKey,
  ownSettingsText,
  parseOwnSettings,
  toOwn,
  union,
} from './settings-record.ts';
import type { Target } from './target.ts';
import type { Deps } from '../ports.ts';
import { readRecord, writeJson } from '../aws/bucket.ts';

type Settings = readonly ConfigurationOptionSetting[];

export async function readOwnSettings(deps: Pick<Deps, 'aws'>, target: Target): Promise<OwnSetting[]> {
  const hint = 'Delete it: kc-eb then leaves option settings that kc-eb.yaml no longer names unchanged.';
  return (await readRecord(deps, ownSettingsKey(target), { parse: parseOwnSettings, hint })) ?? [];
}

/**
 * Adds the wanted settings to the record and returns it, before the call that sets them: a run that ends right after
 * that call leaves no setting without an owner. `known`: the record, where it was read just now.
 */
export async function claimSettings(
  deps: Pick<Deps, 'aws'>,
  target: Target,
  wanted: Settings,
  known?: OwnSetting[],
): Promise<OwnSetting[]> {
  const before = known ?? (await readOwnSettings(deps, target));
  const claimed = union(before, toOwn(wanted));
  await change(deps, target, before, claimed);
  return claimed;
}

/**
 * Reduces the record to the wanted settings, once the environment has them: earlier settings are gone, and belong to
 * others if they return.
 */
export async function settleSettings(
  deps: Pick<Deps, 'aws'>,
  target: Target,
  wanted: Settings,
  known?: OwnSetting[],
): Promise<void> {
  await change(deps, target, known ?? (await readOwnSettings(deps, target)), toOwn(wanted));
}

async function change(
  deps: Pick<Deps, 'aws'>,
  target: Target,
  before: OwnSetting[],
  after: OwnSetting[],
): Promise<void> {
  const text = ownSettingsText(after);
  if (text !== ownSettingsText(before)) await writeJson(deps, ownSettingsKey(target), text);
}
