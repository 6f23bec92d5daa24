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
import type { Deps } from '../ports.ts';
import { type Place, readRecord, storageBucket, writeJson } from '../aws/bucket.ts';

interface Target {
  application: string;
  environment: string;
}

type Settings = readonly ConfigurationOptionSetting[];

export async function readOwnSettings(deps: Pick<Deps, 'aws'>, target: Target): Promise<OwnSetting[]> {
  return readFrom(deps, await placeOf(deps, target));
}

/** Before the call that sets them: a run that ends right after it leaves no setting that is nobody's. */
export function claimSettings(deps: Pick<Deps, 'aws'>, target: Target, wanted: Settings): Promise<void> {
  return change(deps, target, (before) => union(before, toOwn(wanted)));
}

/** The environment has been brought to them: what was before is gone, and whoever sets it again is somebody else. */
export function settleSettings(deps: Pick<Deps, 'aws'>, target: Target, wanted: Settings): Promise<void> {
  return change(deps, target, () => toOwn(wanted));
}

async function change(
  deps: Pick<Deps, 'aws'>,
  target: Target,
  to: (before: OwnSetting[]) => OwnSetting[],
): Promise<void> {
  const place = await placeOf(deps, target);
  const before = await readFrom(deps, place);
  const text = ownSettingsText(to(before));
  if (text !== ownSettingsText(before)) await writeJson(deps, place, text);
}

async function readFrom(deps: Pick<Deps, 'aws'>, place: Place): Promise<OwnSetting[]> {
  const hint = 'Delete it: option settings that kc-eb.yaml does not name any more then stay as they are.';
  return (await readRecord(deps, place, { parse: parseOwnSettings, hint })) ?? [];
}

async function placeOf(deps: Pick<Deps, 'aws'>, { application, environment }: Target): Promise<Place> {
  return { Bucket: await storageBucket(deps), Key: ownSettingsKey(application, environment) };
}
