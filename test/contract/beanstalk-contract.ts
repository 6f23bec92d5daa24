import { expect } from 'vitest';
import { zipBundle } from '../../src/system/zip.ts';
import {
  awsFailure,
  type Declare,
  eventually,
  type GetSubject,
  storageLocation,
  type Subject,
} from './subject.ts';

/** Uploads a bundle and creates a version of it; resolves when it is processed. */
export async function makeVersion(subject: Subject, application: string, label: string): Promise<void> {
  const beanstalk = await subject.aws.beanstalk();
  await beanstalk.createApplicationVersion({
    ApplicationName: application,
    VersionLabel: label,
    SourceBundle: await putBundle(subject, label),
    AutoCreateApplication: true,
    Process: true,
  });
  await eventually(
    subject,
    () => versionStatus(subject, application, label),
    (status) => status === 'PROCESSED',
  );
}

async function putBundle({ aws }: Subject, name: string): Promise<{ S3Bucket: string; S3Key: string }> {
  const S3Bucket = await storageLocation(aws);
  const S3Key = `contract/${name}.zip`;
  const compose = { content: `services: {web: {image: "nginx:${name}"}}\n`, mode: 0o644 };
  const Body = await zipBundle(new Map([['docker-compose.yml', compose]]));
  await (await aws.s3()).putObject({ Bucket: S3Bucket, Key: S3Key, Body });
  return { S3Bucket, S3Key };
}

async function versionStatus({ aws }: Subject, application: string, label: string) {
  const { ApplicationVersions = [] } = await (
    await aws.beanstalk()
  ).describeApplicationVersions({ ApplicationName: application, VersionLabels: [label] });
  // In capitals, unlike the API's model.
  return ApplicationVersions[0]?.Status as string | undefined;
}

export function beanstalkContract(get: GetSubject, test: Declare): void {
  test('repeated calls of CreateStorageLocation return one bucket', async () => {
    const first = await storageLocation(get().aws);
    expect(first).toMatch(/^elasticbeanstalk-us-east-1-\d{12}/);
    expect(await storageLocation(get().aws)).toBe(first);
  });

  const ApplicationName = 'contract-versions';

  test('the newest Docker on Amazon Linux 2023 is among the solution stacks', async () => {
    const { SolutionStacks } = await (await get().aws.beanstalk()).listAvailableSolutionStacks({});
    expect(SolutionStacks).toContainEqual(
      expect.stringMatching(/^64bit Amazon Linux 2023 v\d+\.\d+\.\d+ running Docker$/),
    );
  });

  test('an unknown application has no versions', async () => {
    const beanstalk = await get().aws.beanstalk();
    expect(await beanstalk.describeApplications({ ApplicationNames: ['absent'] })).toMatchObject({
      Applications: [],
    });
    expect(await beanstalk.describeApplicationVersions({ ApplicationName: 'absent' })).toMatchObject({
      ApplicationVersions: [],
    });
  });

  test('a version needs an application or AutoCreateApplication', async () => {
    const beanstalk = await get().aws.beanstalk();
    await expect(
      beanstalk.createApplicationVersion({
        ApplicationName: 'absent',
        VersionLabel: 'v1',
        SourceBundle: await putBundle(get(), 'v1'),
      }),
    ).rejects.toEqual(awsFailure('InvalidParameterValue', /No Application named 'absent' found/));
  });

  test('a version is processed in the background, and its label is unique', async () => {
    const subject = get();
    const beanstalk = await subject.aws.beanstalk();
    const input = {
      ApplicationName,
      VersionLabel: 'v1',
      SourceBundle: await putBundle(subject, 'v1'),
      AutoCreateApplication: true,
      Process: true,
    };
    const { ApplicationVersion } = await beanstalk.createApplicationVersion(input);
    expect(ApplicationVersion).toMatchObject({ ApplicationName, VersionLabel: 'v1' });
    expect(['UNPROCESSED', 'PROCESSING']).toContain(ApplicationVersion?.Status);
    await eventually(
      subject,
      () => versionStatus(subject, ApplicationName, 'v1'),
      (status) => status === 'PROCESSED',
    );
    await expect(beanstalk.createApplicationVersion(input)).rejects.toEqual(
      awsFailure('InvalidParameterValue', /Application Version v1 already exists/),
    );
    expect(await beanstalk.describeApplications({ ApplicationNames: [ApplicationName] })).toMatchObject({
      Applications: [{ ApplicationName }],
    });
  });

  test('a version without its bundle in S3 is rejected', async () => {
    const beanstalk = await get().aws.beanstalk();
    const { S3Bucket } = await beanstalk.createStorageLocation({});
    await expect(
      beanstalk.createApplicationVersion({
        ApplicationName,
        VersionLabel: 'v2',
        SourceBundle: { S3Bucket, S3Key: 'absent.zip' },
        AutoCreateApplication: true,
        Process: true,
      }),
    ).rejects.toEqual(awsFailure('InvalidParameterCombination', /Unable to download from S3/));
  });

  test('DescribeApplicationVersions returns the named versions, or all', async () => {
    const subject = get();
    await makeVersion(subject, ApplicationName, 'v3');
    const beanstalk = await subject.aws.beanstalk();
    const labelsOf = async (VersionLabels?: string[]) => {
      const page = await beanstalk.describeApplicationVersions({
        ApplicationName,
        ...(VersionLabels !== undefined && { VersionLabels }),
      });
      return page.ApplicationVersions?.map(({ VersionLabel }) => VersionLabel).sort();
    };
    expect(await labelsOf(['v3', 'absent'])).toEqual(['v3']);
    expect(await labelsOf()).toEqual(['v1', 'v3']);
  });
}
