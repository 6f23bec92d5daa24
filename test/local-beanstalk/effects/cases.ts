import { beanstalkChanges } from './beanstalk-changes.ts';
import { beanstalkReads } from './beanstalk-reads.ts';
import type { Cases } from './case.ts';
import { enhancedHealth, startedAt, trust, webTier } from './fill.ts';
import { monitoring } from './monitoring-cases.ts';

const group = { logGroupName: 'group' };
const otherGroup = { logGroupName: 'other' };
const newGroup = { logGroupName: 'new' };
const stream = { ...group, logStreamName: 's1' };
const noStream = { logGroupName: 'none', logStreamName: 'none' };
const range = { startTime: startedAt - 60_000, endTime: startedAt + 3_600_000, limit: 5 };
const otherRange = { startTime: startedAt + 60_000, endTime: startedAt, limit: 1 };

const logs: Cases = {
  CreateLogGroup: [{ input: newGroup, other: { logGroupName: 'newer' } }],
  CreateLogStream: [
    { input: { ...group, logStreamName: 'new' }, other: { ...otherGroup, logStreamName: 'newer' } },
  ],
  DeleteLogGroup: [{ input: group, other: otherGroup }],
  DeleteRetentionPolicy: [{ input: group, other: otherGroup }],
  DescribeLogGroups: [
    {
      input: { logGroupNamePrefix: 'group', limit: 5, nextToken: 'g' },
      other: { logGroupNamePrefix: 'other', limit: 1, nextToken: 'group' },
    },
    { input: { logGroupNamePattern: 'roup' }, other: { logGroupNamePattern: 'the' } },
  ],
  DescribeLogStreams: [
    {
      input: { ...group, logStreamNamePrefix: 's', limit: 5 },
      other: { ...otherGroup, logStreamNamePrefix: 't', limit: 1, nextToken: 's1' },
    },
    {
      input: { ...group, orderBy: 'LogStreamName', descending: false },
      other: { orderBy: 'LastEventTime', descending: true },
    },
  ],
  FilterLogEvents: [
    {
      input: { ...group, ...range, logStreamNames: ['s1'], filterPattern: 's1' },
      other: {
        ...{ ...otherGroup, ...otherRange, 'logStreamNames.0': 's2', filterPattern: 's2' },
        nextToken: '9'.repeat(56),
      },
      // AWS ignores it since 2019: results are always interleaved.
      same: { interleaved: false },
    },
    { input: { ...group, logStreamNamePrefix: 's' }, other: { logStreamNamePrefix: 't' } },
  ],
  GetLogEvents: [
    {
      input: { ...stream, ...range },
      other: { logGroupName: 'other', logStreamName: 's2', ...otherRange, nextToken: `f/${'9'.repeat(56)}` },
    },
    { input: { ...stream, limit: 1, startFromHead: true }, other: { startFromHead: false } },
  ],
  PutLogEvents: [
    {
      input: { ...stream, logEvents: [{ timestamp: startedAt, message: 'a' }] },
      other: { ...noStream, 'logEvents.0.timestamp': 1, 'logEvents.0.message': 'b' },
      // AWS ignores it since 2023; Docker's driver sends it.
      same: { sequenceToken: '1' },
    },
  ],
  PutRetentionPolicy: [
    { input: { ...group, retentionInDays: 30 }, other: { ...otherGroup, retentionInDays: 90 } },
  ],
};

const repository = { repositoryName: 'shapes' };
const image = { imageTag: 'a', imageDigest: '$digestA' };
const otherImage = { 'imageIds.0.imageTag': 'b', 'imageIds.0.imageDigest': '$digestB' };

const ecr: Cases = {
  BatchDeleteImage: [
    { input: { ...repository, imageIds: [image] }, other: { repositoryName: 'rest', ...otherImage } },
  ],
  CreateRepository: [
    {
      input: {
        ...{ repositoryName: 'new', imageTagMutability: 'IMMUTABLE' },
        imageScanningConfiguration: { scanOnPush: true },
      },
      other: {
        ...{ repositoryName: 'newer', imageTagMutability: 'MUTABLE' },
        'imageScanningConfiguration.scanOnPush': false,
      },
    },
  ],
  DeleteRepository: [
    { input: { ...repository, force: true }, other: { repositoryName: 'empty', force: false } },
  ],
  DescribeImages: [
    { input: { ...repository, imageIds: [image] }, other: { repositoryName: 'rest', ...otherImage } },
    {
      input: { ...repository, filter: { tagStatus: 'TAGGED' }, maxResults: 5, nextToken: '0' },
      other: { 'filter.tagStatus': 'UNTAGGED', maxResults: 1, nextToken: '1' },
    },
  ],
  DescribeRepositories: [
    { input: { repositoryNames: ['shapes'] }, other: { 'repositoryNames.0': 'rest' } },
    { input: { maxResults: 5, nextToken: '0' }, other: { maxResults: 1, nextToken: '1' } },
  ],
  GetAuthorizationToken: [{ input: {} }],
};

const role = { RoleName: 'role' };
const otherRole = { RoleName: 'servant' };
const profile = { InstanceProfileName: 'profile' };
const otherProfile = { InstanceProfileName: 'shape' };
const tags = [{ Key: 'a', Value: 'b' }];
const otherTags = { 'Tags.0.Key': 'c', 'Tags.0.Value': 'c' };
const pages = { MaxItems: 1, Marker: 'role' };

const iam: Cases = {
  AddRoleToInstanceProfile: [{ input: { ...role, ...otherProfile }, other: { ...otherRole, ...profile } }],
  AttachRolePolicy: [
    { input: { ...otherRole, PolicyArn: enhancedHealth }, other: { ...role, PolicyArn: webTier } },
  ],
  CreateInstanceProfile: [
    {
      input: { InstanceProfileName: 'new', Path: '/a/', Tags: tags },
      other: { InstanceProfileName: 'newer', Path: '/b/', ...otherTags },
    },
  ],
  CreateRole: [
    {
      input: {
        ...{ RoleName: 'new', Path: '/a/', Tags: tags, AssumeRolePolicyDocument: trust, Description: 'a' },
        ...{ MaxSessionDuration: 3600, PermissionsBoundary: webTier },
      },
      other: {
        ...{ RoleName: 'newer', Path: '/b/', ...otherTags, Description: 'b', MaxSessionDuration: 7200 },
        ...{ AssumeRolePolicyDocument: '{"Statement":[{}]}', PermissionsBoundary: enhancedHealth },
      },
    },
  ],
  GetInstanceProfile: [{ input: profile, other: otherProfile }],
  GetRole: [{ input: role, other: otherRole }],
  GetRolePolicy: [{ input: { ...role, PolicyName: 'policy' }, other: { ...otherRole, PolicyName: 'rule' } }],
  ListAttachedRolePolicies: [
    {
      input: { ...role, PathPrefix: '/' },
      other: { ...otherRole, PathPrefix: '/service-role/', MaxItems: 1, Marker: webTier },
    },
  ],
  ListInstanceProfiles: [
    { input: { PathPrefix: '/' }, other: { PathPrefix: '/b/', MaxItems: 1, Marker: 'profile' } },
  ],
  ListRolePolicies: [{ input: role, other: { ...otherRole, MaxItems: 1, Marker: 'policy' } }],
  ListRoles: [{ input: { PathPrefix: '/' }, other: { PathPrefix: '/b/', ...pages } }],
  PutRolePolicy: [
    {
      input: { ...role, PolicyName: 'policy', PolicyDocument: trust },
      other: { ...otherRole, PolicyName: 'new', PolicyDocument: '{"Statement":[{}]}' },
    },
  ],
};

export const secret = (name: string) =>
  `arn:aws:secretsmanager:us-east-1:000000000000:secret:kc-eb-local/${name}-password-000000`;

/** Service → operation → cases. Every operation served has a row. */
export const cases: Readonly<Record<string, Cases>> = {
  elasticbeanstalk: { ...beanstalkChanges, ...beanstalkReads },
  ...{ logs, monitoring, ecr, iam },
  sts: { GetCallerIdentity: [{ input: {} }] },
  secretsmanager: {
    GetSecretValue: [
      {
        input: { SecretId: secret('admin'), VersionStage: 'AWSCURRENT' },
        other: { SecretId: secret('database'), VersionStage: 'AWSPREVIOUS' },
      },
    ],
  },
};
