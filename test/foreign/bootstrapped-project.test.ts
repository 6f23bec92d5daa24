/**
 * `kc-eb doctor` and `kc-eb plan` accept the kc-eb.yaml that `kc-eb bootstrap` has written. The account is moto; what it
 * lacks of Beanstalk comes from Local Beanstalk.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IAM } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeAws } from '../../src/aws/clients.ts';
import { run as doctor } from '../../src/commands/doctor.ts';
import { run as plan } from '../../src/commands/plan.ts';
import { localCredentials as credentials, provideState } from '../local-beanstalk/credentials.ts';
import { localRegion as region } from '../../src/local-beanstalk/base/constants.ts';
import { startLocalServer } from '../../src/local-beanstalk/http/listen.ts';
import { assembleServices } from '../../src/local-beanstalk/server.ts';
import type { Aws } from '../../src/ports.ts';
import { type Account, openAccount } from './account.ts';
import { bootstrap, configOf, depsOf, newProject } from './bootstrap-project.ts';

let account: Account;
let aws: Aws;
let close: () => Promise<void>;
beforeAll(async () => {
  account = await openAccount();
  const projectFolder = mkdtempSync(join(tmpdir(), 'kc-eb-bootstrapped-'));
  await provideState(projectFolder);
  const settings = { project: 'feedc0de', projectFolder, apiPort: 4599, balancerPort: 8080, pace: 1_000 };
  const assembly = await assembleServices(settings);
  const server = await startLocalServer({
    ...assembly,
    port: 0,
    project: 'feedc0de',
  });
  await assembly.resume();
  const local = makeAws({ region, local: { endpoint: server.endpoint, credentials } });
  aws = { ...account.aws, beanstalk: () => local.beanstalk() };
  close = async () => {
    await server.close();
    await account.stop();
    rmSync(projectFolder, { recursive: true, force: true });
  };
});
afterAll(() => close());

/** The account through the eyes of a user with the policies that the README names. */
async function asDeployer(): Promise<Aws> {
  const iam = new IAM(account.client);
  const UserName = 'deployer';
  await iam.createUser({ UserName });
  // It stands for AdministratorAccess-AWSElasticBeanstalk, of which moto has only the name.
  const Statement = [{ Effect: 'Allow', Action: ['elasticbeanstalk:*', 's3:*'], Resource: '*' }];
  await iam.putUserPolicy({
    ...{ UserName, PolicyName: 'beanstalk' },
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
  });
  const cloudFormation = await account.aws.cloudFormation();
  const { Stacks = [] } = await cloudFormation.describeStacks({});
  const PolicyArn = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'DeployPolicy')?.OutputValue;
  await iam.attachUserPolicy({ UserName, PolicyArn });
  const { AccessKey } = await iam.createAccessKey({ UserName });
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
  const { endpoint } = account.client;
  const own = makeAws({ region, local: { endpoint, credentials: { accessKeyId, secretAccessKey } } });
  return { ...own, beanstalk: () => aws.beanstalk() };
}

it('passes doctor and plan', async () => {
  const files = await newProject();
  await bootstrap(account, files, { certificate: true });
  const config = configOf(files);
  const deps = depsOf(files, await asDeployer());
  await doctor(deps, config);
  const [{ data } = { data: undefined }] = deps.reporter.of('result');
  const { checks } = data as { checks: { id: string; outcome: string }[] };
  const others = checks.filter(({ outcome }) => !['ok', 'note'].includes(outcome));
  expect(others.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
    // Neither moto nor Local Beanstalk has DescribeAccountAttributes.
    'quotas not-checked',
    // They need an environment.
    ...['environment not-checked', 'security-group not-checked', 'database not-checked'],
  ]);

  await plan(deps, config);
  const text = deps.reporter.of('result').at(-1)?.text ?? '';
  expect(text).toMatch(/^\+ environment +create, at least 2 instances/m);
});
