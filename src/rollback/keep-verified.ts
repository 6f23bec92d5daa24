/** Keeps the record of verified deployments in Beanstalk's own bucket. */
import type { Config } from '../config/schema.ts';
import type { DeployPlan } from '../deploy/plan.ts';
import { servedBy } from './as-verified.ts';
import {
  noRecord,
  parseRecord,
  recordKey,
  withVerified,
  type VerifiedRecord,
} from './verified-deployments.ts';
import { complete } from '../environment/settings-record.ts';
import type { Target } from '../environment/target.ts';
import type { Deps } from '../ports.ts';
import { readRecord, writeJson } from '../aws/bucket.ts';

/** The record; empty before the first verified deployment. */
export async function readVerified(deps: Pick<Deps, 'aws'>, target: Target): Promise<VerifiedRecord> {
  const hint = 'Delete it: kc-eb deploy then starts another record.';
  return (await readRecord(deps, recordKey(target), { parse: parseRecord, hint })) ?? noRecord;
}

export async function writeVerified(
  deps: Pick<Deps, 'aws'>,
  target: Target,
  record: VerifiedRecord,
): Promise<void> {
  await writeJson(deps, recordKey(target), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** Adds the plan's deployment, which was verified just now. */
export async function recordVerified(
  deps: Pick<Deps, 'aws' | 'clock'>,
  config: Config,
  { target, version, image, proxy, environment }: DeployPlan,
): Promise<void> {
  const before = await readVerified(deps, target);
  const after = withVerified(before, {
    versionLabel: version.label,
    image: image.uri,
    proxy: proxy.uri,
    settings: complete(environment.settings),
    minInstances: environment.minInstances,
    served: servedBy(config),
    at: deps.clock.now().toISOString(),
  });
  if (after !== before) await writeVerified(deps, target, after);
}
