/** Operations on platforms and solution stacks. */
import { z } from 'zod';
import { requirePlatform } from './find-platform.ts';
import { type Platform, platformBranch, platforms } from './platform-table.ts';
import { operation, page } from './operation.ts';
import { integer, list, type Output } from '../../http/query-protocol.ts';

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

/** Values by filter type. */
const platformValues = {
  PlatformName: () => platformBranch.name,
  PlatformVersion: ({ version }) => version,
  PlatformStatus: () => 'Ready',
  PlatformBranchName: () => platformBranch.name,
  PlatformLifecycleState: ({ recommended }) => (recommended ? 'Recommended' : ''),
  PlatformOwner: () => 'AWSElasticBeanstalk',
  OperatingSystemName: () => platformBranch.operatingSystem,
} satisfies Record<string, (platform: Platform) => string>;

const branchValues = {
  BranchName: platformBranch.name,
  LifecycleState: 'Supported',
  PlatformName: platformBranch.platformName,
};

const operators = ['=', '!=', 'contains', 'begins_with', 'ends_with', 'in', 'not_in'] as const;
const condition = { Operator: z.enum(operators).default('='), Values: list(z.string()) };
const platformFilter = z.object({ Type: keyOf(platformValues), ...condition });
const branchFilter = z.object({ Attribute: keyOf(branchValues), ...condition });
const paging = { MaxRecords: integer(1, 1000).optional(), NextToken: z.string().optional() };

function keyOf<T extends object>(table: T) {
  return z.enum(Object.keys(table) as (keyof T & string)[]);
}

function passes(value: string, operator: (typeof operators)[number], values: readonly string[]): boolean {
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
    case '=':
    case 'in':
      return values.includes(value);
  }
}

export const platformOperations = {
  ListAvailableSolutionStacks: operation(z.object({}), ({ place }) => {
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
    z.object({ Filters: list(platformFilter).optional(), ...paging }),
    ({ place }, { Filters: filters = [], ...input }) => {
      const found = platforms(place.region).filter((platform) =>
        filters.every((one) => passes(platformValues[one.Type](platform), one.Operator, one.Values)),
      );
      const { items, NextToken } = page(found, input);
      return { PlatformSummaryList: items.map(summary), NextToken };
    },
  ),

  ListPlatformBranches: operation(
    z.object({ Filters: list(branchFilter).optional(), ...paging }),
    (_context, { Filters: filters = [], ...input }) => {
      const wanted = filters.every((one) => passes(branchValues[one.Attribute], one.Operator, one.Values));
      const branch = {
        PlatformName: platformBranch.platformName,
        BranchName: platformBranch.name,
        LifecycleState: 'Supported',
        BranchOrder: 1,
        SupportedTierList: platformBranch.tiers,
      };
      const { items, NextToken } = page(wanted ? [branch] : [], input);
      return { PlatformBranchSummaryList: items, NextToken };
    },
  ),

  DescribePlatformVersion: operation(
    z.object({ PlatformArn: z.string() }),
    ({ place }, { PlatformArn: arn }) => {
      const platform = requirePlatform(place.region, { PlatformArn: arn });
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
