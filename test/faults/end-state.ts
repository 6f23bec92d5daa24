/** All that a deploy leaves behind, in a form that two runs can be compared by. */
import { createHash } from 'node:crypto';
import type { ElasticBeanstalk } from '@aws-sdk/client-elastic-beanstalk';
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { ECR } from '@aws-sdk/client-ecr';
import type { S3 } from '@aws-sdk/client-s3';

export interface Observer {
  beanstalk: ElasticBeanstalk;
  s3: S3;
  ecr: ECR;
  logs: CloudWatchLogs;
}

/** Ids and dates are left out; how many there are of each is not. */
export async function readEndState({ beanstalk, s3, ecr, logs }: Observer): Promise<unknown> {
  const { Applications = [] } = await beanstalk.describeApplications({});
  const { ApplicationVersions = [] } = await beanstalk.describeApplicationVersions({});
  const { Environments = [] } = await beanstalk.describeEnvironments({ IncludeDeleted: true });
  const { repositories = [] } = await ecr.describeRepositories({});
  const { logGroups = [] } = await logs.describeLogGroups({});
  return {
    applications: Applications.map(({ ApplicationName, Versions = [] }) => ({
      ApplicationName,
      versions: Versions.toSorted(),
    })),
    versions: ApplicationVersions.map(({ VersionLabel, Status, Description, SourceBundle }) => ({
      VersionLabel,
      Status,
      Description,
      SourceBundle,
    })),
    environments: await Promise.all(Environments.map((one) => readEnvironment(beanstalk, one))),
    objects: await readObjects(s3),
    repositories: await Promise.all(
      repositories.map(async ({ repositoryName, imageTagMutability, imageScanningConfiguration }) => {
        const { imageDetails = [] } = await ecr.describeImages({ repositoryName });
        const tags = imageDetails.map(({ imageTags = [] }) => imageTags.join(' ')).toSorted();
        return { repositoryName, imageTagMutability, imageScanningConfiguration, tags };
      }),
    ),
    logGroups: logGroups.map(({ logGroupName, retentionInDays }) => ({ logGroupName, retentionInDays })),
  };
}

async function readEnvironment(
  beanstalk: ElasticBeanstalk,
  {
    EnvironmentName,
    ApplicationName,
    Status,
    VersionLabel,
    SolutionStackName,
  }: {
    EnvironmentName?: string | undefined;
    ApplicationName?: string | undefined;
    Status?: string | undefined;
    VersionLabel?: string | undefined;
    SolutionStackName?: string | undefined;
  },
): Promise<unknown> {
  const environment = { EnvironmentName, ApplicationName, Status, VersionLabel, SolutionStackName };
  if (Status !== 'Ready') return environment;
  const { ConfigurationSettings = [] } = await beanstalk.describeConfigurationSettings({
    ApplicationName,
    EnvironmentName,
  });
  const { EnvironmentResources } = await beanstalk.describeEnvironmentResources({ EnvironmentName });
  const { InstanceHealthList = [] } = await beanstalk.describeInstancesHealth({
    EnvironmentName,
    AttributeNames: ['All'],
  });
  return {
    ...environment,
    settings: ConfigurationSettings.map(({ OptionSettings = [] }) =>
      OptionSettings.map(
        ({ Namespace = '', OptionName = '', Value = '' }) => `${Namespace} ${OptionName}=${Value}`,
      ).toSorted(),
    ),
    instances: EnvironmentResources?.Instances?.length,
    balancers: EnvironmentResources?.LoadBalancers?.length,
    groups: EnvironmentResources?.AutoScalingGroups?.length,
    runs: InstanceHealthList.map(
      ({ Deployment }) => `${Deployment?.VersionLabel ?? '-'} ${Deployment?.Status ?? '-'}`,
    ),
  };
}

/** Bucket and key → digest; of kc-eb's own records, their content without dates. */
async function readObjects(s3: S3): Promise<Record<string, unknown>> {
  const { Buckets = [] } = await s3.listBuckets({});
  const objects: Record<string, unknown> = {};
  for (const { Name: Bucket = '' } of Buckets) {
    const { Contents = [] } = await s3.listObjectsV2({ Bucket });
    for (const { Key = '' } of Contents) {
      const { Body } = await s3.getObject({ Bucket, Key });
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      objects[`${Bucket}/${Key}`] = Key.endsWith('.json')
        ? withoutDates(JSON.parse(bytes.toString()))
        : createHash('sha256').update(bytes).digest('hex');
    }
  }
  return objects;
}

function withoutDates(value: unknown): unknown {
  const isDate = (item: unknown): boolean => typeof item === 'string' && /^\d{4}-\d\d-\d\dT/.test(item);
  return JSON.parse(JSON.stringify(value, (_key, item: unknown) => (isDate(item) ? '(a date)' : item)));
}
