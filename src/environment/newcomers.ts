/**
 * Instances that Auto Scaling launched during a deployment. They get a version in their own time: they are waited for,
 * then left out and named. They are not a reason to call a deployment failed.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.rolling-version-deploy.html
 */
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

/** One sentence for each, e.g. for a warning. */
export function newcomersText(left: readonly RunningInstance[]): string {
  const each = left.map(({ id, versionLabel }) =>
    versionLabel === undefined
      ? `${id} is new, and its first deployment has not ended.`
      : `${id} was launched during the deployment and runs ${versionLabel}: run kc-eb deploy again.`,
  );
  return `Left out: ${each.join(' ')}`;
}
