/**
 * The platform versions of Local Beanstalk: Docker on Amazon Linux 2023.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/platforms/platforms-supported.html
 */

export interface Platform {
  version: string;
  solutionStack: string;
  arn: string;
  recommended: boolean;
}

const branch = 'Docker running on 64bit Amazon Linux 2023';
/** Newest first. */
const versions = ['4.13.7', '4.9.1', '4.7.5'];

export const platformBranch = {
  name: branch,
  platformName: 'Docker',
  operatingSystem: 'Amazon Linux',
  operatingSystemVersion: '2023',
  tiers: ['WebServer/Standard'],
} as const;

export function platforms(region: string): Platform[] {
  return versions.map((version, index) => ({
    version,
    solutionStack: `64bit Amazon Linux 2023 v${version} running Docker`,
    arn: `arn:aws:elasticbeanstalk:${region}::platform/${branch}/${version}`,
    recommended: index === 0,
  }));
}

export function platformByStack(region: string, solutionStack: string): Platform | undefined {
  return platforms(region).find((platform) => platform.solutionStack === solutionStack);
}

export function platformByArn(region: string, arn: string): Platform | undefined {
  return platforms(region).find((platform) => platform.arn === arn);
}
