/** Errors and answers of the API. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, signedFor } from '../http/raw-request.ts';
import { bucket, Harness, settings, solutionStack } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await Harness.start();
});
afterEach(() => harness.end());

function create(EnvironmentName: string, options: Record<string, string> = {}) {
  return harness.client.createEnvironment({
    ApplicationName: 'id',
    EnvironmentName,
    SolutionStackName: solutionStack,
    OptionSettings: settings(options),
  });
}

test('an operation that is not supported is answered with InvalidAction, by name', async () => {
  await expect(harness.client.describeAccountAttributes({})).rejects.toMatchObject({
    name: 'InvalidAction',
    message: expect.stringContaining('DescribeAccountAttributes') as unknown,
    $metadata: { httpStatusCode: 400 },
  });
});

describe('applications and versions', () => {
  test('an application is created once and deleted', async () => {
    const { Application } = await harness.client.createApplication({
      ApplicationName: 'id',
      Description: 'a & b',
    });
    expect(Application).toMatchObject({ ApplicationName: 'id', Description: 'a & b', Versions: [] });
    await expect(harness.client.createApplication({ ApplicationName: 'id' })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: 'Application id already exists.',
    });
    await harness.client.deleteApplication({ ApplicationName: 'id' });
    expect((await harness.client.describeApplications({})).Applications).toEqual([]);
  });

  test('the bundle of a version is deleted on request', async () => {
    await harness.createVersion('kept');
    await harness.createVersion('gone');
    const application = { ApplicationName: 'id' };
    await harness.client.deleteApplicationVersion({ ...application, VersionLabel: 'kept' });
    await harness.client.deleteApplicationVersion({
      ...{ ...application, VersionLabel: 'gone', DeleteSourceBundle: true },
    });
    expect([...harness.keys]).toEqual(['kept.zip']);
  });

  test('a version needs its application, its bundle and a unique label', async () => {
    const version = { ApplicationName: 'id', VersionLabel: 'v1' };
    const SourceBundle = { S3Bucket: bucket, S3Key: 'v1.zip' };
    await expect(harness.client.createApplicationVersion({ ...version, SourceBundle })).rejects.toThrow(
      "No Application named 'id' found.",
    );
    const auto = { ...version, SourceBundle, AutoCreateApplication: true };
    await expect(harness.client.createApplicationVersion(auto)).rejects.toMatchObject({
      name: 'InvalidParameterCombination',
      message: `Unable to download from S3 location (Bucket: ${bucket}  Key: v1.zip). Reason: Not Found`,
    });
    await harness.putBundle('v1');
    const { ApplicationVersion } = await harness.client.createApplicationVersion(auto);
    expect(ApplicationVersion).toMatchObject({ Status: 'UNPROCESSED', SourceBundle });
    await expect(harness.client.createApplicationVersion(auto)).rejects.toThrow(
      'Application Version v1 already exists.',
    );
    await harness.client.deleteApplicationVersion(version);
    const { ApplicationVersions } = await harness.client.describeApplicationVersions({
      ApplicationName: 'id',
    });
    expect(ApplicationVersions).toEqual([]);
  });

  test.each([
    ['option_settings:\n  aws:autoscaling:asg:\n    MinSize: 2\n', 'PROCESSED'],
    ['option_settings: [\n', 'FAILED'],
    ['files:\n  relative/path: {content: x}\n', 'FAILED'],
  ])('Process checks .ebextensions: %j', async (text, expected) => {
    const key = await harness.putBundle('v1', { '.ebextensions/a.config': text });
    const { ApplicationVersion } = await harness.client.createApplicationVersion({
      ApplicationName: 'id',
      VersionLabel: 'v1',
      SourceBundle: { S3Bucket: bucket, S3Key: key },
      AutoCreateApplication: true,
      Process: true,
    });
    expect(ApplicationVersion?.Status).toBe('PROCESSING');
    let status: string | undefined = 'PROCESSING';
    while (status === 'PROCESSING') {
      await sleep(10);
      const { ApplicationVersions = [] } = await harness.client.describeApplicationVersions({
        VersionLabels: ['v1'],
      });
      status = ApplicationVersions[0]?.Status;
    }
    expect(status).toBe(expected);
  });
});

describe('environments', () => {
  beforeEach(() => harness.client.createApplication({ ApplicationName: 'id' }));

  test.each([
    [
      'abc',
      "Value abc at 'EnvironmentName' failed to satisfy constraint: Member must be from 4 to 40 characters in length.",
    ],
    [
      'my_env',
      "Value my_env at 'EnvironmentName' failed to satisfy constraint: Member must contain only letters, digits, and the dash character and may not start or end with a dash",
    ],
  ])('name %s is rejected', async (name, message) => {
    await expect(create(name)).rejects.toMatchObject({ name: 'InvalidParameterValue', message });
  });

  test('names are unique across applications', async () => {
    await create('id-prod');
    await harness.client.createApplication({ ApplicationName: 'other' });
    await expect(
      harness.client.createEnvironment({
        ApplicationName: 'other',
        EnvironmentName: 'id-prod',
        SolutionStackName: solutionStack,
      }),
    ).rejects.toThrow('Environment id-prod already exists.');
    await harness.ready();
  });

  test.each([
    [
      { MinSize: 'two' },
      "Configuration validation exception: Invalid option value: 'two' (Namespace: 'aws:autoscaling:asg', OptionName: 'MinSize'): Value must be an integer from 1 to 10000",
    ],
    [
      { MinSize: '5' },
      "Configuration validation exception: Invalid option value: '5' (Namespace: 'aws:autoscaling:asg', OptionName: 'MinSize'): MinSize must not be greater than MaxSize ('4').",
    ],
    [
      { DeploymentPolicy: 'TrafficSplitting' },
      expect.stringContaining("'TrafficSplitting' (Namespace: 'aws:elasticbeanstalk:command',") as unknown,
    ],
  ])('option settings %j are rejected', async (options, message) => {
    await expect(create('id-prod', options)).rejects.toMatchObject({
      name: 'ConfigurationValidationException',
      message,
    });
  });

  test('an unknown option is rejected, and ValidateConfigurationSettings reports it', async () => {
    const OptionSettings = [{ Namespace: 'aws:elasticbeanstalk:command', OptionName: 'Batch', Value: '1' }];
    const message =
      "Invalid option specification (Namespace: 'aws:elasticbeanstalk:command', OptionName: 'Batch'): Unknown configuration setting.";
    await expect(
      harness.client.createEnvironment({
        ApplicationName: 'id',
        EnvironmentName: 'id-prod',
        SolutionStackName: solutionStack,
        OptionSettings,
      }),
    ).rejects.toThrow(message);
    const { Messages } = await harness.client.validateConfigurationSettings({
      ApplicationName: 'id',
      OptionSettings,
    });
    expect(Messages).toMatchObject([{ Severity: 'error', OptionName: 'Batch', Message: message }]);
  });

  test('a version and a platform must exist', async () => {
    const environment = { ApplicationName: 'id', EnvironmentName: 'id-prod' };
    await expect(
      harness.client.createEnvironment({
        ...environment,
        SolutionStackName: solutionStack,
        VersionLabel: 'v9',
      }),
    ).rejects.toThrow("No Application Version named 'v9' found.");
    await expect(
      harness.client.createEnvironment({ ...environment, SolutionStackName: 'Docker' }),
    ).rejects.toThrow("No Solution Stack named 'Docker' found.");
  });

  test('an environment with basic reporting has no health to describe', async () => {
    await create('id-prod');
    await harness.ready();
    await expect(
      harness.client.describeEnvironmentHealth({ EnvironmentName: 'id-prod', AttributeNames: ['All'] }),
    ).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: 'DescribeEnvironmentHealth is not supported.',
    });
  });
});

test('an environment without a version gets one by an update', async () => {
  await harness.createVersion('v1');
  await create('id-prod', { SystemType: 'enhanced' });
  await harness.ready();
  expect(Object.values(await harness.versions())).toEqual([undefined]);
  await harness.update({ VersionLabel: 'v1' });
  expect(Object.values(await harness.versions())).toEqual(['v1']);
  expect([...harness.balancer.states('id-prod').values()]).toEqual(['healthy']);
});

test('options of API calls override those of the bundle', async () => {
  await harness.createVersion('v1', {
    '.ebextensions/a.config':
      'option_settings:\n  - {namespace: aws:autoscaling:asg, option_name: MinSize, value: 3}\n  - {option_name: FROM_BUNDLE, value: x}\n',
    '.ebextensions/b.config': 'option_settings:\n  aws:elasticbeanstalk:command: {BatchSize: 50}\n',
  });
  await harness.client.createEnvironment({
    ApplicationName: 'id',
    EnvironmentName: 'id-prod',
    VersionLabel: 'v1',
    SolutionStackName: solutionStack,
    OptionSettings: settings({ MinSize: '1', SystemType: 'enhanced' }),
  });
  await harness.ready();
  expect(Object.keys(await harness.versions())).toHaveLength(1);
  const { ConfigurationSettings = [] } = await harness.client.describeConfigurationSettings({
    ApplicationName: 'id',
    EnvironmentName: 'id-prod',
  });
  const values = Object.fromEntries(
    (ConfigurationSettings[0]?.OptionSettings ?? []).map(({ OptionName = '', Value }) => [OptionName, Value]),
  );
  expect(values).toMatchObject({
    MinSize: '1',
    BatchSize: '50',
    FROM_BUNDLE: 'x',
    DeploymentPolicy: 'AllAtOnce',
  });
});

test('CheckDNSAvailability, platforms and storage location', async () => {
  const dns = await harness.client.checkDNSAvailability({ CNAMEPrefix: 'Id-prod' });
  expect(dns).toMatchObject({
    Available: true,
    FullyQualifiedCNAME: 'id-prod.us-east-1.elasticbeanstalk.com',
  });
  const { SolutionStacks } = await harness.client.listAvailableSolutionStacks({});
  expect(SolutionStacks?.[0]).toBe(solutionStack);
  const { PlatformSummaryList = [] } = await harness.client.listPlatformVersions({
    Filters: [{ Type: 'PlatformLifecycleState', Operator: '=', Values: ['Recommended'] }],
  });
  expect(PlatformSummaryList.map(({ PlatformVersion }) => PlatformVersion)).toEqual(['4.13.7']);
  expect((await harness.client.createStorageLocation({})).S3Bucket).toBe(bucket);
});

test('instances stream logs only with StreamLogs, and the logs state that nothing runs', async () => {
  await harness.createEnvironment();
  expect(harness.logLines.size).toBe(0);
  await harness.update({ OptionSettings: settings({ StreamLogs: 'true' }) });
  const lines = [...harness.logLines.values()][0] ?? [];
  expect(lines[0]).toMatch(
    /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{6} \[WARN\] Reporting only: nothing runs here; configuration v1 was not carried out\.$/,
  );
});

test('control characters of programs do not break the answer', async () => {
  harness.interference.onDeploy = () => {
    throw new Error('\u001b[31mred & <broken>\u001b[0m');
  };
  await harness.createEnvironment();
  const { Events = [] } = await harness.client.describeEvents({ EnvironmentName: 'id-prod' });
  expect(Events.map(({ Message }) => Message)).toContain(
    'Instance deployment: [31mred & <broken>[0m The deployment failed.',
  );
});

describe('requests of other clients', () => {
  async function post(form: Record<string, string>): Promise<string> {
    const { body } = await call(harness.endpoint, {
      method: 'POST',
      headers: signedFor('elasticbeanstalk'),
      body: new URLSearchParams(form).toString(),
    });
    return body;
  }

  test('botocore sends empty lists as empty strings', async () => {
    await harness.client.createApplication({ ApplicationName: 'id' });
    const xml = await post({ Action: 'DescribeApplications', Version: '2010-12-01', ApplicationNames: '' });
    expect(xml).toContain('<ApplicationName>id</ApplicationName>');
    expect(xml).toContain('<Versions/>');
  });

  test('eb clone names the environment to copy settings from', async () => {
    await harness.createEnvironment({ A: '1' });
    const xml = await post({
      Action: 'CreateEnvironment',
      ApplicationName: 'id',
      EnvironmentName: 'id-two',
      VersionLabel: 'v1',
      'TemplateSpecification.TemplateSource.EnvironmentName': 'id-prod',
    });
    expect(xml).toContain('<Status>Launching</Status>');
    await harness.ready('id-two');
    expect(harness.deployed.at(-1)?.environment).toEqual({ A: '1' });
  });

  test('wrong input is a ValidationError that names the member', async () => {
    expect(await post({ Action: 'DescribeEvents', MaxRecords: '0' })).toContain(
      '<Code>ValidationError</Code><Message>1 validation error detected: Value &apos;0&apos; at &apos;maxRecords&apos; failed to satisfy constraint: Member must have value greater than or equal to 1</Message>',
    );
    expect(await post({ Action: 'CreateApplication' })).toContain(
      'Value null at &apos;applicationName&apos; failed to satisfy constraint: Member must not be null',
    );
  });
});

test('platforms come in pages', async () => {
  const first = await harness.client.listPlatformVersions({ MaxRecords: 1 });
  expect(first.PlatformSummaryList).toHaveLength(1);
  const rest = await harness.client.listPlatformVersions({ NextToken: first.NextToken });
  const all = await harness.client.listPlatformVersions({});
  expect([...(first.PlatformSummaryList ?? []), ...(rest.PlatformSummaryList ?? [])]).toEqual(
    all.PlatformSummaryList,
  );
  const lower = { Type: 'PlatformVersion', Operator: '<', Values: ['4.0.0'] };
  await expect(harness.client.listPlatformVersions({ Filters: [lower] })).rejects.toMatchObject({
    name: 'ValidationError',
  });
});

test('options are those of a platform that exists', async () => {
  const options = { SolutionStackName: solutionStack };
  expect(await harness.client.describeConfigurationOptions(options)).toMatchObject(options);
  await expect(
    harness.client.describeConfigurationOptions({ SolutionStackName: 'unknown' }),
  ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
});
