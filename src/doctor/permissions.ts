/** Permissions of the caller and of the instances; README.md has them as policies. */
import type { Permission } from '../base/permission.ts';
import type { Config } from '../config/schema.ts';
import { logWriterPermissions } from '../environment/log-writers.ts';
import { environmentProperties } from '../config/environment-properties.ts';
import { logGroupOf } from '../base/log-group-names.ts';
import { repositoryName } from '../deploy/render-project.ts';

export interface Place {
  /** aws, aws-cn, aws-us-gov, aws-eusc */
  partition: string;
  account: string;
}

/** Permissions of the caller. Four actions of Beanstalk stand for its managed policy, which has hundreds. */
export function callerPermissions(config: Config, { partition, account }: Place): Permission[] {
  const { region } = config;
  return [
    {
      actions: [
        'elasticbeanstalk:CreateApplicationVersion',
        'elasticbeanstalk:CreateEnvironment',
        'elasticbeanstalk:DescribeEnvironments',
        'elasticbeanstalk:UpdateEnvironment',
      ],
      resource: '*',
    },
    {
      actions: ['s3:GetObject', 's3:PutObject'],
      resource: `arn:${partition}:s3:::elasticbeanstalk-${region}-${account}/kc-eb/${config.application}/bundle.zip`,
    },
    {
      actions: ['ecr:GetAuthorizationToken', 'logs:DescribeLogGroups', 'sts:GetCallerIdentity'],
      resource: '*',
    },
    {
      actions: [
        'ecr:CreateRepository',
        'ecr:DescribeImages',
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:GetDownloadUrlForLayer',
        'ecr:InitiateLayerUpload',
        'ecr:UploadLayerPart',
        'ecr:CompleteLayerUpload',
        'ecr:PutImage',
      ],
      resource: repositoryArn(config, { partition, account }),
    },
    ...(['keycloak', 'cluster'] as const).map((service) => ({
      actions: [
        'logs:CreateLogGroup',
        'logs:PutRetentionPolicy',
        'logs:DescribeLogStreams',
        'logs:FilterLogEvents',
        'logs:DeleteLogGroup',
      ],
      resource: logGroupArn(config, { partition, account }, service),
    })),
    readSecret(config.admin.password),
  ];
}

/** Permissions of the role in instances.profile. */
export function instancePermissions(config: Config, place: Place): Permission[] {
  const { secrets } = environmentProperties(config);
  return [
    { actions: ['ecr:GetAuthorizationToken'], resource: '*' },
    {
      actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      resource: repositoryArn(config, place),
    },
    ...logWriterPermissions(config, place),
    ...[...new Set(Object.values(secrets))].map(readSecret),
  ];
}

function readSecret(arn: string): Permission {
  const parts = arn.split(':');
  // Beanstalk accepts an ARN with the key of a JSON secret appended; IAM does not.
  return parts[2] === 'ssm'
    ? { actions: ['ssm:GetParameter'], resource: arn }
    : { actions: ['secretsmanager:GetSecretValue'], resource: parts.slice(0, 7).join(':') };
}

function repositoryArn(config: Config, { partition, account }: Place): string {
  return `arn:${partition}:ecr:${config.region}:${account}:repository/${repositoryName(config)}`;
}

function logGroupArn(
  { region, environment }: Config,
  { partition, account }: Place,
  service: 'keycloak' | 'cluster',
): string {
  return `arn:${partition}:logs:${region}:${account}:log-group:${logGroupOf(environment, service)}:*`;
}
