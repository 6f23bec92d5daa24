/** `kc-eb bootstrap` against moto as the account, disturbed at every call. */
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { RDS } from '@aws-sdk/client-rds';
import { Route53 } from '@aws-sdk/client-route-53';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MemoryFiles } from '../fakes/memory-files.ts';
import type { Point } from '../faults/fault.ts';
import { type Planned, Session } from '../faults/session.ts';
import { type Account, openAccount } from './account.ts';
import { file } from '../fakes/new-project.ts';
import { bootstrap, configOf, newProject } from './bootstrap-project.ts';

const stackName = 'kc-eb-keycloak-prod';

let account: Account;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(() => account.stop());
beforeEach(() => account.reset());

/** The resources of the account, without names that AWS invents. */
async function holdings(files: MemoryFiles): Promise<Record<string, unknown>> {
  const { client } = account;
  const { Stacks = [] } = await new CloudFormation(client).describeStacks({});
  const { DBInstances = [] } = await new RDS(client).describeDBInstances({});
  const { DBSnapshots = [] } = await new RDS(client).describeDBSnapshots({ SnapshotType: 'manual' });
  const { SecretList = [] } = await new SecretsManager(client).listSecrets({});
  const { SecurityGroups = [] } = await new EC2(client).describeSecurityGroups({});
  const { InstanceProfiles = [] } = await new IAM(client).listInstanceProfiles({});
  const { CertificateSummaryList = [] } = await (await account.aws.acm()).listCertificates({});
  const outputs = (Stacks[0]?.Outputs ?? []).map(({ OutputValue = '' }) => OutputValue);
  const text = files.files.get(file) ?? '';
  const config = configOf(files);
  return {
    stacks: Stacks.map(({ StackName, StackStatus, EnableTerminationProtection }) => [
      StackName,
      StackStatus,
      EnableTerminationProtection,
    ]),
    databases: DBInstances.map(({ Engine, DBInstanceClass, DeletionProtection, StorageEncrypted }) => [
      ...[Engine, DBInstanceClass, DeletionProtection, StorageEncrypted],
    ]),
    snapshots: DBSnapshots.length,
    secrets: SecretList.length,
    groups: SecurityGroups.filter(({ GroupName }) => GroupName?.startsWith(stackName)).length,
    profiles: InstanceProfiles.length,
    certificates: CertificateSummaryList.map(({ DomainName }) => DomainName),
    // kc-eb.yaml names what exists.
    named: [
      ...[config.database.host, config.database.password, config.admin.password, config.instances.profile],
      ...[config.instances.serviceRole, ...config.network.securityGroups],
    ].map((value) => outputs.includes(value)),
    certificate: config.network.certificate?.startsWith('arn:aws:acm:'),
    zone: config.network.hostedZone !== undefined,
    comments: text.split('\n').filter((line) => line.includes('#')).length,
  };
}

/** Records of the zone of acme.test, once it exists. */
async function zoneRecords(): Promise<string[]> {
  const route53 = new Route53(account.client);
  const { HostedZones = [] } = await route53.listHostedZones({});
  const { ResourceRecordSets = [] } = await route53.listResourceRecordSets({
    HostedZoneId: HostedZones[0]?.Id,
  });
  return ResourceRecordSets.flatMap(({ Name, Type = '' }) => (Type === 'CNAME' ? [Name ?? ''] : []));
}

async function createZone(): Promise<void> {
  await new Route53(account.client).createHostedZone({ Name: 'acme.test.', CallerReference: 'test' });
}

describe('kc-eb bootstrap', () => {
  it('makes the stack, writes kc-eb.yaml, and leaves a snapshot when it is deleted', async () => {
    await createZone();
    const files = await newProject();
    const before = (files.files.get(file) ?? '').split('\n').filter((line) => line.includes('#')).length;
    await bootstrap(account, files, { certificate: true });
    const complete = {
      ...{ stacks: [[stackName, 'CREATE_COMPLETE', true]], snapshots: 0, secrets: 2, groups: 2, profiles: 1 },
      databases: [['postgres', 'db.t4g.medium', true, true]],
      ...{ certificates: ['id.acme.test'], named: [true, true, true, true, true, true] },
      ...{ certificate: true, zone: true, comments: before },
    };
    expect(await holdings(files)).toEqual(complete);
    expect(await zoneRecords()).toEqual([expect.stringMatching(/^_\w+\.id\.acme\.test\.$/)]);

    await bootstrap(account, files, { certificate: true });
    expect(await holdings(files)).toEqual(complete);

    await bootstrap(account, files, { delete: true });
    expect(await holdings(files)).toEqual({
      ...complete,
      ...{ stacks: [], databases: [], groups: 0, profiles: 0, named: [false, false, false, false, false] },
      // What stays.
      ...{ snapshots: 1, secrets: 2 },
    });
  });

  it('ends in the same state when it is killed at any call and repeated', async () => {
    await createZone();
    const undisturbed = await newProject();
    const { points } = await bootstrap(account, undisturbed, { certificate: true });
    const end = await holdings(undisturbed);
    for (const planned of kills(points)) {
      await account.reset();
      await createZone();
      const files = await newProject();
      const { fired } = await bootstrap(account, files, { certificate: true }, new Session(planned));
      await bootstrap(account, files, { certificate: true });
      expect([planned, fired, await holdings(files)]).toEqual([planned, true, end]);
    }
  }, 240_000);

  it('deletes everything when --delete is killed at any call and repeated', async () => {
    const created = async (): Promise<MemoryFiles> => {
      await account.reset();
      const files = await newProject();
      await bootstrap(account, files, {});
      return files;
    };
    const undisturbed = await created();
    const { points } = await bootstrap(account, undisturbed, { delete: true });
    const end = await holdings(undisturbed);
    expect(end).toMatchObject({ stacks: [], databases: [], snapshots: 1 });
    for (const planned of kills(points)) {
      const files = await created();
      const { fired } = await bootstrap(account, files, { delete: true }, new Session(planned));
      await bootstrap(account, files, { delete: true });
      expect([planned, fired, await holdings(files)]).toEqual([planned, true, end]);
    }
  }, 240_000);

  it('shows changes before it makes them', async () => {
    const files = await newProject();
    await bootstrap(account, files, {});
    const text = files.files.get(file) ?? '';
    files.files.set(file, `${text}bootstrap:\n  backupDays: 14\n`);
    const refused = bootstrap(account, files, { yes: undefined });
    await expect(refused).rejects.toMatchObject({ kind: 'usage' });
    const backupDays = async (): Promise<unknown> => {
      const { DBInstances = [] } = await new RDS(account.client).describeDBInstances({});
      return DBInstances[0]?.BackupRetentionPeriod;
    };
    expect(await backupDays()).toBe(7);
    await bootstrap(account, files, {});
    expect(await backupDays()).toBe(14);
  });
});

/** A kill before each call, and after each that changes something: the file is written between the two. */
function kills(points: readonly Point[]): Planned[] {
  expect(points.length).toBeGreaterThan(8);
  const changing = points.filter((point) => !/ (Describe|Get|List)/.test(point));
  return [
    ...points.map((point): Planned => ({ point, fault: 'killed before' })),
    ...changing.map((point): Planned => ({ point, fault: 'killed after' })),
  ];
}
