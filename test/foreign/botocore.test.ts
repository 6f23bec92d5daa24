/** Every answer of Local Beanstalk against the output shapes of botocore, which boto3, the AWS CLI and the EB CLI read. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalServer } from '../../src/local-beanstalk/http/listen.ts';
import { secretArn } from '../../src/local-beanstalk/identity/project-secrets.ts';
import { assembleServices } from '../../src/local-beanstalk/server.ts';
import { pythonPrograms } from './python.ts';
import { localCredentials, provideState } from '../local-beanstalk/credentials.ts';

/** Departures of AWS from its own model; each must be met. */
const departures: readonly { mismatch: RegExp; reason: string }[] = [
  {
    mismatch: /ApplicationVersions?(\[\])?\.Status: '[A-Z]+' is not one of/,
    reason: 'AWS answers in capitals: https://github.com/aws/aws-sdk/issues/237',
  },
  {
    mismatch: /DescribeEnvironmentHealthResult\.Status: '[A-Za-z]+' is not one of/,
    reason: 'the enum is that of colors; the member is documented as Ready, Launching and so on',
  },
  {
    mismatch: /DescribeConfigurationSettings: .*unknown member Tier/,
    reason: 'the model that AWS ships in the EB CLI has it, and the EB CLI needs it',
  },
];

interface Report {
  /** Service → operation → number of answers. */
  answers: Record<string, Record<string, number>>;
  mismatches: string[];
  failed: string[];
}

let served: Record<string, readonly string[]>;
let report: Report;
let stop = (): Promise<void> => Promise.resolve();

beforeAll(async () => {
  const python = join(await pythonPrograms('test/foreign/requirements.txt'), 'python');
  const projectFolder = mkdtempSync(join(tmpdir(), 'kc-eb-botocore-'));
  await provideState(projectFolder);
  const settings = { project: 'feedc0de', projectFolder, apiPort: 4599, balancerPort: 8080, pace: 1_000 };
  const assembly = await assembleServices(settings);
  const server = await startLocalServer({ ...assembly, port: 0, project: settings.project });
  stop = async () => {
    await server.close();
    rmSync(projectFolder, { recursive: true, force: true });
  };
  await assembly.resume();
  served = Object.fromEntries(assembly.services.map(({ name, operations }) => [name, operations]));
  const script = [
    'test/foreign/check_answers.py',
    server.endpoint,
    secretArn('admin-password'),
    localCredentials.secretAccessKey,
  ];
  const { stdout } = await execa(python, script, { input: JSON.stringify(served) });
  report = JSON.parse(stdout) as Report;
});
afterAll(() => stop());

const isKnown = (mismatch: string): boolean => departures.some((one) => one.mismatch.test(mismatch));

test('botocore gets an answer from every operation', () => {
  expect(report.failed).toEqual([]);
  const answered = Object.entries(report.answers).map(([service, counts]) => [
    service,
    Object.keys(counts).sort(),
  ]);
  const expected = Object.entries(served).map(([service, names]) => [service, names.toSorted()]);
  expect(Object.fromEntries(answered)).toEqual(Object.fromEntries(expected));
});

test('every answer has the members, enums and dates of its shape', () => {
  const wrong = report.mismatches.filter((mismatch) => !isKnown(mismatch));
  const operations = Object.values(report.answers).flatMap((counts) => Object.keys(counts)).length;
  process.stdout.write(`botocore: ${operations} operations checked, ${wrong.length} mismatches\n`);
  expect(wrong).toEqual([]);
});

test.each(departures)('$reason', ({ mismatch }) => {
  expect(report.mismatches).toContainEqual(expect.stringMatching(mismatch));
});
