import type { Cases } from './case.ts';
import { maxSizeKey, minSize } from './fill.ts';
import {
  application,
  applicationArn,
  byKey,
  environment,
  noEnvironment,
  olderPlatform,
  olderStack,
  otherArn,
  platform,
  stack,
} from './names.ts';

const longAgo = new Date('2026-01-01T00:00:00Z');
const later = new Date('2100-01-01T00:00:00Z');

/** Operations that show records. */
export const beanstalkReads: Cases = {
  CheckDNSAvailability: [{ input: { CNAMEPrefix: 'free' }, other: { CNAMEPrefix: 'id-prod' } }],
  DescribeApplications: [{ input: { ApplicationNames: ['id'] }, other: { 'ApplicationNames.0': 'other' } }],
  DescribeApplicationVersions: [
    {
      input: { ...application, VersionLabels: ['v1', 'v2'], MaxRecords: 5, NextToken: '0' },
      other: { ApplicationName: 'other', 'VersionLabels.0': 'v3', MaxRecords: 1, NextToken: '1' },
    },
  ],
  DescribeConfigurationOptions: [
    {
      input: { ...application, SolutionStackName: stack, Options: [maxSizeKey] },
      other: {
        ...{ ApplicationName: 'none', SolutionStackName: olderStack },
        ...{ 'Options.0.Namespace': 'none', 'Options.0.OptionName': 'MinSize' },
      },
    },
    { input: { PlatformArn: platform }, other: { PlatformArn: olderPlatform } },
    {
      input: { ...application, EnvironmentName: 'id-prod' },
      other: { ApplicationName: 'other', EnvironmentName: 'id-blue' },
    },
  ],
  DescribeConfigurationSettings: [
    {
      input: { ...application, EnvironmentName: 'id-prod' },
      other: { ApplicationName: 'other', EnvironmentName: 'id-blue' },
    },
    { input: { ...application, TemplateName: 't0' }, other: { TemplateName: 't1' } },
  ],
  DescribeEnvironmentHealth: [
    {
      input: { ...environment, AttributeNames: ['All'] },
      other: { ...noEnvironment, 'AttributeNames.0': 'Color' },
    },
  ],
  DescribeEnvironmentResources: byKey,
  DescribeEnvironments: [
    {
      input: {
        ...{ ...application, VersionLabel: 'v1', EnvironmentIds: ['$prod', '$gone'] },
        ...{ EnvironmentNames: ['id-prod', 'id-gone'], IncludeDeleted: true },
        ...{ IncludedDeletedBackTo: longAgo, MaxRecords: 5, NextToken: '0' },
      },
      other: {
        ...{ ApplicationName: 'other', VersionLabel: 'v2', 'EnvironmentIds.0': '$blue' },
        ...{ 'EnvironmentNames.0': 'id-blue', IncludeDeleted: false },
        ...{ IncludedDeletedBackTo: later, MaxRecords: 1, NextToken: '1' },
      },
    },
  ],
  DescribeEvents: [
    {
      input: {
        ...{ ...application, ...environment, Severity: 'TRACE', StartTime: longAgo, EndTime: later },
        ...{ MaxRecords: 3, NextToken: '0' },
      },
      other: {
        ...{ ApplicationName: 'other', ...noEnvironment, Severity: 'FATAL', StartTime: later },
        ...{ EndTime: longAgo, MaxRecords: 2, NextToken: '1', VersionLabel: 'v9', RequestId: 'none' },
      },
    },
  ],
  DescribeInstancesHealth: [
    {
      input: { ...environment, AttributeNames: ['All'], NextToken: '0' },
      other: { ...noEnvironment, 'AttributeNames.0': 'Color', NextToken: '1' },
      // Optional in answers, and absent here; eb health requests it by name.
      same: { 'AttributeNames.1': 'System' },
    },
  ],
  DescribePlatformVersion: [{ input: { PlatformArn: platform }, other: { PlatformArn: olderPlatform } }],
  ListAvailableSolutionStacks: [{ input: {} }],
  ListPlatformBranches: [
    {
      input: {
        Filters: [{ Attribute: 'BranchName', Operator: 'begins_with', Values: ['Docker'] }],
        NextToken: '0',
      },
      other: {
        ...{ 'Filters.0.Attribute': 'LifecycleState', 'Filters.0.Operator': '=' },
        ...{ 'Filters.0.Values.0': 'none', NextToken: '1' },
      },
      // One branch exists.
      same: { MaxRecords: 1 },
    },
  ],
  ListPlatformVersions: [
    {
      input: {
        Filters: [{ Type: 'PlatformVersion', Operator: 'begins_with', Values: ['4.'] }],
        ...{ MaxRecords: 3, NextToken: '0' },
      },
      other: {
        ...{ 'Filters.0.Type': 'PlatformStatus', 'Filters.0.Operator': '=', 'Filters.0.Values.0': '4.9' },
        ...{ MaxRecords: 1, NextToken: '1' },
      },
    },
  ],
  ListTagsForResource: [{ input: { ResourceArn: applicationArn }, other: { ResourceArn: otherArn } }],
  RetrieveEnvironmentInfo: [
    { input: { ...environment, InfoType: 'tail' }, other: { ...noEnvironment, InfoType: 'bundle' } },
  ],
  ValidateConfigurationSettings: [
    {
      input: { ...application, EnvironmentName: 'id-prod', OptionSettings: [{ ...minSize, Value: '9' }] },
      other: {
        ApplicationName: 'other',
        EnvironmentName: 'id-none',
        'OptionSettings.0.Namespace': 'aws:elasticbeanstalk:application:environment',
        'OptionSettings.0.OptionName': 'Cooldown',
        'OptionSettings.0.Value': '3',
      },
    },
    { input: { ...application, TemplateName: 't0' }, other: { TemplateName: 'none' } },
  ],
};
