import { z } from 'zod';
import { type Platform, platformBranch, platformByArn, platforms } from '../environment/platforms.ts';
import { operation } from './beanstalk-operation.ts';
import { list, type Output } from './beanstalk-protocol.ts';
import { ServiceError } from './service.ts';

function summary(platform: Platform): Output {
  return {
    PlatformArn: platform.arn,
    PlatformOwner: 'AWSElasticBeanstalk',
    PlatformStatus: 'Ready',
    PlatformCategory: 'Docker',
    OperatingSystemName: platformBranch.operatingSystem,
    OperatingSystemVersion: platformBranch.operatingSystemVersion,
    SupportedTierList: platformBranch.tiers,
    SupportedAddonList: ['Log/S3', 'Monitoring/Healthd'],
    ...(platform.recommended && { PlatformLifecycleState: 'Recommended' }),
    PlatformVersion: platform.version,
    PlatformBranchName: platformBranch.name,
    PlatformBranchLifecycleState: 'Supported',
  };
}

/** Values by the filters' types; a type that is not here filters nothing. */
const filtered: Record<string, (platform: Platform) => string> = {
  PlatformName: () => platformBranch.name,
  PlatformVersion: ({ version }) => version,
  PlatformStatus: () => 'Ready',
  PlatformBranchName: () => platformBranch.name,
  PlatformLifecycleState: ({ recommended }) => (recommended ? 'Recommended' : ''),
  PlatformOwner: () => 'AWSElasticBeanstalk',
  OperatingSystemName: () => platformBranch.operatingSystem,
};

const filter = z.object({ Type: z.string(), Operator: z.string().default('='), Values: list(z.string()) });

function passes(platform: Platform, { Type, Operator, Values }: z.output<typeof filter>): boolean {
  const value = filtered[Type]?.(platform);
  if (value === undefined) return true;
  return Values.some((wanted) => {
    switch (Operator) {
      case '!=':
        return value !== wanted;
      case 'begins_with':
        return value.startsWith(wanted);
      case 'ends_with':
        return value.endsWith(wanted);
      case 'contains':
        return value.includes(wanted);
      default:
        return value === wanted;
    }
  });
}

export const platformOperations = {
  ListAvailableSolutionStacks: operation(z.unknown(), ({ place }) => {
    const stacks = platforms(place.region).map(({ solutionStack }) => solutionStack);
    return {
      SolutionStacks: stacks,
      SolutionStackDetails: stacks.map((SolutionStackName) => ({
        SolutionStackName,
        PermittedFileTypes: ['zip'],
      })),
    };
  }),

  ListPlatformVersions: operation(
    z.object({ Filters: list(filter).optional() }),
    ({ place }, { Filters: filters = [] }) => ({
      PlatformSummaryList: platforms(place.region)
        .filter((platform) => filters.every((one) => passes(platform, one)))
        .map(summary),
    }),
  ),

  ListPlatformBranches: operation(z.unknown(), () => ({
    PlatformBranchSummaryList: [
      {
        PlatformName: platformBranch.platformName,
        BranchName: platformBranch.name,
        LifecycleState: 'Supported',
        BranchOrder: 1,
        SupportedTierList: platformBranch.tiers,
      },
    ],
  })),

  DescribePlatformVersion: operation(
    z.object({ PlatformArn: z.string() }),
    ({ place }, { PlatformArn: arn }) => {
      const platform = platformByArn(place.region, arn);
      if (platform === undefined) {
        throw new ServiceError('InvalidParameterValue', `No Platform named '${arn}' found.`);
      }
      return {
        PlatformDescription: {
          ...summary(platform),
          PlatformName: platformBranch.name,
          SolutionStackName: platform.solutionStack,
          Maintainer: 'aws-elasticbeanstalk-platforms@amazon.com',
          Description: '64bit Amazon Linux 2023 running Docker',
        },
      };
    },
  ),
};
