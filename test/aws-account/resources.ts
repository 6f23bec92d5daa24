/** Removal of each kind of resource, by the run or by hand. A missing resource counts as removed. */
import { rm } from 'node:fs/promises';
import { unlessAwsError } from '../../src/base/aws-error.ts';
import type { AccountClients } from './clients.ts';
import { runKcEb } from './project.ts';

export interface RemovalContext {
  readonly clients: AccountClients;
  /** Waits between two reads of a state. */
  readonly pause: () => Promise<void>;
}

interface Removal {
  readonly remove: (context: RemovalContext, name: string) => Promise<void>;
  /** The commands for a person. */
  readonly byHand: (name: string, region: string) => string;
}

const aws = (region: string, ...words: string[]): string => ['aws', '--region', region, ...words].join(' ');

const removals = {
  /** Includes environments and versions. */
  application: {
    async remove({ clients: { beanstalk }, pause }, ApplicationName) {
      // Beanstalk rejects the call while an operation runs. Source bundles are deleted with the objects below.
      const busy = ['OperationInProgressException', 'OperationInProgressFailure', 'InvalidParameterValue'];
      for (;;) {
        const deleted = await unlessAwsError(busy, () =>
          beanstalk.deleteApplication({ ApplicationName, TerminateEnvByForce: true }),
        );
        const { Environments = [] } = await beanstalk.describeEnvironments({
          ...{ ApplicationName, IncludeDeleted: false },
        });
        if (deleted !== undefined && Environments.length === 0) return;
        await pause();
      }
    },
    byHand: (name, region) =>
      aws(
        ...[region, 'elasticbeanstalk', 'delete-application', '--terminate-env-by-force'],
        ...['--application-name', name],
      ),
  },
  repository: {
    async remove({ clients: { ecr } }, repositoryName) {
      await unlessAwsError(['RepositoryNotFoundException'], () =>
        ecr.deleteRepository({ repositoryName, force: true }),
      );
    },
    byHand: (name, region) => aws(region, 'ecr', 'delete-repository', '--force', '--repository-name', name),
  },
  /** Named by their prefix. */
  'log groups': {
    async remove({ clients: { logs } }, logGroupNamePrefix) {
      for (;;) {
        const { logGroups = [], nextToken } = await logs.describeLogGroups({ logGroupNamePrefix });
        for (const { logGroupName = '' } of logGroups) {
          await unlessAwsError(['ResourceNotFoundException'], () => logs.deleteLogGroup({ logGroupName }));
        }
        if (nextToken === undefined) return;
      }
    },
    byHand: (name, region) =>
      `for group in $(${aws(region, 'logs', 'describe-log-groups', '--log-group-name-prefix', name, '--query', "'logGroups[].logGroupName'", '--output', 'text')}); do ${aws(region, 'logs', 'delete-log-group', '--log-group-name', '$group')}; done`,
  },
  /** Objects below BUCKET/PREFIX. */
  objects: {
    async remove({ clients: { s3 } }, name) {
      const [Bucket = '', ...prefix] = name.split('/');
      await unlessAwsError(['NoSuchBucket'], () => deleteObjects(s3, Bucket, prefix.join('/')));
    },
    byHand: (name, region) => aws(region, 's3', 'rm', '--recursive', `s3://${name}`),
  },
  /** Beanstalk's own bucket, where the run was the first to need it. Its policy denies its deletion. */
  bucket: {
    async remove({ clients: { s3 } }, Bucket) {
      await unlessAwsError(['NoSuchBucket'], async () => {
        const { Contents = [] } = await s3.listObjectsV2({ Bucket });
        const others = Contents.filter(({ Key = '' }) => Key !== '.elasticbeanstalk');
        if (others.length > 0) throw new Error(`Others use it now, for example for ${others[0]?.Key ?? ''}.`);
        await deleteObjects(s3, Bucket, '.elasticbeanstalk');
        await s3.deleteBucketPolicy({ Bucket });
        await s3.deleteBucket({ Bucket });
      });
    },
    byHand: (name, region) =>
      `${aws(region, 's3api', 'delete-bucket-policy', '--bucket', name)} && ${aws(region, 's3', 'rb', '--force', `s3://${name}`)}`,
  },
  database: {
    async remove({ clients: { rds }, pause }, DBInstanceIdentifier) {
      for (;;) {
        const found = await unlessAwsError(['DBInstanceNotFoundFault', 'DBInstanceNotFound'], () =>
          rds.describeDBInstances({ DBInstanceIdentifier }),
        );
        if (found === undefined) return;
        // RDS rejects the call while it creates the instance.
        if (found.DBInstances?.[0]?.DBInstanceStatus !== 'deleting') {
          await unlessAwsError(['InvalidDBInstanceStateFault', 'InvalidDBInstanceState'], () =>
            rds.deleteDBInstance({
              ...{ DBInstanceIdentifier, SkipFinalSnapshot: true, DeleteAutomatedBackups: true },
            }),
          );
        }
        await pause();
      }
    },
    byHand: (name, region) =>
      aws(
        ...[region, 'rds', 'delete-db-instance', '--skip-final-snapshot', '--delete-automated-backups'],
        ...['--db-instance-identifier', name],
      ),
  },
  'security group': {
    async remove({ clients: { ec2 }, pause }, name) {
      const Filters = [{ Name: 'group-name', Values: [name] }];
      for (;;) {
        const { SecurityGroups: [group] = [] } = await ec2.describeSecurityGroups({ Filters });
        if (group === undefined) return;
        // The network interface of the database goes some time after it.
        const done = await unlessAwsError(['DependencyViolation'], () =>
          ec2.deleteSecurityGroup({ GroupId: group.GroupId }),
        );
        if (done === undefined) await pause();
      }
    },
    byHand: (name, region) => aws(region, 'ec2', 'delete-security-group', '--group-name', name),
  },
  secret: {
    async remove({ clients: { secretsManager } }, SecretId) {
      await unlessAwsError(['ResourceNotFoundException'], () =>
        secretsManager.deleteSecret({ SecretId, ForceDeleteWithoutRecovery: true }),
      );
    },
    byHand: (name, region) =>
      aws(
        ...[region, 'secretsmanager', 'delete-secret', '--force-delete-without-recovery'],
        ...['--secret-id', name],
      ),
  },
  'instance profile': {
    async remove({ clients: { iam } }, InstanceProfileName) {
      await unlessAwsError(['NoSuchEntityException', 'NoSuchEntity'], async () => {
        // The role of a profile has the profile's name.
        await unlessAwsError(['NoSuchEntityException', 'NoSuchEntity'], () =>
          iam.removeRoleFromInstanceProfile({ InstanceProfileName, RoleName: InstanceProfileName }),
        );
        await iam.deleteInstanceProfile({ InstanceProfileName });
      });
    },
    byHand: (name, region) =>
      `${aws(region, 'iam', 'remove-role-from-instance-profile', '--instance-profile-name', name, '--role-name', name)}; ${aws(region, 'iam', 'delete-instance-profile', '--instance-profile-name', name)}`,
  },
  role: {
    async remove({ clients: { iam } }, RoleName) {
      await unlessAwsError(['NoSuchEntityException', 'NoSuchEntity'], async () => {
        const { AttachedPolicies = [] } = await iam.listAttachedRolePolicies({ RoleName });
        for (const { PolicyArn } of AttachedPolicies) await iam.detachRolePolicy({ RoleName, PolicyArn });
        const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName });
        for (const PolicyName of PolicyNames) await iam.deleteRolePolicy({ RoleName, PolicyName });
        await iam.deleteRole({ RoleName });
      });
    },
    byHand: (name, region) =>
      `for policy in $(${aws(region, 'iam', 'list-attached-role-policies', '--role-name', name, '--query', "'AttachedPolicies[].PolicyArn'", '--output', 'text')}); do ${aws(region, 'iam', 'detach-role-policy', '--role-name', name, '--policy-arn', '$policy')}; done; ${aws(region, 'iam', 'delete-role-policy', '--role-name', name, '--policy-name', 'secrets')}; ${aws(region, 'iam', 'delete-role', '--role-name', name)}`,
  },
  /** The project on this machine. */
  folder: {
    remove: (_context, folder) => rm(folder, { recursive: true, force: true }),
    byHand: (folder) => `rm -r ${folder}`,
  },
  /** Local Beanstalk's project, by its folder. */
  'local project': {
    async remove(_context, folder) {
      const { exitCode, stderr } = await runKcEb(folder, ['local', 'reset', '--yes'], {});
      if (exitCode !== 0) throw new Error(stderr);
      await rm(folder, { recursive: true, force: true });
    },
    byHand: (folder) => `(cd ${folder} && kc-eb local reset --yes) && rm -r ${folder}`,
  },
} satisfies Record<string, Removal>;

export type Kind = keyof typeof removals;

export function removalOf(kind: Kind): Removal {
  return removals[kind];
}

async function deleteObjects(s3: AccountClients['s3'], Bucket: string, Prefix: string): Promise<void> {
  for (;;) {
    const { Contents = [] } = await s3.listObjectsV2({ Bucket, Prefix });
    if (Contents.length === 0) return;
    const { Errors: [first] = [] } = await s3.deleteObjects({
      Bucket,
      Delete: { Objects: Contents.map(({ Key }) => ({ Key })) },
    });
    if (first !== undefined) throw new Error(`${first.Key ?? ''}: ${first.Message ?? first.Code ?? ''}`);
  }
}
