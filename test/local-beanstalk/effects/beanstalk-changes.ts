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
import { bucket } from './world.ts';

const tags = [{ Key: 'a', Value: 'b' }];
const otherTags = { 'Tags.0.Key': 'c', 'Tags.0.Value': 'c' };
const otherSetting = {
  'OptionSettings.0.Namespace': 'aws:elasticbeanstalk:application:environment',
  'OptionSettings.0.OptionName': 'Cooldown',
  'OptionSettings.0.Value': '3',
};
const otherRemoval = {
  'OptionsToRemove.0.Namespace': 'aws:elasticbeanstalk:application:environment',
  'OptionsToRemove.0.OptionName': 'Cooldown',
};

const created = { ...application, EnvironmentName: 'id-new', VersionLabel: 'v1', CNAMEPrefix: 'fresh' };

/** Operations that change records. */
export const beanstalkChanges: Cases = {
  AbortEnvironmentUpdate: [
    {
      before: [['UpdateEnvironment', { EnvironmentName: 'id-prod', VersionLabel: 'v2' }]],
      ...{ input: environment, other: noEnvironment },
    },
  ],
  CreateApplication: [
    {
      input: { ApplicationName: 'new', Description: 'a', Tags: tags },
      other: { ApplicationName: 'newer', Description: 'b', ...otherTags },
    },
  ],
  CreateApplicationVersion: [
    {
      input: {
        ...{ ...application, VersionLabel: 'v9', Description: 'a', Process: true, Tags: tags },
        SourceBundle: { S3Bucket: bucket, S3Key: 'id-v1.zip' },
      },
      other: {
        ...{ ApplicationName: 'other', VersionLabel: 'v8', Description: 'b', Process: false, ...otherTags },
        ...{ 'SourceBundle.S3Bucket': 'none', 'SourceBundle.S3Key': 'id-v2.zip' },
      },
    },
    {
      input: {
        ...{ ApplicationName: 'new', VersionLabel: 'v1', AutoCreateApplication: true },
        SourceBundle: { S3Bucket: bucket, S3Key: 'id-v1.zip' },
      },
      other: { AutoCreateApplication: false },
    },
  ],
  CreateConfigurationTemplate: [
    {
      input: {
        ...{ ...application, TemplateName: 'new', SolutionStackName: stack, Description: 'a', Tags: tags },
        SourceConfiguration: { ApplicationName: 'id', TemplateName: 't0' },
        OptionSettings: [minSize],
      },
      other: {
        ...{ ApplicationName: 'other', TemplateName: 'newer', SolutionStackName: olderStack },
        ...{ Description: 'b', ...otherTags, ...otherSetting },
        'SourceConfiguration.ApplicationName': 'other',
        'SourceConfiguration.TemplateName': 't1',
      },
    },
    {
      input: { ...application, TemplateName: 'new', PlatformArn: platform },
      other: { PlatformArn: olderPlatform },
    },
    {
      input: { ...application, TemplateName: 'new', EnvironmentId: '$prod' },
      other: { EnvironmentId: '$blue' },
    },
  ],
  CreateEnvironment: [
    {
      input: {
        ...{ ...created, Description: 'a', SolutionStackName: stack, OptionSettings: [minSize], Tags: tags },
        Tier: { Name: 'WebServer', Type: 'Standard', Version: '1.0' },
      },
      other: {
        ...{ ApplicationName: 'other', EnvironmentName: 'id-newer', VersionLabel: 'v2' },
        ...{ CNAMEPrefix: 'fresher', Description: 'b', SolutionStackName: olderStack },
        ...{ ...otherSetting, ...otherTags },
      },
      rejected: { 'Tier.Name': 'Worker', 'Tier.Type': 'SQS/HTTP', 'Tier.Version': '2.0' },
    },
    {
      input: { ...created, TemplateName: 't0', PlatformArn: platform, OptionsToRemove: [maxSizeKey] },
      other: { TemplateName: 't1', PlatformArn: olderPlatform, ...otherRemoval },
    },
  ],
  CreateStorageLocation: [{ input: {} }],
  DeleteApplication: [
    {
      input: { ...application, TerminateEnvByForce: true },
      other: { ApplicationName: 'other', TerminateEnvByForce: false },
    },
  ],
  DeleteApplicationVersion: [
    {
      input: { ApplicationName: 'other', VersionLabel: 'v4', DeleteSourceBundle: true },
      other: { ApplicationName: 'id', VersionLabel: 'v3', DeleteSourceBundle: false },
    },
  ],
  DeleteConfigurationTemplate: [
    {
      input: { ...application, TemplateName: 't0' },
      other: { ApplicationName: 'other', TemplateName: 't1' },
    },
  ],
  RebuildEnvironment: byKey,
  RequestEnvironmentInfo: [
    { input: { ...environment, InfoType: 'tail' }, other: { ...noEnvironment, InfoType: 'bundle' } },
  ],
  RestartAppServer: byKey,
  SwapEnvironmentCNAMEs: [
    {
      input: {
        ...{ SourceEnvironmentId: '$prod', SourceEnvironmentName: 'id-prod' },
        ...{ DestinationEnvironmentId: '$blue', DestinationEnvironmentName: 'id-blue' },
      },
      other: {
        ...{ SourceEnvironmentId: 'e-none', SourceEnvironmentName: 'id-none' },
        ...{ DestinationEnvironmentId: 'e-none', DestinationEnvironmentName: 'id-none' },
      },
    },
  ],
  TerminateEnvironment: [
    {
      input: { ...environment, TerminateResources: true },
      other: noEnvironment,
      rejected: { TerminateResources: false },
      // No environment here depends on another.
      same: { ForceTerminate: true },
    },
  ],
  UpdateApplication: [
    {
      input: { ...application, Description: 'a' },
      other: { ApplicationName: 'other', Description: 'b' },
    },
  ],
  UpdateConfigurationTemplate: [
    {
      input: {
        ...{ ...application, TemplateName: 't0', Description: 'a' },
        ...{ OptionSettings: [minSize], OptionsToRemove: [maxSizeKey] },
      },
      other: {
        ...{ ApplicationName: 'other', TemplateName: 't1', Description: 'b' },
        ...{ ...otherSetting, ...otherRemoval },
      },
    },
  ],
  UpdateEnvironment: [
    {
      input: {
        ...{ ...application, ...environment, VersionLabel: 'v2', Description: 'a' },
        ...{ OptionSettings: [minSize], OptionsToRemove: [maxSizeKey], SolutionStackName: olderStack },
      },
      other: {
        ...{ ApplicationName: 'other', ...noEnvironment, VersionLabel: 'v3', Description: 'b' },
        ...{ ...otherSetting, ...otherRemoval, SolutionStackName: stack },
      },
    },
    {
      input: { EnvironmentName: 'id-prod', TemplateName: 't0', PlatformArn: platform },
      other: { TemplateName: 't1', PlatformArn: olderPlatform },
    },
  ],
  UpdateTagsForResource: [
    {
      input: { ResourceArn: applicationArn, TagsToAdd: [{ Key: 'c', Value: 'd' }], TagsToRemove: ['a'] },
      other: {
        ResourceArn: otherArn,
        ...{ 'TagsToAdd.0.Key': 'e', 'TagsToAdd.0.Value': 'e', 'TagsToRemove.0': 'b' },
      },
    },
  ],
};
