/** Tags, by https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/applications-tagging-resources.html */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Harness, solutionStack } from './harness.ts';

const arn = (resource: string): string => `arn:aws:elasticbeanstalk:us-east-1:000000000000:${resource}`;
const environment = arn('environment/id/id-prod');

let harness: Harness;
beforeEach(async () => {
  harness = await Harness.start();
});
afterEach(() => harness.end());

async function tagsOf(ResourceArn: string): Promise<Record<string, string>> {
  const { ResourceTags = [] } = await harness.client.listTagsForResource({ ResourceArn });
  return Object.fromEntries(ResourceTags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

describe('an environment', () => {
  beforeEach(() => harness.createEnvironment());

  test('has three tags of AWS; its own are added, changed and removed in one operation', async () => {
    const { name, id } = { name: 'id-prod', id: await environmentId() };
    const own = {
      Name: name,
      'elasticbeanstalk:environment-id': id,
      'elasticbeanstalk:environment-name': name,
    };
    expect(await tagsOf(environment)).toEqual(own);
    const { $metadata } = await update({ add: { team: 'id', stage: 'dev' } });
    await harness.ready();
    expect(await harness.messagesOf($metadata.requestId)).toEqual([
      'Environment tag update completed successfully.',
    ]);
    await update({ add: { stage: 'prod' }, remove: ['team', 'never-there'] });
    await harness.ready();
    expect(await tagsOf(environment)).toEqual({ ...own, stage: 'prod' });
  });

  test.each<[string, Parameters<typeof update>[0]]>([
    ['a reserved prefix', { add: { 'aws:team': 'id' } }],
    ['a reserved prefix in capitals', { add: { 'AWS:team': 'id' } }],
    ["Beanstalk's prefix", { add: { 'elasticbeanstalk:team': 'id' } }],
    ["one of AWS's tags", { add: { Name: 'mine' } }],
    ["the removal of one of AWS's tags", { remove: ['elasticbeanstalk:environment-id'] }],
    ['a long key', { add: { ['k'.repeat(128)]: 'id' } }],
    ['a long value', { add: { team: 'v'.repeat(256) } }],
    ['another character', { add: { 'te?am': 'id' } }],
    ['a key that is added and removed', { add: { team: 'id' }, remove: ['team'] }],
    ['nothing to do', {}],
  ])('rejects %s', async (_name, change) => {
    await expect(update(change)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    expect(await statusOf()).toBe('Ready');
  });

  test('takes 47 tags and no more', async () => {
    const many = Object.fromEntries(Array.from({ length: 47 }, (_, index) => [`key${index}`, 'v']));
    await update({ add: many });
    await harness.ready();
    await expect(update({ add: { more: 'v' } })).rejects.toMatchObject({ name: 'TooManyTagsException' });
    await update({ add: { more: 'v' }, remove: ['key0'] });
    await harness.ready();
    expect(Object.keys(await tagsOf(environment))).toHaveLength(50);
  });

  test('changes no tags while an operation runs', async () => {
    await slow();
    await update({ add: { team: 'id' } });
    await expect(update({ add: { team: 'other' } })).rejects.toMatchObject({
      name: 'OperationInProgressException',
    });
    await harness.ready();
    expect(await tagsOf(environment)).toMatchObject({ team: 'id' });
  });

  test('finishes a change of tags after a restart of the server', async () => {
    await slow();
    await update({ add: { team: 'id' } });
    expect(await statusOf()).toBe('Updating');
    await harness.stopServer();
    harness.pace = 2000;
    await harness.startServer();
    await harness.ready();
    expect(await tagsOf(environment)).toMatchObject({ team: 'id' });
  });
});

test('applications and versions have tags from their creation on', async () => {
  await harness.client.createApplication({ ApplicationName: 'id', Tags: [{ Key: 'team', Value: 'a' }] });
  const S3Key = await harness.putBundle('v1');
  await harness.client.createApplicationVersion({
    ApplicationName: 'id',
    VersionLabel: 'v1',
    SourceBundle: { S3Bucket: 'elasticbeanstalk-us-east-1-000000000000', S3Key },
    Tags: [{ Key: 'commit', Value: '1a' }],
  });
  expect(await tagsOf(arn('application/id'))).toEqual({ team: 'a' });
  await harness.client.updateTagsForResource({
    ResourceArn: arn('applicationversion/id/v1'),
    TagsToAdd: [{ Key: 'commit', Value: '2b' }],
  });
  expect(await tagsOf(arn('applicationversion/id/v1'))).toEqual({ commit: '2b' });
});

test('tags of CreateEnvironment follow the same rules', async () => {
  await harness.client.createApplication({ ApplicationName: 'id' });
  const input = { ApplicationName: 'id', EnvironmentName: 'id-prod', SolutionStackName: solutionStack };
  await expect(
    harness.client.createEnvironment({ ...input, Tags: [{ Key: 'aws:x', Value: 'y' }] }),
  ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  expect((await harness.client.describeEnvironments({})).Environments).toEqual([]);
  await harness.client.createEnvironment({ ...input, Tags: [{ Key: 'x', Value: 'y' }] });
  expect(await tagsOf(environment)).toMatchObject({ x: 'y' });
  await harness.ready();
});

test.each([
  ['an unknown resource', arn('environment/id/other'), 'ResourceNotFoundException'],
  [
    "a platform of AWS's",
    'arn:aws:elasticbeanstalk:us-east-1::platform/Docker running on 64bit Amazon Linux 2023/4.13.7',
    'ResourceTypeNotSupportedException',
  ],
])('%s has no tags', async (_name, ResourceArn, name) => {
  await expect(harness.client.listTagsForResource({ ResourceArn })).rejects.toMatchObject({ name });
});

/** An operation lasts a fifth of a second. */
async function slow(): Promise<void> {
  await harness.stopServer();
  harness.pace = 25;
  await harness.startServer();
}

function update({ add = {}, remove = [] }: { add?: Record<string, string>; remove?: string[] }) {
  return harness.client.updateTagsForResource({
    ResourceArn: environment,
    TagsToAdd: Object.entries(add).map(([Key, Value]) => ({ Key, Value })),
    TagsToRemove: remove,
  });
}

async function statusOf(): Promise<string | undefined> {
  return (await harness.client.describeEnvironments({})).Environments?.[0]?.Status;
}

async function environmentId(): Promise<string> {
  return (await harness.client.describeEnvironments({})).Environments?.[0]?.EnvironmentId ?? '';
}
