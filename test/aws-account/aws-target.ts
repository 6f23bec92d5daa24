/** An AWS account as the target: roles, secrets and a database of this run, in the default VPC. */
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unlessAwsError } from '../../src/base/aws-error.ts';
import type { AccountClients } from './clients.ts';
import { estimate, expectedHours } from './cost.ts';
import { progress } from './local-target.ts';
import { testProject } from './project.ts';
import type { Recorder } from './recorder.ts';
import {
  createDatabase,
  createRoles,
  createSecurityGroup,
  databaseAddress,
  taggedResources,
} from './aws-resources.ts';
import { ssmObserver } from './ssm-observer.ts';
import type { Planned, Target } from './target.ts';

export interface AwsOptions {
  readonly id: string;
  readonly region: string;
  /** Recorded by the caller. */
  readonly clients: AccountClients;
  readonly pauseMs?: number;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

const account = '123456789012';

/** Reads the account; creates nothing. */
export async function awsTarget({
  id,
  region,
  clients,
  recorder,
  signal,
  note,
  pauseMs = 10_000,
}: AwsOptions): Promise<Target> {
  const { Account = '', Arn = '', UserId = '' } = await clients.sts.getCallerIdentity({});
  // The longer text first: it names the caller.
  recorder.hide(Arn, `arn:aws:iam::${account}:user/test`);
  recorder.hide(UserId, 'AIDAEXAMPLE');
  recorder.hide(Account, account);
  const partition = Arn.split(':')[1] ?? 'aws';
  const vpc = await defaultVpc(clients, region);
  const bucket = `elasticbeanstalk-${region}-${Account}`;
  const ownsBucket =
    (await unlessAwsError(['NotFound', 'NoSuchBucket'], () => clients.s3.headBucket({ Bucket: bucket }))) ===
    undefined;
  const name = `kc-eb-test-${id}`;
  const [databaseSecret, adminSecret] = [`${name}-database`, `${name}-admin`];
  const arns = new Map<string, string>();
  const passwords = new Map(
    [databaseSecret, adminSecret].map((one) => [one, randomBytes(18).toString('base64url')]),
  );
  for (const password of passwords.values()) recorder.hide(password, '[redacted]');
  const pause = (): Promise<void> => sleep(pauseMs, undefined, { signal });
  let host = '';

  const secret = (SecretName: string): Planned => ({
    ...{ kind: 'secret', name: SecretName },
    async create() {
      const { ARN = '' } = await clients.secretsManager.createSecret({
        Name: SecretName,
        SecretString: passwords.get(SecretName),
      });
      arns.set(SecretName, ARN);
    },
  });
  const roles = createRoles(clients, {
    name,
    partition,
    secrets: `arn:${partition}:secretsmanager:${region}:${Account}:secret:${name}-*`,
  });
  const folder = join(tmpdir(), name);
  const resources: Planned[] = [
    { kind: 'folder', name: folder },
    ...roles,
    ...[databaseSecret, adminSecret].map(secret),
    { kind: 'security group', name, create: () => createSecurityGroup(clients, name, vpc) },
    {
      ...{ kind: 'database', name },
      create: () => createDatabase(clients, { name, password: passwords.get(databaseSecret) ?? '' }),
    },
    ...(ownsBucket ? [{ kind: 'bucket', name: bucket } as const] : []),
    { kind: 'objects', name: `${bucket}/kc-eb/${name}/` },
    { kind: 'repository', name: `${name}/keycloak` },
    { kind: 'log groups', name: `/aws/elasticbeanstalk/${name}/` },
    { kind: 'application', name },
  ];
  const project = testProject({
    ...{
      folder,
      signal,
      flags: [],
      verifies: true,
      onLine: (line) => {
        progress(line, note);
      },
    },
    base: () => ({
      ...{ application: name, environment: name, region },
      // Any host name serves: requests go to the load balancer's own name.
      keycloak: { version: '26.7.3', hostname: 'https://id.example.com' },
      database: { vendor: 'postgres', host, password: arns.get(databaseSecret) },
      admin: { password: arns.get(adminSecret) },
      instances: {
        min: 2,
        max: 4,
        types: ['t3.medium'],
        profile: `${name}-instance`,
        serviceRole: `${name}-service`,
      },
      deployment: { timeoutMinutes: 45 },
      logs: { retentionDays: 1 },
    }),
    record: (command, run) => {
      recorder.run(command, run);
    },
  });
  return {
    ...{ kind: 'aws', account: Account, region, clients, resources, project, pauseMs },
    ...{ application: name, environment: name },
    observer: ssmObserver(clients, name, pause),
    infrastructure: () => taggedResources(clients, name),
    quote: quote(Account, region, resources),
    async prepare() {
      await mkdir(folder, { recursive: true });
      note('waiting for the database: about ten minutes');
      host = await databaseAddress(clients, name, pause);
      await project.configure();
    },
  };
}

async function defaultVpc({ ec2 }: AccountClients, region: string): Promise<{ id: string; cidr: string }> {
  const { Vpcs: [vpc] = [] } = await ec2.describeVpcs({
    Filters: [{ Name: 'is-default', Values: ['true'] }],
  });
  if (vpc?.VpcId !== undefined) return { id: vpc.VpcId, cidr: vpc.CidrBlock ?? '' };
  throw new Error(
    `Default VPC not found in ${region}. Create it with aws ec2 create-default-vpc, or pass --region.`,
  );
}

function quote(accountId: string, region: string, resources: readonly Planned[]): string {
  const list = resources.map(({ kind, name }) => `  ${kind} ${name}`);
  return [
    `This creates in account ${accountId}, ${region}, and removes at the end:`,
    ...list,
    `  and what Beanstalk creates for one environment: instances, load balancer, security groups.`,
    '',
    estimate().text,
    '',
    `It takes about ${expectedHours} hours. Ctrl-C ends it early and removes everything as well.`,
  ].join('\n');
}
