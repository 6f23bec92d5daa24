/**
 * The requests of a GitHub Action for deployments, in its order. docs/beanstalk-deploy-action.md has a run of the action.
 * https://github.com/einaregilsson/beanstalk-deploy
 */
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import archiver from 'archiver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer } from '../http/local-server.ts';
import { call, signedFor } from '../http/raw-request.ts';

let server: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server.close();
});

const names = { ApplicationName: 'id', EnvironmentName: 'id-prod' };

/** The result of a call, or the error. */
async function beanstalk(Operation: string, parameters: Record<string, string> = {}): Promise<unknown> {
  const query = new URLSearchParams({ Operation, Version: '2010-12-01', ...parameters });
  const { body } = await call(server.endpoint, {
    path: `/?${query.toString()}`,
    headers: {
      ...signedFor('elasticbeanstalk'),
      accept: 'application/json',
      'content-type': 'application/json',
    },
  });
  const answer = JSON.parse(body) as Record<string, Record<string, unknown>>;
  return answer[`${Operation}Response`]?.[`${Operation}Result`] ?? answer;
}

async function s3(bucket: string, method: string, body?: Uint8Array): Promise<number> {
  const headers = { ...signedFor('s3'), host: `${bucket}.localhost:4599`, accept: 'application/json' };
  const { status } = await call(server.endpoint, {
    method,
    path: '/id/v1.zip?',
    headers,
    ...(body && { body }),
  });
  return status;
}

function bundle(): Promise<Buffer> {
  const zip = archiver('zip');
  zip.append('services: {}', { name: 'docker-compose.yml' });
  void zip.finalize();
  return buffer(zip);
}

async function readyEnvironment(): Promise<unknown> {
  for (;;) {
    const { Environments } = (await beanstalk('DescribeEnvironments', {
      ApplicationName: 'id',
      'EnvironmentNames.members.1': 'id-prod',
    })) as { Environments: { Status: string }[] };
    if (Environments[0]?.Status === 'Ready') return Environments[0];
    await sleep(20);
  }
}

test('a new version is uploaded, created, deployed and awaited', async () => {
  const { SolutionStacks } = (await beanstalk('ListAvailableSolutionStacks')) as { SolutionStacks: string[] };
  await beanstalk('CreateApplication', { ApplicationName: 'id' });
  await beanstalk('CreateEnvironment', { ...names, SolutionStackName: SolutionStacks[0] ?? '' });
  await readyEnvironment();

  const label = { ApplicationName: 'id', 'VersionLabels.members.1': 'v1' };
  expect(await beanstalk('DescribeApplicationVersions', label)).toMatchObject({ ApplicationVersions: [] });
  const { S3Bucket: bucket } = (await beanstalk('CreateStorageLocation')) as { S3Bucket: string };
  expect(await s3(bucket, 'HEAD')).toBe(404);
  expect(await s3(bucket, 'PUT', await bundle())).toBe(200);
  await beanstalk('CreateApplicationVersion', {
    ...{ ApplicationName: 'id', VersionLabel: 'v1', Description: '' },
    ...{ 'SourceBundle.S3Bucket': bucket, 'SourceBundle.S3Key': 'id/v1.zip' },
  });
  const StartTime = new Date(Date.now() - 1_000).toISOString().replace(/(-|:|\.\d\d\d)/g, '');
  expect(await beanstalk('UpdateEnvironment', { ...names, VersionLabel: 'v1' })).toMatchObject({
    Status: 'Updating',
  });

  expect(await readyEnvironment()).toMatchObject({ VersionLabel: 'v1', Health: 'Green' });
  const { Events } = (await beanstalk('DescribeEvents', { ...names, Severity: 'TRACE', StartTime })) as {
    Events: { Message: string; EventDate: number }[];
  };
  expect(Events[0]?.Message).toBe('Environment update completed successfully.');
  expect(Events[0]?.EventDate).toBeCloseTo(Date.now() / 1000, -2);
});

test('an unknown environment is an error with its code', async () => {
  const unknown = { ApplicationName: 'id', EnvironmentName: 'none', VersionLabel: 'v1' };
  expect(await beanstalk('UpdateEnvironment', unknown)).toMatchObject({
    Error: { Code: 'InvalidParameterValue' },
  });
});
