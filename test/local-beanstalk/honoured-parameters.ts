/**
 * Service → operation → an input with every parameter that Local Beanstalk honours. parameters.test.ts sends each other one,
 * which must be rejected. A new operation needs a row.
 */
const time = new Date('2026-11-24T10:00:00Z');
const application = { ApplicationName: 'id' };
const version = { ...application, VersionLabel: 'v1' };
const environment = { EnvironmentName: 'id-prod', EnvironmentId: 'e-0123456789' };
const setting = { Namespace: 'a', OptionName: 'b', Value: 'c' };
const option = { Namespace: 'a', OptionName: 'b' };
const tags = [{ Key: 'a', Value: 'b' }];
const records = { MaxRecords: 5, NextToken: '1' };
const arn = 'arn:aws:elasticbeanstalk:us-east-1:000000000000:application/id';
const content = {
  Description: 'a',
  VersionLabel: 'v1',
  SolutionStackName: 'a',
  PlatformArn: 'a',
  OptionSettings: [setting],
  OptionsToRemove: [option],
  TemplateName: 'a',
};
const filter = { Operator: '=', Values: ['a'] };
const metric = { Namespace: 'a', MetricName: 'b', Dimensions: [{ Name: 'a', Value: 'b' }] };
const role = { RoleName: 'role' };
const profile = { InstanceProfileName: 'profile' };
const policy = { PolicyName: 'policy' };
const document = '{"Statement":[]}';
const marked = { Marker: 'a', MaxItems: 5 };
const template = { ...application, TemplateName: 'a' };
const group = { logGroupName: 'group' };
const stream = { ...group, logStreamName: 'stream' };
const range = { startTime: 1, endTime: 2, limit: 3, nextToken: '0'.repeat(56) };
const repository = { repositoryName: 'shapes' };
const paged = { maxResults: 5, nextToken: '1' };
const imageIds = [{ imageTag: 'a', imageDigest: 'b' }];

type Inputs = Readonly<Record<string, object>>;

const elasticbeanstalk: Inputs = {
  AbortEnvironmentUpdate: environment,
  CheckDNSAvailability: { CNAMEPrefix: 'free' },
  CreateApplication: { ...application, Description: 'a', Tags: tags },
  CreateApplicationVersion: {
    ...version,
    ...{ Description: 'a', AutoCreateApplication: false, Process: true, Tags: tags },
    SourceBundle: { S3Bucket: 'bucket', S3Key: 'key' },
  },
  CreateConfigurationTemplate: {
    ...template,
    ...{ SolutionStackName: 'a', PlatformArn: 'a', EnvironmentId: 'e-0123456789', Description: 'a' },
    SourceConfiguration: template,
    OptionSettings: [setting],
    Tags: tags,
  },
  CreateEnvironment: {
    ...{ ...application, ...content, EnvironmentName: 'id-prod', CNAMEPrefix: 'free', Tags: tags },
    Tier: { Name: 'WebServer', Type: 'Standard', Version: '1.0' },
  },
  CreateStorageLocation: {},
  DeleteApplication: { ...application, TerminateEnvByForce: false },
  DeleteApplicationVersion: { ...version, DeleteSourceBundle: true },
  DeleteConfigurationTemplate: template,
  DescribeApplicationVersions: { ...application, VersionLabels: ['v1'], ...records },
  DescribeApplications: { ApplicationNames: ['id'] },
  DescribeConfigurationOptions: {
    ...{ ...application, EnvironmentName: 'id-prod', SolutionStackName: 'a', PlatformArn: 'a' },
    Options: [option],
  },
  DescribeConfigurationSettings: { ...template, EnvironmentName: 'id-prod' },
  DescribeEnvironmentHealth: { ...environment, AttributeNames: ['All'] },
  DescribeEnvironmentResources: environment,
  DescribeEnvironments: {
    ...{ ...version, ...records, EnvironmentIds: ['a'], EnvironmentNames: ['b'] },
    ...{ IncludeDeleted: true, IncludedDeletedBackTo: time },
  },
  DescribeEvents: {
    ...{ ...version, ...environment, ...records, RequestId: 'a', Severity: 'INFO' },
    ...{ StartTime: time, EndTime: time },
  },
  DescribeInstancesHealth: { ...environment, AttributeNames: ['All'], NextToken: '1' },
  DescribePlatformVersion: { PlatformArn: 'a' },
  ListAvailableSolutionStacks: {},
  ListPlatformBranches: { Filters: [{ Attribute: 'BranchName', ...filter }], ...records },
  ListPlatformVersions: { Filters: [{ Type: 'PlatformName', ...filter }], ...records },
  ListTagsForResource: { ResourceArn: arn },
  RebuildEnvironment: environment,
  RestartAppServer: environment,
  SwapEnvironmentCNAMEs: {
    ...{ SourceEnvironmentId: 'a', SourceEnvironmentName: 'id-prod' },
    ...{ DestinationEnvironmentId: 'b', DestinationEnvironmentName: 'id-blue' },
  },
  TerminateEnvironment: { ...environment, TerminateResources: true, ForceTerminate: true },
  UpdateApplication: { ...application, Description: 'a' },
  UpdateConfigurationTemplate: {
    ...template,
    ...{ Description: 'a', OptionSettings: [setting], OptionsToRemove: [option] },
  },
  UpdateEnvironment: { ...application, ...environment, ...content },
  UpdateTagsForResource: { ResourceArn: arn, TagsToAdd: tags, TagsToRemove: ['a'] },
  RequestEnvironmentInfo: { ...environment, InfoType: 'tail' },
  RetrieveEnvironmentInfo: { ...environment, InfoType: 'tail' },
  ValidateConfigurationSettings: { ...template, EnvironmentName: 'id-prod', OptionSettings: [setting] },
};

const logs: Inputs = {
  CreateLogGroup: group,
  CreateLogStream: stream,
  DeleteLogGroup: group,
  DeleteRetentionPolicy: group,
  DescribeLogGroups: { logGroupNamePrefix: 'a', logGroupNamePattern: 'b', limit: 5, nextToken: 'a' },
  DescribeLogStreams: {
    ...{ ...group, logStreamNamePrefix: 'a', orderBy: 'LogStreamName', descending: true },
    ...{ limit: 5, nextToken: 'a' },
  },
  FilterLogEvents: {
    ...{ ...group, ...range, logStreamNames: ['a'], logStreamNamePrefix: 'a', filterPattern: 'a' },
    interleaved: true,
  },
  GetLogEvents: { ...stream, ...range, startFromHead: true },
  PutLogEvents: { ...stream, logEvents: [{ timestamp: 1, message: 'a' }], sequenceToken: '0' },
  PutRetentionPolicy: { ...group, retentionInDays: 7 },
};

const monitoring: Inputs = {
  DescribeAlarms: {
    ...{ AlarmNames: ['a'], AlarmNamePrefix: 'a', AlarmTypes: ['MetricAlarm'], StateValue: 'OK' },
    ...{ ActionPrefix: 'a', MaxRecords: 5, NextToken: 'a' },
  },
  GetMetricData: {
    MetricDataQueries: [
      {
        ...{ Id: 'a', Label: 'a', ReturnData: true, Period: 60 },
        MetricStat: { Metric: metric, Period: 60, Stat: 'Sum', Unit: 'Count' },
      },
      { Id: 'b', MetricStat: { Metric: metric, Period: 60, Stat: 'Sum' } },
      { Id: 'c', Expression: 'a - b' },
    ],
    ...{ StartTime: time, EndTime: time, ScanBy: 'TimestampAscending', MaxDatapoints: 5, NextToken: '1' },
  },
  GetMetricStatistics: {
    ...{ ...metric, StartTime: time, EndTime: time, Period: 60, Statistics: ['Sum'], Unit: 'Count' },
  },
  ListMetrics: { ...metric, RecentlyActive: 'PT3H', NextToken: '1' },
};

const ecr: Inputs = {
  BatchDeleteImage: { ...repository, imageIds },
  CreateRepository: {
    ...{ ...repository, imageTagMutability: 'IMMUTABLE', imageScanningConfiguration: { scanOnPush: true } },
  },
  DeleteRepository: { ...repository, force: true },
  DescribeImages: { ...repository, ...paged, imageIds, filter: { tagStatus: 'TAGGED' } },
  DescribeRepositories: { repositoryNames: ['shapes'], ...paged },
  GetAuthorizationToken: {},
};

const iam: Inputs = {
  AddRoleToInstanceProfile: { ...role, ...profile },
  AttachRolePolicy: { ...role, PolicyArn: 'arn:aws:iam::aws:policy/AWSElasticBeanstalkWebTier' },
  CreateInstanceProfile: { ...profile, Path: '/a/', Tags: tags },
  CreateRole: {
    ...{ ...role, Path: '/a/', Tags: tags, AssumeRolePolicyDocument: document, Description: 'a' },
    ...{ MaxSessionDuration: 3600, PermissionsBoundary: 'arn:aws:iam::aws:policy/AdministratorAccess' },
  },
  GetInstanceProfile: profile,
  GetRole: role,
  GetRolePolicy: { ...role, ...policy },
  ListAttachedRolePolicies: { ...role, PathPrefix: '/', ...marked },
  ListInstanceProfiles: { PathPrefix: '/', ...marked },
  ListRolePolicies: { ...role, ...marked },
  ListRoles: { PathPrefix: '/', ...marked },
  PutRolePolicy: { ...role, ...policy, PolicyDocument: document },
};

export const honoured: Readonly<Record<string, Inputs>> = {
  elasticbeanstalk,
  logs,
  monitoring,
  ecr,
  iam,
  sts: { GetCallerIdentity: {} },
  secretsmanager: { GetSecretValue: { SecretId: 'a', VersionStage: 'AWSCURRENT' } },
};
