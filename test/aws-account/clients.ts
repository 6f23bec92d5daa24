/** The calls of AWS that the steps use, in the SDK's shapes: the SDK's aggregated clients satisfy them. */
import type { AutoScaling } from '@aws-sdk/client-auto-scaling';
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { EC2 } from '@aws-sdk/client-ec2';
import type { ECR } from '@aws-sdk/client-ecr';
import type { ElasticBeanstalk } from '@aws-sdk/client-elastic-beanstalk';
import type { IAM } from '@aws-sdk/client-iam';
import type { RDS } from '@aws-sdk/client-rds';
import type { S3 } from '@aws-sdk/client-s3';
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { SSM } from '@aws-sdk/client-ssm';
import type { STS } from '@aws-sdk/client-sts';
import type { Calls } from '../../src/ports.ts';
import type { LocalCredentials } from '../../src/local-beanstalk/base/credentials.ts';

export interface AccountClients {
  readonly beanstalk: Calls<
    ElasticBeanstalk,
    | 'createApplication'
    | 'createApplicationVersion'
    | 'deleteApplication'
    | 'describeApplicationVersions'
    | 'describeConfigurationSettings'
    | 'describeEnvironments'
    | 'describeEnvironmentResources'
    | 'describeEvents'
    | 'describeInstancesHealth'
    | 'restartAppServer'
    | 'updateEnvironment'
    | 'validateConfigurationSettings'
  >;
  readonly logs: Calls<CloudWatchLogs, 'deleteLogGroup' | 'describeLogGroups' | 'filterLogEvents'>;
  readonly s3: Calls<
    S3,
    'deleteBucket' | 'deleteBucketPolicy' | 'deleteObjects' | 'headBucket' | 'listObjectsV2'
  >;
  readonly ecr: Calls<ECR, 'deleteRepository' | 'describeRepositories'>;
  readonly sts: Calls<STS, 'getCallerIdentity'>;
  readonly iam: Calls<
    IAM,
    | 'addRoleToInstanceProfile'
    | 'attachRolePolicy'
    | 'createInstanceProfile'
    | 'createRole'
    | 'deleteInstanceProfile'
    | 'deleteRole'
    | 'deleteRolePolicy'
    | 'detachRolePolicy'
    | 'listAttachedRolePolicies'
    | 'listRolePolicies'
    | 'putRolePolicy'
    | 'removeRoleFromInstanceProfile'
  >;
  readonly ec2: Calls<
    EC2,
    | 'authorizeSecurityGroupIngress'
    | 'createSecurityGroup'
    | 'deleteSecurityGroup'
    | 'describeInstances'
    | 'describeSecurityGroups'
    | 'describeVpcs'
  >;
  readonly rds: Calls<RDS, 'createDBInstance' | 'deleteDBInstance' | 'describeDBInstances'>;
  readonly secretsManager: Calls<SecretsManager, 'createSecret' | 'deleteSecret'>;
  readonly ssm: Calls<SSM, 'getCommandInvocation' | 'sendCommand'>;
  readonly autoScaling: Calls<AutoScaling, 'describeAutoScalingGroups' | 'setDesiredCapacity'>;
}

/** Milliseconds; the SDK never ends a dead connection. */
const timeouts = { connectionTimeout: 10_000, socketTimeout: 60_000 };

/** `local`: the endpoint and keys of Local Beanstalk. */
export async function sdkClients(
  region: string,
  local?: { endpoint: string; credentials: () => Promise<LocalCredentials> },
): Promise<AccountClients> {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const config = {
    ...{ region, requestHandler: timeouts },
    ...(local !== undefined && { ...local, forcePathStyle: true }),
  };
  const [autoScaling, logs, ec2, ecr, beanstalk, iam, rds, s3, secretsManager, ssm, sts] = await Promise.all([
    import('@aws-sdk/client-auto-scaling'),
    import('@aws-sdk/client-cloudwatch-logs'),
    import('@aws-sdk/client-ec2'),
    import('@aws-sdk/client-ecr'),
    import('@aws-sdk/client-elastic-beanstalk'),
    import('@aws-sdk/client-iam'),
    import('@aws-sdk/client-rds'),
    import('@aws-sdk/client-s3'),
    import('@aws-sdk/client-secrets-manager'),
    import('@aws-sdk/client-ssm'),
    import('@aws-sdk/client-sts'),
  ]);
  return {
    autoScaling: new autoScaling.AutoScaling(config),
    logs: new logs.CloudWatchLogs(config),
    ec2: new ec2.EC2(config),
    ecr: new ecr.ECR(config),
    beanstalk: new beanstalk.ElasticBeanstalk(config),
    iam: new iam.IAM(config),
    rds: new rds.RDS(config),
    s3: new s3.S3(config),
    secretsManager: new secretsManager.SecretsManager(config),
    ssm: new ssm.SSM(config),
    sts: new sts.STS(config),
  };
}
