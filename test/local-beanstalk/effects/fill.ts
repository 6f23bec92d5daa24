/** The content of the world: two of each kind, which differ in what a parameter can select. */
import { setTimeout as sleep } from 'node:timers/promises';
import { stacks } from './names.ts';
import { bucket, pushImage, putBundle, settled, type World } from './world.ts';

export const minSize = { Namespace: 'aws:autoscaling:asg', OptionName: 'MinSize', Value: '2' };
export const maxSizeKey = { Namespace: minSize.Namespace, OptionName: 'MaxSize' };
const enhanced = {
  Namespace: 'aws:elasticbeanstalk:healthreporting:system',
  OptionName: 'SystemType',
  Value: 'enhanced',
};
export const trust = '{"Statement":[]}';
const policies = 'arn:aws:iam::aws:policy/';
export const webTier = `${policies}AWSElasticBeanstalkWebTier`;
export const enhancedHealth = `${policies}service-role/AWSElasticBeanstalkEnhancedHealth`;

/** Alarms of one environment. */
const alarms = {
  Resources: Object.fromEntries(
    ['alarm-a', 'beta'].map((AlarmName, index) => [
      `Alarm${index}`,
      {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          ...{ AlarmName, Namespace: 'kc-eb', MetricName: 'Ready', Statistic: 'Sum', Period: 60 },
          ...{ Threshold: 0, ComparisonOperator: 'LessThanThreshold', EvaluationPeriods: 1 },
          AlarmActions: [`arn:aws:sns:us-east-1:000000000000:topic-${index}`],
          TreatMissingData: index === 0 ? 'notBreaching' : 'missing',
        },
      },
    ]),
  ) as object,
};

export async function fill(world: World): Promise<Record<string, string>> {
  const of =
    (service: string) =>
    (operation: string, input: object): Promise<object> =>
      world.call(service, operation, input);
  const [beanstalk, logs, ecr, iam] = ['elasticbeanstalk', 'logs', 'ecr', 'iam'].map(of) as [Of, Of, Of, Of];
  await fillLogs(logs);
  await fillRoles(iam);

  await beanstalk('CreateStorageLocation', {});
  for (const application of ['id', 'other']) {
    await beanstalk('CreateApplication', {
      ApplicationName: application,
      Tags: ['a', 'b'].map((Key) => ({ Key, Value: application })),
    });
    for (const VersionLabel of ['v1', 'v2', 'v3', ...(application === 'other' ? ['v4'] : [])]) {
      const S3Key = `${application}-${VersionLabel}.zip`;
      const files = { ...(VersionLabel === 'v1' && { '.ebextensions/a.config': JSON.stringify(alarms) }) };
      await putBundle(world, S3Key, files);
      await beanstalk('CreateApplicationVersion', {
        ...{ ApplicationName: application, VersionLabel, SourceBundle: { S3Bucket: bucket, S3Key } },
      });
    }
    for (const [index, SolutionStackName] of stacks.entries()) {
      await beanstalk('CreateConfigurationTemplate', {
        ...{ ApplicationName: application, TemplateName: `t${index}`, SolutionStackName },
        OptionSettings: [
          { ...maxSizeKey, Value: application === 'id' ? '6' : '7' },
          { ...minSize, Value: `${index + 2}` },
        ],
      });
    }
  }
  const create = async (EnvironmentName: string, version: string, stack: number, Value: string) => {
    const { EnvironmentId = '' } = (await beanstalk('CreateEnvironment', {
      ...{ ApplicationName: 'id', EnvironmentName, VersionLabel: version, SolutionStackName: stacks[stack] },
      OptionSettings: [{ ...minSize, Value }, { ...maxSizeKey, Value: '5' }, enhanced],
    })) as { EnvironmentId?: string };
    await settled(world, EnvironmentName);
    return EnvironmentId;
  };
  const gone = await create('id-gone', 'v1', 0, '1');
  await beanstalk('TerminateEnvironment', { EnvironmentName: 'id-gone' });
  await settled(world, 'id-gone');
  const prod = await create('id-prod', 'v1', 0, '2');
  const blue = await create('id-blue', 'v2', 1, '1');
  await beanstalk('RequestEnvironmentInfo', { EnvironmentName: 'id-prod', InfoType: 'tail' });
  while (!world.keys().some((key) => key.includes('/logs/tail/'))) await sleep(5);

  for (const repositoryName of ['shapes', 'rest']) await ecr('CreateRepository', { repositoryName });
  const digests = [
    await pushImage(world, 'shapes', 'one', 'a'),
    await pushImage(world, 'shapes', 'two', 'b'),
    await pushImage(world, 'shapes', 'three'),
  ];
  await pushImage(world, 'rest', 'one', 'a');
  await ecr('CreateRepository', { repositoryName: 'empty' });
  const [digestA = '', digestB = ''] = digests;
  return { gone, prod, blue, digestA, digestB };
}

type Of = (operation: string, input: object) => Promise<object>;

async function fillLogs(logs: Of): Promise<void> {
  for (const logGroupName of ['group', 'group-b', 'other']) {
    await logs('CreateLogGroup', { logGroupName });
    await logs('PutRetentionPolicy', { logGroupName, retentionInDays: 7 });
    for (const [index, logStreamName] of ['s1', 's2', 't1'].entries()) {
      const stream = { logGroupName, logStreamName };
      await logs('CreateLogStream', stream);
      const logEvents = [0, 1, 2].map((minute) => ({
        timestamp: startedAt + minute * 60_000 - index,
        message: `${logGroupName} ${logStreamName} ${minute}`,
      }));
      await logs('PutLogEvents', { ...stream, logEvents });
    }
  }
}

/** The time of the first event; a whole minute. */
export const startedAt = Math.floor(Date.now() / 60_000) * 60_000 - 30 * 60_000;

/** Metrics are in memory alone, so each copy gets its own. */
export async function fillMetrics(world: World): Promise<void> {
  const metric = (name: string, unit: string, x: string, minute: number, value: number) => ({
    timestamp: startedAt + minute * 60_000,
    message: JSON.stringify({
      _aws: {
        Timestamp: startedAt + minute * 60_000,
        CloudWatchMetrics: [{ Namespace: 'n', Dimensions: [['d']], Metrics: [{ Name: name, Unit: unit }] }],
      },
      ...{ d: x, [name]: value },
    }),
  });
  await world.call('logs', 'PutLogEvents', {
    ...{ logGroupName: 'other', logStreamName: 't1' },
    logEvents: [
      metric('m', 'Count', 'x', 0, 5),
      metric('k', 'Count', 'x', 0, 2),
      metric('m', 'Bytes', 'x', 1, 8),
      metric('m', 'Count', 'x', 2, 6),
      metric('m', 'Count', 'x', 2, 9),
      metric('k', 'Count', 'x', 2, 2),
      metric('m', 'Count', 'y', 3, 7),
    ].sort((a, b) => a.timestamp - b.timestamp),
  });
}

async function fillRoles(iam: Of): Promise<void> {
  for (const [index, Path] of ['/a/', '/b/'].entries()) {
    const RoleName = ['role', 'servant'][index] ?? '';
    await iam('CreateRole', { RoleName, Path, AssumeRolePolicyDocument: trust });
    await iam('CreateInstanceProfile', { InstanceProfileName: ['profile', 'shape'][index], Path });
    await iam('AttachRolePolicy', { RoleName, PolicyArn: webTier });
  }
  await iam('AttachRolePolicy', { RoleName: 'role', PolicyArn: enhancedHealth });
  await iam('AddRoleToInstanceProfile', { RoleName: 'role', InstanceProfileName: 'profile' });
  for (const PolicyName of ['policy', 'rule']) {
    await iam('PutRolePolicy', {
      ...{ RoleName: 'role', PolicyName, PolicyDocument: `{"Statement":[],"Id":"${PolicyName}"}` },
    });
  }
  await iam('PutRolePolicy', { RoleName: 'servant', PolicyName: 'policy', PolicyDocument: trust });
}
