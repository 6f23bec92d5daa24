/** Every parameter that an operation takes changes its result, unless the case gives the reason why not. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Case, changed, changesOf, leavesOf } from './case.ts';
import { cases, secret } from './cases.ts';
import { fill, fillMetrics } from './fill.ts';
import { olderPlatform, platform, stack } from './names.ts';
import { type Named, type Outcome, outcomeOf } from './outcome.ts';
import { createWorld, type Original, type World } from './world.ts';

let original: Original;
let world: World | undefined;
let hasMetrics = false;
beforeAll(async () => {
  original = await createWorld(fill);
}, 60_000);
afterAll(async () => {
  await world?.close();
  original.delete();
});

/** A server in the first state: the one before, when nothing has changed it. */
async function fresh(service: string): Promise<World> {
  if (world === undefined) {
    world = await original.copy();
    hasMetrics = false;
  }
  if (service === 'monitoring' && !hasMetrics) {
    await fillMetrics(world);
    hasMetrics = true;
  }
  return world;
}

const reads = /^(Check|Describe|Filter|Get|List|Retrieve|Validate)/;

async function run(
  service: string,
  operation: string,
  { before = [] }: Case,
  input: unknown,
): Promise<Outcome> {
  const server = await fresh(service);
  for (const [name, first] of before) await server.call(service, name, first);
  const outcome = await outcomeOf(server, service, operation, original.named(input) as Named);
  if (before.length > 0 || (!reads.test(operation) && outcome.error === undefined)) {
    await server.close();
    world = undefined;
  }
  return outcome;
}

const rows = Object.entries(cases).flatMap(([service, operations]) =>
  Object.entries(operations).flatMap(([operation, all]) =>
    all.map((one, index) => ({ service, operation, index, one })),
  ),
);

describe.each(rows)('$service $operation $index', ({ service, operation, one }) => {
  test('each parameter has its effect', async () => {
    const first = await run(service, operation, one, one.input);
    expect(first.error).toBeUndefined();
    expect(await run(service, operation, one, one.input), 'the same call again').toEqual(first);
    const wrong: string[] = [];
    for (const [path, value] of changesOf(one)) {
      const outcome = await run(service, operation, one, changed(one.input, path, value));
      const isSame = JSON.stringify(outcome) === JSON.stringify(first);
      const isRejected = /validation error|does not support/.test(outcome.error ?? '');
      const expected = path in (one.rejected ?? {}) ? isRejected : !isRejected;
      if (isSame !== path in (one.same ?? {}) || !expected) {
        wrong.push(`${path}: ${outcome.error ?? (isSame ? 'the same result' : 'another result')}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

test('every parameter has a change', () => {
  const missing = Object.entries(cases).flatMap(([service, operations]) =>
    Object.entries(operations).flatMap(([operation, all]) => {
      const tried = new Set(all.flatMap(changesOf).map(([path]) => path.replaceAll(/\.\d+/g, '')));
      return all
        .flatMap(({ input }) => leavesOf(input))
        .filter((leaf) => !tried.has(leaf))
        .map((leaf) => `${service} ${operation} ${leaf}`);
    }),
  );
  expect(missing).toEqual([]);
});

const platforms = { SolutionStackName: stack, PlatformArn: platform };
const template = { ApplicationName: 'id', TemplateName: 'new' };
const combination = 'InvalidParameterCombination';

test.each<[service: string, operation: string, code: string, input: object]>([
  ['elasticbeanstalk', 'UpdateEnvironment', combination, { EnvironmentName: 'id-prod', ...platforms }],
  [
    ...(['elasticbeanstalk', 'CreateEnvironment', combination] as const),
    { ApplicationName: 'id', EnvironmentName: 'id-new', ...platforms },
  ],
  ['elasticbeanstalk', 'DescribeConfigurationOptions', combination, platforms],
  [
    ...(['elasticbeanstalk', 'DescribeConfigurationOptions', combination] as const),
    { EnvironmentName: 'id-prod', PlatformArn: olderPlatform },
  ],
  ['elasticbeanstalk', 'CreateConfigurationTemplate', combination, { ...template, ...platforms }],
  [
    ...(['elasticbeanstalk', 'CreateConfigurationTemplate', combination] as const),
    { ...template, EnvironmentId: '$prod', SourceConfiguration: { TemplateName: 't0' } },
  ],
  [
    ...(['logs', 'FilterLogEvents', 'InvalidParameterException'] as const),
    { logGroupName: 'group', logStreamNames: ['s1'], logStreamNamePrefix: 's' },
  ],
  [
    ...(['ecr', 'DescribeImages', 'InvalidParameterException'] as const),
    { repositoryName: 'shapes', imageIds: [{ imageTag: 'a' }], maxResults: 5 },
  ],
])('%s %s: %s where one parameter would have no effect', async (service, operation, code, input) => {
  const server = await fresh(service);
  await expect(server.call(service, operation, original.named(input))).rejects.toMatchObject({ name: code });
});

test('images are those with tags or without; a tag belongs to its digest', async () => {
  const { call } = await fresh('ecr');
  const { digestA, digestB } = original.named({ digestA: '$digestA', digestB: '$digestB' }) as Named;
  const find = async (input: object) => {
    const found = await call('ecr', 'DescribeImages', { repositoryName: 'shapes', ...input });
    return (found as { imageDetails: { imageDigest: string }[] }).imageDetails.map((one) => one.imageDigest);
  };
  expect((await find({ filter: { tagStatus: 'TAGGED' } })).sort()).toEqual([digestA, digestB].sort());
  const untagged = await find({ filter: { tagStatus: 'UNTAGGED' } });
  expect(untagged).toHaveLength(1);
  expect(untagged).not.toContain(digestA);
  expect(await find({ filter: { tagStatus: 'ANY' } })).toHaveLength(3);
  const imageIds = [{ imageTag: 'a', imageDigest: digestB }, {}];
  await expect(find({ imageIds })).rejects.toMatchObject({ name: 'ImageNotFoundException' });
  expect(await call('ecr', 'BatchDeleteImage', { repositoryName: 'shapes', imageIds })).toMatchObject({
    imageIds: [],
    failures: [{ failureCode: 'ImageTagDoesNotMatchDigest' }, { failureCode: 'MissingDigestAndTag' }],
  });
});

test('a secret has one version, the current one', async () => {
  const { call } = await fresh('secretsmanager');
  const input = (VersionStage: string) => ({ SecretId: secret('admin'), VersionStage });
  expect(await call('secretsmanager', 'GetSecretValue', input('AWSCURRENT'))).toMatchObject({
    VersionStages: ['AWSCURRENT'],
  });
  const previous = call('secretsmanager', 'GetSecretValue', input('AWSPREVIOUS'));
  await expect(previous).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
