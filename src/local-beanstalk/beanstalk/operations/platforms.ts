/** Operations on platforms and solution stacks. */
import { z } from 'zod';
import { type Platform, platformBranch, platformByArn, platforms } from './platform-table.ts';
import { operation } from './operation.ts';
import { list, type Output } from '../../http/query-protocol.ts';
import { ServiceError } from '../../http/service.ts';

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

/** Values by filter type; other types filter nothing. */
const platformValues: Record<string, (platform: Platform) => string> = {
  PlatformName: () => platformBranch.name,
  PlatformVersion: ({ version }) => version,
  PlatformStatus: () => 'Ready',
  PlatformBranchName: () => platformBranch.name,
  PlatformLifecycleState: ({ recommended }) => (recommended ? 'Recommended' : ''),
  PlatformOwner: () => 'AWSElasticBeanstalk',
  OperatingSystemName: () => platformBranch.operatingSystem,
};

const branchValues: Record<string, string> = {
  BranchName: platformBranch.name,
  LifecycleState: 'Supported',
  PlatformName: platformBranch.platformName,
};

const condition = { Operator: z.string().default('='), Values: list(z.string()) };
const platformFilter = z.object({ Type: z.string(), ...condition });
const branchFilter = z.object({ Attribute: z.string(), ...condition });

function passes(value: string | undefined, operator: string, values: readonly string[]): boolean {
  if (value === undefined) return true;
  switch (operator) {
    case '!=':
    case 'not_in':
      return !values.includes(value);
    case 'begins_with':
      return values.some((wanted) => value.startsWith(wanted));
    case 'ends_with':
      return values.some((wanted) => value.endsWith(wanted));
    case 'contains':
      return values.some((wanted) => value.includes(wanted));
    default:
      return values.includes(value);
  }
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
    z.object({ Filters: list(platformFilter).optional() }),
    ({ place }, { Filters: filters = [] }) => ({
      PlatformSummaryList: platforms(place.region)
        .filter((platform) =>
          filters.every((one) => passes(platformValues[one.Type]?.(platform), one.Operator, one.Values)),
        )
        .map(summary),
    }),
  ),

  ListPlatformBranches: operation(
    z.object({ Filters: list(branchFilter).optional() }),
    (_context, { Filters: filters = [] }) => {
      const wanted = filters.every((one) => passes(branchValues[one.Attribute], one.Operator, one.Values));
      const branch = {
        PlatformName: platformBranch.platformName,
        BranchName: platformBranch.name,
        LifecycleState: 'Supported',
        BranchOrder: 1,
        SupportedTierList: platformBranch.tiers,
      };
      return { PlatformBranchSummaryList: wanted ? [branch] : [] };
    },
  ),

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
