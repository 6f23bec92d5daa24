/** Names that every object of JavaScript has: they are names as others, or the service's validation error. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { S3 } from '@aws-sdk/client-s3';
import { DeploymentFailure } from '../../../src/local-beanstalk/base/ports.ts';
import { resolveVariables } from '../../../src/local-beanstalk/beanstalk/settings/variables.ts';
import { localCredentials } from '../credentials.ts';
import { connect } from '../sdk-calls.ts';
import { startServer } from './local-server.ts';
import { call, signedFor } from './raw-request.ts';

const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype'];
const application = 'names';
const trust = JSON.stringify({ Version: '2012-10-17', Statement: [] });
const solutionStack = '64bit Amazon Linux 2023 v4.13.7 running Docker';

let server: Awaited<ReturnType<typeof startServer>>;
let sdk: ReturnType<typeof connect>;
let s3: S3;

beforeAll(async () => {
  server = await startServer();
  sdk = connect(server.endpoint);
  const credentials = localCredentials;
  s3 = new S3({ endpoint: server.endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  await s3.createBucket({ Bucket: 'objects' });
  await sdk.call('elasticbeanstalk', 'CreateApplication', { ApplicationName: application });
});
afterAll(async () => {
  sdk.close();
  s3.destroy();
  await server.close();
});

type Input = Record<string, unknown>;

interface Kind {
  service: string;
  create: [operation: string, input: (name: string) => Input];
  read: [operation: string, input: (name: string) => Input];
  remove?: [operation: string, input: (name: string) => Input];
  /** The names that AWS's rule admits. */
  rule?: RegExp;
}

const kinds: Record<string, Kind> = {
  'log groups': {
    service: 'logs',
    create: ['CreateLogGroup', (logGroupName) => ({ logGroupName })],
    read: ['DescribeLogStreams', (logGroupName) => ({ logGroupName })],
    remove: ['DeleteLogGroup', (logGroupName) => ({ logGroupName })],
  },
  roles: {
    service: 'iam',
    create: ['CreateRole', (RoleName) => ({ RoleName, AssumeRolePolicyDocument: trust })],
    read: ['GetRole', (RoleName) => ({ RoleName })],
  },
  'instance profiles': {
    service: 'iam',
    create: ['CreateInstanceProfile', (InstanceProfileName) => ({ InstanceProfileName })],
    read: ['GetInstanceProfile', (InstanceProfileName) => ({ InstanceProfileName })],
  },
  repositories: {
    service: 'ecr',
    create: ['CreateRepository', (repositoryName) => ({ repositoryName })],
    read: ['DescribeRepositories', (name) => ({ repositoryNames: [name] })],
    rule: /^[a-z]+$/,
  },
  templates: {
    service: 'elasticbeanstalk',
    create: [
      'CreateConfigurationTemplate',
      (TemplateName) => ({ ApplicationName: application, TemplateName, SolutionStackName: solutionStack }),
    ],
    read: [
      'DescribeConfigurationSettings',
      (TemplateName) => ({ ApplicationName: application, TemplateName }),
    ],
    remove: [
      'DeleteConfigurationTemplate',
      (TemplateName) => ({ ApplicationName: application, TemplateName }),
    ],
  },
  environments: {
    service: 'elasticbeanstalk',
    create: [
      'CreateEnvironment',
      (EnvironmentName) => ({
        ApplicationName: application,
        EnvironmentName,
        SolutionStackName: solutionStack,
      }),
    ],
    read: [
      'DescribeConfigurationSettings',
      (EnvironmentName) => ({ ApplicationName: application, EnvironmentName }),
    ],
    rule: /^[A-Za-z-]+$/,
  },
};

async function codeOf(call: Promise<unknown>): Promise<{ code: string; status: number | undefined }> {
  try {
    await call;
    return { code: '', status: 200 };
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    return { code: name, status: $metadata?.httpStatusCode };
  }
}

describe.each(Object.entries(kinds))('%s', (_, { service, create, read, remove, rule }) => {
  test.each(names)('%s', async (name) => {
    const answer = ([operation, input]: Kind['create']) => codeOf(sdk.call(service, operation, input(name)));
    expect((await answer(read)).status).toBeLessThan(500);
    expect(await answer(read)).not.toMatchObject({ status: 200 });
    const created = await answer(create);
    if (rule?.test(name) === false) {
      expect(created.status).toBe(400);
      return;
    }
    expect(created).toEqual({ code: '', status: 200 });
    expect((await answer(create)).status).toBeLessThan(500);
    expect(await answer(create)).not.toMatchObject({ status: 200 });
    expect(await answer(read)).toEqual({ code: '', status: 200 });
    if (remove === undefined) return;
    expect(await answer(remove)).toEqual({ code: '', status: 200 });
    expect(await answer(read)).not.toMatchObject({ status: 200 });
  });
});

test.each(names)('the log stream %s', async (logStreamName) => {
  const logGroupName = 'streams';
  await codeOf(sdk.call('logs', 'CreateLogGroup', { logGroupName }));
  const stream = { logGroupName, logStreamName };
  expect(await codeOf(sdk.call('logs', 'GetLogEvents', stream))).toMatchObject({
    code: 'ResourceNotFoundException',
  });
  await sdk.call('logs', 'CreateLogStream', stream);
  const logEvents = [{ timestamp: Date.now(), message: logStreamName }];
  await sdk.call('logs', 'PutLogEvents', { ...stream, logEvents });
  expect(await sdk.call('logs', 'GetLogEvents', { ...stream, startFromHead: true })).toMatchObject({
    events: [{ message: logStreamName }],
  });
});

test.each(names)('the object %s', async (Key) => {
  const Bucket = 'objects';
  expect(await codeOf(s3.getObject({ Bucket, Key }))).toEqual({ code: 'NoSuchKey', status: 404 });
  await s3.putObject({ Bucket, Key, Body: Key, Metadata: { [Key.toLowerCase()]: 'x' } });
  const answer = await s3.getObject({ Bucket, Key });
  expect(await answer.Body?.transformToString()).toBe(Key);
  await s3.deleteObject({ Bucket, Key });
  expect(await codeOf(s3.getObject({ Bucket, Key }))).toEqual({ code: 'NoSuchKey', status: 404 });
});

test.each([...names.map((name) => name.toLowerCase()), 'toString'])('the bucket %s', async (Bucket) => {
  const read = () => codeOf(s3.listObjectsV2({ Bucket }));
  expect(['NoSuchBucket', 'InvalidBucketName']).toContain((await read()).code);
  const created = await codeOf(s3.createBucket({ Bucket }));
  expect(created.code).toBe(/^[a-z]+$/.test(Bucket) ? '' : 'InvalidBucketName');
  if (created.code !== '') return;
  expect(await read()).toEqual({ code: '', status: 200 });
});

test('keys of tags', async () => {
  const Tags = names.map((Key) => ({ Key, Value: `of ${Key}` }));
  const { ApplicationArn } = (
    (await sdk.call('elasticbeanstalk', 'CreateApplication', { ApplicationName: 'tagged', Tags })) as {
      Application: { ApplicationArn: string };
    }
  ).Application;
  const list = async () =>
    (
      (await sdk.call('elasticbeanstalk', 'ListTagsForResource', { ResourceArn: ApplicationArn })) as {
        ResourceTags: { Key: string; Value: string }[];
      }
    ).ResourceTags.filter(({ Key }) => names.includes(Key));
  expect(await list()).toHaveLength(names.length);
  expect(await list()).toEqual(expect.arrayContaining(Tags));
  await sdk.call('elasticbeanstalk', 'UpdateTagsForResource', {
    ResourceArn: ApplicationArn,
    TagsToAdd: Tags.map(({ Key }) => ({ Key, Value: 'changed' })),
  });
  expect((await list()).map(({ Value }) => Value)).toEqual(names.map(() => 'changed'));
  await sdk.call('elasticbeanstalk', 'UpdateTagsForResource', {
    ResourceArn: ApplicationArn,
    TagsToRemove: names,
  });
  expect(await list()).toEqual([]);
});

test.each(names)('the tag %s of a role', async (Key) => {
  const role = { RoleName: `tagged-${names.indexOf(Key)}`, AssumeRolePolicyDocument: trust };
  await sdk.call('iam', 'CreateRole', { ...role, Tags: [{ Key, Value: 'x' }] });
  expect(await sdk.call('iam', 'GetRole', { RoleName: role.RoleName })).toMatchObject({
    Role: { Tags: [{ Key, Value: 'x' }] },
  });
});

test.each(names)('the image tag %s', async (imageTag) => {
  const repositoryName = 'tags';
  await codeOf(sdk.call('ecr', 'CreateRepository', { repositoryName }));
  expect(
    await codeOf(sdk.call('ecr', 'DescribeImages', { repositoryName, imageIds: [{ imageTag }] })),
  ).toEqual({ code: 'ImageNotFoundException', status: 400 });
});

test.each(names)('the secret %s', async (SecretId) => {
  expect(await codeOf(sdk.call('secretsmanager', 'GetSecretValue', { SecretId }))).toMatchObject({
    code: 'ResourceNotFoundException',
  });
});

test.each(names)('the metric, namespace and dimension %s', async (name) => {
  const logGroupName = 'metrics';
  await codeOf(sdk.call('logs', 'CreateLogGroup', { logGroupName }));
  await codeOf(sdk.call('logs', 'CreateLogStream', { logGroupName, logStreamName: 's' }));
  const now = Date.now();
  const metric = { Namespace: name, Dimensions: [['d', name]], Metrics: [{ Name: `m${name}` }] };
  const members = { _aws: { Timestamp: now, CloudWatchMetrics: [metric] }, d: 'x', [`m${name}`]: 3 };
  // As text: an object's "__proto__" is not a member.
  const message = JSON.stringify(members).replace(/\}$/, `,${JSON.stringify(name)}:"value"}`);
  await sdk.call('logs', 'PutLogEvents', {
    ...{ logGroupName, logStreamName: 's', logEvents: [{ timestamp: now, message }] },
  });
  const Dimensions = [
    { Name: 'd', Value: 'x' },
    { Name: name, Value: 'value' },
  ];
  const found = await sdk.call('monitoring', 'GetMetricStatistics', {
    ...{ Namespace: name, MetricName: `m${name}`, Dimensions, Period: 60, Statistics: ['Sum'] },
    ...{ StartTime: new Date(now - 600_000), EndTime: new Date(now + 600_000) },
  });
  expect(found).toMatchObject({ Datapoints: [{ Sum: 3 }] });
});

test.each(names)('the key %s of a JSON secret', (key) => {
  const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:one';
  const resolve = (text: string) =>
    resolveVariables({ properties: {}, secrets: { VALUE: `${arn}:${key}` } }, () => text);
  expect(() => resolve('{}')).toThrow(DeploymentFailure);
  expect(() => resolve('[]')).toThrow(DeploymentFailure);
  expect(resolve(`{${JSON.stringify(key)}:"text"}`)).toEqual({ VALUE: 'text' });
});

test.each(names)('the parameter %s is not known', async (name) => {
  const { status, body } = await call(server.endpoint, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Logs_20140328.DescribeLogGroups' },
      ...signedFor('logs'),
    },
    body: `{${JSON.stringify(name)}:"x"}`,
  });
  expect(status).toBe(400);
  expect(body).toContain('InvalidParameterException');
});
