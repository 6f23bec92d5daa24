/** Saved configurations. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CreateConfigurationTemplateCommandInput } from '@aws-sdk/client-elastic-beanstalk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { call, type RawAnswer, signedFor } from '../http/raw-request.ts';
import { Harness, settings, solutionStack } from './harness.ts';

const template = { ApplicationName: 'id', TemplateName: 'saved' };
const key = 'resources/templates/id/saved';

let harness: Harness;
beforeEach(async () => {
  harness = await Harness.start();
  await harness.createEnvironment({ A: '1', MinSize: '3' });
});
afterEach(() => harness.end());

async function environmentId(): Promise<string | undefined> {
  return (await harness.client.describeEnvironments({})).Environments?.[0]?.EnvironmentId;
}

async function save(more: Partial<CreateConfigurationTemplateCommandInput> = {}) {
  return harness.client.createConfigurationTemplate({
    ...template,
    EnvironmentId: await environmentId(),
    ...more,
  });
}

async function properties(input: { EnvironmentName?: string; TemplateName?: string }) {
  const { ConfigurationSettings = [] } = await harness.client.describeConfigurationSettings({
    ApplicationName: 'id',
    ...input,
  });
  const rows = ConfigurationSettings[0]?.OptionSettings ?? [];
  return Object.fromEntries(rows.map(({ OptionName = '', Value }) => [OptionName, Value]));
}

const put = async (text: string): Promise<void> => {
  const { writeFile, mkdir } = await import('node:fs/promises');
  await mkdir(join(harness.folder, 'resources/templates/id'), { recursive: true });
  await writeFile(join(harness.folder, key), text);
  harness.keys.add(key);
};

test('a saved configuration is a YAML file in the bucket, with the settings of API calls alone', async () => {
  const created = await save({ Description: 'a "b"', Tags: [{ Key: 'team', Value: 'id' }] });
  expect(created).toMatchObject({ ...template, SolutionStackName: solutionStack, Description: 'a "b"' });
  const text = await readFile(join(harness.folder, key), 'utf8');
  expect(parse(text)).toMatchObject({
    EnvironmentConfigurationMetadata: {
      Description: 'a "b"',
      DateCreated: expect.stringMatching(/^\d{13}$/) as string,
    },
    SolutionStack: solutionStack,
    OptionSettings: {
      'aws:autoscaling:asg': { MinSize: '3' },
      'aws:elasticbeanstalk:application:environment': { A: '1' },
    },
    AWSConfigurationTemplateVersion: '1.1.0.0',
  });
  const { Applications } = await harness.client.describeApplications({});
  expect(Applications?.[0]?.ConfigurationTemplates).toEqual(['saved']);
  const { ResourceTags } = await harness.client.listTagsForResource({
    ResourceArn: 'arn:aws:elasticbeanstalk:us-east-1:000000000000:configurationtemplate/id/saved',
  });
  expect(ResourceTags).toEqual([{ Key: 'team', Value: 'id' }]);
});

test('DescribeConfigurationSettings shows the defaults and the template', async () => {
  await save();
  expect(await properties({ TemplateName: 'saved' })).toMatchObject({ A: '1', MinSize: '3', MaxSize: '4' });
});

test('a new environment takes settings and platform of the template; its own settings override', async () => {
  await save();
  await harness.client.createEnvironment({
    ApplicationName: 'id',
    EnvironmentName: 'id-two',
    TemplateName: 'saved',
    OptionSettings: settings({ MinSize: '1', B: '2' }),
    OptionsToRemove: [{ Namespace: 'aws:elasticbeanstalk:application:environment', OptionName: 'A' }],
  });
  await harness.ready('id-two');
  const found = await properties({ EnvironmentName: 'id-two' });
  expect(found).toMatchObject({ MinSize: '1', B: '2' });
  expect(found).not.toHaveProperty('A');
});

test('an update by a template deploys its settings', async () => {
  await save();
  await harness.update({ OptionSettings: settings({ A: '2' }) });
  await harness.client.updateEnvironment({ EnvironmentName: 'id-prod', TemplateName: 'saved' });
  await harness.ready();
  expect(harness.deployed.at(-1)?.environment).toEqual({ A: '1' });
});

test('an environment keeps its copy when the template changes or goes', async () => {
  await save();
  await harness.client.updateConfigurationTemplate({
    ...template,
    Description: 'new',
    OptionSettings: settings({ B: '2' }),
    OptionsToRemove: [{ Namespace: 'aws:autoscaling:asg', OptionName: 'MinSize' }],
  });
  expect(await properties({ TemplateName: 'saved' })).toMatchObject({ A: '1', B: '2', MinSize: '1' });
  await harness.client.deleteConfigurationTemplate(template);
  expect(harness.keys.has(key)).toBe(false);
  expect(await properties({ EnvironmentName: 'id-prod' })).toMatchObject({ A: '1', MinSize: '3' });
});

test('a template copies another one, with settings over it', async () => {
  await save();
  await harness.client.createConfigurationTemplate({
    ...{ ApplicationName: 'id', TemplateName: 'copy' },
    SourceConfiguration: template,
    OptionSettings: settings({ A: '9' }),
  });
  expect(await properties({ TemplateName: 'copy' })).toMatchObject({ A: '9', MinSize: '3' });
});

describe('a file that a client put into the bucket', () => {
  test('is a template', async () => {
    await put(
      'OptionSettings:\n  aws:autoscaling:asg: {MinSize: 2}\n  aws:elasticbeanstalk:command:\n    IgnoreHealthCheck: true\nTags: {stage: dev}\n',
    );
    const { Messages } = await harness.client
      .validateConfigurationSettings({
        ...template,
        OptionSettings: undefined,
      })
      .catch((error: unknown) => ({ Messages: [{ Message: (error as Error).message }] }));
    expect(Messages?.[0]?.Message).toBe('Unable to determine base for template pack (no solution stack)');
    await harness.client.createEnvironment({
      ApplicationName: 'id',
      EnvironmentName: 'id-two',
      TemplateName: 'saved',
      SolutionStackName: solutionStack,
    });
    await harness.ready('id-two');
    expect(await properties({ EnvironmentName: 'id-two' })).toMatchObject({
      MinSize: '2',
      IgnoreHealthCheck: 'true',
    });
    const { ResourceTags = [] } = await harness.client.listTagsForResource({
      ResourceArn: 'arn:aws:elasticbeanstalk:us-east-1:000000000000:environment/id/id-two',
    });
    expect(ResourceTags).toContainEqual({ Key: 'stage', Value: 'dev' });
  });

  test.each(['OptionSettings: [', 'OptionSettings: [a]', 'EnvironmentTier: {Name: Worker}', '- a'])(
    'is rejected when it is %j',
    async (text) => {
      await put(text);
      await expect(
        harness.client.updateEnvironment({ EnvironmentName: 'id-prod', TemplateName: 'saved' }),
      ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    },
  );
});

/** A parameter that the SDK lacks. */
function sendSource(action: string, source: object, more: object = {}): Promise<RawAnswer> {
  const sources = Object.entries(source).map(([name, value]): [string, string] => [
    `TemplateSpecification.TemplateSource.${name}`,
    String(value),
  ]);
  return call(harness.endpoint, {
    method: 'POST',
    headers: {
      ...signedFor('elasticbeanstalk'),
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    },
    body: new URLSearchParams({ Action: action, ...more, ...Object.fromEntries(sources) }).toString(),
  });
}

test('eb config sends the text of a template in the request', async () => {
  const response = await sendSource(
    'UpdateEnvironment',
    { SourceContents: 'OptionSettings:\n  aws:elasticbeanstalk:application:environment: {A: 7}\n' },
    { EnvironmentName: 'id-prod' },
  );
  expect(response.status).toBe(200);
  await harness.ready();
  expect(harness.deployed.at(-1)?.environment).toEqual({ A: '7' });
});

test('settings of a source are validated, and sources exclude each other', async () => {
  const SourceContents = 'OptionSettings:\n  aws:autoscaling:asg: {MinSize: 9, MaxSize: 2}\n';
  const validate = (source: object, more: object = {}) =>
    sendSource('ValidateConfigurationSettings', source, { ApplicationName: 'id', ...more });
  expect((await validate({ SourceContents })).body).toContain('<OptionName>MinSize</OptionName>');
  const both = 'InvalidParameterCombination';
  const inEnvironment = { EnvironmentName: 'id-prod' };
  expect((await validate({ SourceContents }, inEnvironment)).body).toContain(both);
  expect((await validate({ SourceContents, ...inEnvironment })).body).toContain(both);
  const update = await sendSource(
    'UpdateEnvironment',
    { SourceContents },
    { ...inEnvironment, TemplateName: 'a' },
  );
  expect(update.body).toContain(both);
});

describe('is rejected', () => {
  beforeEach(() => save());

  const create = (more: Partial<CreateConfigurationTemplateCommandInput>) => async () =>
    harness.client.createConfigurationTemplate({ ApplicationName: 'id', TemplateName: 'new', ...more });
  const stack = { SolutionStackName: solutionStack };
  test.each<[string, () => Promise<unknown>, string, string?]>([
    [
      'an existing name',
      create({ ...template, ...stack }),
      'InvalidParameterValue',
      'Configuration Template saved already exists.',
    ],
    [
      'no source',
      create({}),
      'InvalidParameterValue',
      'Unable to determine base for template pack (no solution stack)',
    ],
    ['a slash in the name', create({ TemplateName: 'a/b', ...stack }), 'ValidationError'],
    [
      'an unknown application',
      create({ ApplicationName: 'x', ...stack }),
      'InvalidParameterValue',
      "No Application named 'x' found.",
    ],
    [
      'a wrong setting',
      create({ ...stack, OptionSettings: settings({ MinSize: 'x' }) }),
      'ConfigurationValidationException',
    ],
    [
      'another solution stack than that of the source',
      create({
        SourceConfiguration: template,
        SolutionStackName: '64bit Amazon Linux 2023 v4.9.1 running Docker',
      }),
      'InvalidParameterValue',
    ],
    ['stack and platform', create({ ...stack, PlatformArn: 'x' }), 'InvalidParameterCombination'],
    [
      'an unknown template',
      () => harness.client.deleteConfigurationTemplate({ ...template, TemplateName: 'x' }),
      'InvalidParameterValue',
      "No Configuration Template named 'x' found.",
    ],
    [
      'an update of an unknown template',
      () => harness.client.updateConfigurationTemplate({ ...template, TemplateName: 'x' }),
      'InvalidParameterValue',
    ],
    [
      'template and environment in one question',
      () => harness.client.describeConfigurationSettings({ ...template, EnvironmentName: 'id-prod' }),
      'InvalidParameterCombination',
    ],
    [
      'a new environment with template and stack',
      () =>
        harness.client.createEnvironment({
          ...{ ApplicationName: 'id', EnvironmentName: 'id-two', TemplateName: 'saved' },
          ...stack,
        }),
      'InvalidParameterCombination',
    ],
  ])('%s', async (_case, call, name, message) => {
    await expect(call()).rejects.toMatchObject({ name, ...(message !== undefined && { message }) });
  });

  test('the template of another application', async () => {
    await harness.client.createApplication({ ApplicationName: 'other' });
    await expect(
      harness.client.createEnvironment({
        ...{ ApplicationName: 'other', EnvironmentName: 'id-two', TemplateName: 'saved' },
      }),
    ).rejects.toMatchObject({ message: "No Configuration Template named 'saved' found." });
    await expect(
      harness.client.createConfigurationTemplate({
        ...{ ApplicationName: 'other', TemplateName: 'new', EnvironmentId: await environmentId() },
      }),
    ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  test('and a deleted application takes its templates along', async () => {
    await harness.client.deleteApplication({ ApplicationName: 'id', TerminateEnvByForce: true });
    expect(harness.keys.has(key)).toBe(false);
    await harness.ready();
  });
});
