/** The state that a deploy leaves behind, in a form in which two runs compare equal. */
import { createHash } from 'node:crypto';
import type { ElasticBeanstalk } from '@aws-sdk/client-elastic-beanstalk';
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { ECR } from '@aws-sdk/client-ecr';
import type { S3 } from '@aws-sdk/client-s3';
import { readGroups, readRules } from './security-groups.ts';

export interface Observer {
  beanstalk: ElasticBeanstalk;
  s3: S3;
  ecr: ECR;
  logs: CloudWatchLogs;
}

/** Compared as a whole; by subject. */
export type AwsEndState = Record<
  'applications' | 'versions' | 'environments' | 'objects' | 'repositories' | 'logGroups',
  unknown
>;

/** The name of an image under this tag, by its digest: two builds of one context are two images. */
export type NameImage = (tag: string, digest: string) => string;

/** The ingress that the bundle of a version allows. */
type RulesOf = (versionLabel: string | undefined) => Promise<string[]>;

/** Omits ids and dates, but keeps their number. */
export async function readEndState(observer: Observer, nameImage: NameImage): Promise<AwsEndState> {
  const { beanstalk, s3, ecr, logs } = observer;
  const { Applications = [] } = await beanstalk.describeApplications({});
  const { ApplicationVersions = [] } = await beanstalk.describeApplicationVersions({});
  const { Environments = [] } = await beanstalk.describeEnvironments({ IncludeDeleted: true });
  const objects = await readObjects(s3);
  const bundles = new Map(ApplicationVersions.map((one) => [one.VersionLabel, one.SourceBundle]));
  const rulesOf: RulesOf = (label) => {
    const { S3Bucket = '', S3Key = '' } = bundles.get(label) ?? {};
    const bundle = objects.get(`${S3Bucket}/${S3Key}`);
    return bundle === undefined ? Promise.resolve([]) : readRules(bundle, digestOf(bundle));
  };
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
    environments: await Promise.all(Environments.map((one) => readEnvironment(beanstalk, rulesOf, one))),
    objects: Object.fromEntries([...objects].map(([path, bytes]) => [path, contentOf(path, bytes)])),
    repositories: await Promise.all(
      repositories.map(async ({ repositoryName, imageTagMutability, imageScanningConfiguration }) => {
        const images = [...(await readImages(ecr, repositoryName))].map(
          ([tag, digest]) => `${tag}: ${nameImage(tag, digest)}`,
        );
        return { repositoryName, imageTagMutability, imageScanningConfiguration, images };
      }),
    ),
    logGroups: logGroups.map(({ logGroupName, retentionInDays }) => ({ logGroupName, retentionInDays })),
  };
}

/** Tag → digest; the key of an image without a tag is its digest. */
export async function readImages(ecr: ECR, repositoryName?: string): Promise<Map<string, string>> {
  const { repositories = [] } = repositoryName === undefined ? await ecr.describeRepositories({}) : {};
  const names =
    repositoryName === undefined ? repositories.map((one) => one.repositoryName) : [repositoryName];
  const images: [string, string][] = [];
  for (const name of names) {
    const { imageDetails = [] } = await ecr.describeImages({ repositoryName: name });
    for (const { imageTags, imageDigest = '' } of imageDetails) {
      images.push(...(imageTags ?? [imageDigest]).map((tag): [string, string] => [tag, imageDigest]));
    }
  }
  return new Map(images.toSorted());
}

async function readEnvironment(
  beanstalk: ElasticBeanstalk,
  rulesOf: RulesOf,
  {
    EnvironmentId = '',
    EnvironmentName,
    ApplicationName,
    Status,
    VersionLabel,
    SolutionStackName,
  }: {
    EnvironmentId?: string | undefined;
    EnvironmentName?: string | undefined;
    ApplicationName?: string | undefined;
    Status?: string | undefined;
    VersionLabel?: string | undefined;
    SolutionStackName?: string | undefined;
  },
): Promise<unknown> {
  const securityGroups = await readGroups(beanstalk, EnvironmentId);
  const environment = {
    ...{ EnvironmentName, ApplicationName, Status, VersionLabel, SolutionStackName },
    securityGroups,
  };
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
    lets: await Promise.all(InstanceHealthList.map(({ Deployment }) => rulesOf(Deployment?.VersionLabel))),
  };
}

/** Bucket and key → object. */
async function readObjects(s3: S3): Promise<Map<string, Buffer>> {
  const { Buckets = [] } = await s3.listBuckets({});
  const objects = new Map<string, Buffer>();
  for (const { Name: Bucket = '' } of Buckets) {
    const { Contents = [] } = await s3.listObjectsV2({ Bucket });
    for (const { Key = '' } of Contents) {
      const { Body } = await s3.getObject({ Bucket, Key });
      objects.set(`${Bucket}/${Key}`, Buffer.from((await Body?.transformToByteArray()) ?? []));
    }
  }
  return objects;
}

/** A digest; for kc-eb's records, their content without dates. */
function contentOf(path: string, bytes: Buffer): unknown {
  return path.endsWith('.json') ? withoutDates(JSON.parse(bytes.toString())) : digestOf(bytes);
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function withoutDates(value: unknown): unknown {
  const isDate = (item: unknown): boolean => typeof item === 'string' && /^\d{4}-\d\d-\d\dT/.test(item);
  return JSON.parse(JSON.stringify(value, (_key, item: unknown) => (isDate(item) ? '(a date)' : item)));
}
