import { partitionOf } from '../config/partitions.ts';

const docker = /^64bit Amazon Linux 2023 v(\d+)\.(\d+)\.(\d+) running Docker$/;

/** The solution stacks that kc-eb deploys to, oldest first. */
export function dockerStacks(names: readonly string[]): string[] {
  return names
    .filter((name) => docker.test(name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/**
 * The ARN of "64bit Amazon Linux 2023 v4.7.5 running Docker", which DescribePlatformVersion needs; undefined for a name of
 * another form. https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_DescribePlatformVersion.html
 */
export function platformArn(solutionStack: string, region: string): string | undefined {
  const [, system, version, software] = /^(.+) v(\d+\.\d+\.\d+) running (.+)$/.exec(solutionStack) ?? [];
  if (system === undefined || version === undefined || software === undefined) return undefined;
  const partition = partitionOf(region).name;
  return `arn:${partition}:elasticbeanstalk:${region}::platform/${software} running on ${system}/${version}`;
}
