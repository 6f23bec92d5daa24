/**
 * Instances that Auto Scaling launched during a deployment. They get a version in their own time: they are waited for,
 * then left out and named. They are not a reason to call a deployment failed.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.rolling-version-deploy.html
 */
import { firstFew } from '../base/few.ts';
import type { RunningInstance } from './running-instances.ts';

export interface Deployed {
  versionLabel: string | undefined;
  /** The smallest number of instances that must run the version. */
  minimum: number;
  /** Start of the deployment, in milliseconds since the epoch. */
  since: number;
}

/** Returns the newcomers that do not run the version; none while fewer than the minimum do. */
export function newcomers(
  instances: readonly RunningInstance[],
  { versionLabel, minimum, since }: Deployed,
): readonly RunningInstance[] {
  const behind = instances.filter(
    (instance) =>
      (instance.isDeploying || instance.versionLabel !== versionLabel) &&
      (instance.launchedAt === undefined || instance.launchedAt.getTime() >= since),
  );
  return instances.length - behind.length >= minimum ? behind : [];
}

/** One sentence for each of the first ones, e.g. for a warning. */
export function newcomersText(left: readonly RunningInstance[]): string {
  const { shown, rest } = firstFew(left);
  const more = rest === 0 ? [] : [`${rest} more are new: kc-eb status --json lists them.`];
  return `Left out: ${[...shown.map(textOf), ...more].join(' ')}`;
}

function textOf({ id, versionLabel, isDeploying }: RunningInstance): string {
  if (isDeploying) return `${id} is new, and its first deployment has not ended.`;
  return versionLabel === undefined
    ? `${id} is new, and its first deployment failed: kc-eb logs --instance ${id} has the reason.`
    : `${id} was launched during the deployment and runs ${versionLabel}: run kc-eb deploy again.`;
}
