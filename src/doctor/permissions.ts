/** Permissions of the caller and of the instances; docs/aws.md has them as policies. */
import type { Permission } from '../environment/permission.ts';
import { splitSecretArn } from '../base/secret-text.ts';
import { partitionOf } from '../config/partitions.ts';
import type { Config } from '../config/schema.ts';
import { logGroupArns, logWriterPermissions } from '../environment/log-writers.ts';
import { environmentProperties } from '../config/environment-properties.ts';
import { repositoryName } from '../deploy/render-project.ts';

/** Permissions of the caller. Four actions of Beanstalk stand for its managed policy, which has hundreds. */
export function callerPermissions(config: Config, account: string): Permission[] {
  const { region } = config;
  const partition = partitionOf(region).name;
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
      resource: repositoryArn(config, account),
    },
    ...logGroupArns(config, account).map((resource) => ({
      actions: [
        'logs:CreateLogGroup',
        'logs:PutRetentionPolicy',
        'logs:DescribeLogStreams',
        'logs:FilterLogEvents',
        'logs:DeleteLogGroup',
      ],
      resource,
    })),
    readSecret(config.admin.password),
    ...setRecord(config, partition),
  ];
}

function setRecord({ network: { hostedZone } }: Config, partition: string): Permission[] {
  if (hostedZone === undefined) return [];
  return [
    {
      actions: [
        'route53:GetHostedZone',
        'route53:ListResourceRecordSets',
        'route53:ChangeResourceRecordSets',
      ],
      resource: `arn:${partition}:route53:::hostedzone/${hostedZone}`,
    },
  ];
}

/** Permissions of the role in instances.profile. */
export function instancePermissions(config: Config, account: string): Permission[] {
  const { secrets } = environmentProperties(config);
  return [
    { actions: ['ecr:GetAuthorizationToken'], resource: '*' },
    {
      actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      resource: repositoryArn(config, account),
    },
    ...logWriterPermissions(config, account),
    ...[...new Set(Object.values(secrets))].map(readSecret),
  ];
}

function readSecret(arn: string): Permission {
  // Beanstalk accepts an ARN with the key of a JSON secret appended; IAM does not.
  return arn.split(':')[2] === 'ssm'
    ? { actions: ['ssm:GetParameter'], resource: arn }
    : { actions: ['secretsmanager:GetSecretValue'], resource: splitSecretArn(arn).secretId };
}

function repositoryArn(config: Config, account: string): string {
  const { region } = config;
  return `arn:${partitionOf(region).name}:ecr:${region}:${account}:repository/${repositoryName(config)}`;
}
