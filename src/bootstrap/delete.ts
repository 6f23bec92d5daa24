/** Deletes the stack. The database leaves a snapshot, and the secrets stay. */
import { UserError } from '../base/user-error.ts';
import type { Config } from '../config/schema.ts';
import { findEnvironment } from '../environment/find-environment.ts';
import type { Deps } from '../ports.ts';
import { stackName } from './plan.ts';
import { stackAction } from './stack-actions.ts';
import { followStack, readStack, type Stack } from './stack.ts';
import { withoutDeletionProtection } from './template.ts';

export interface Database {
  type: 'AWS::RDS::DBInstance' | 'AWS::RDS::DBCluster';
  /** Identifier in RDS. */
  id: string;
}

/** The stack to delete. `undefined`: it does not exist. Throws UserError 'conflict' while the environment uses it. */
export async function findDeletable(deps: Deps, config: Config): Promise<Stack | undefined> {
  const [stack, environment] = await Promise.all([
    readStack(deps, stackName(config)),
    findEnvironment(deps, config),
  ]);
  if (stack === undefined || environment === undefined) return stack;
  throw new UserError(
    'conflict',
    `Environment ${config.environment} still uses the stack ${stackName(config)}.`,
    {
      hint: 'Run kc-eb terminate first.',
    },
  );
}

/** Resolves when the stack is deleted; returns its database. Throws UserError 'aws' with the reasons. */
export async function deleteStack(
  deps: Deps,
  { id }: Stack,
  { deadline }: { deadline: number },
): Promise<Database | undefined> {
  const since = deps.clock.now();
  // An operation of an earlier run.
  await followStack(deps, id, { since, deadline });
  const stack = await readStack(deps, id);
  const database = await findDatabase(deps, id);
  if (stack === undefined || stackAction(stack.status) === 'create') return database;
  const cloudFormation = await deps.aws.cloudFormation();
  if (database !== undefined) await unprotectDatabase(deps, id, { since, deadline });
  await cloudFormation.updateTerminationProtection({ StackName: id, EnableTerminationProtection: false });
  await cloudFormation.deleteStack({ StackName: id });
  const { status, errors } = await followStack(deps, id, { since: deps.clock.now(), deadline });
  if (status === 'DELETE_COMPLETE') return database;
  throw new UserError('aws', [`CloudFormation could not delete the stack:`, ...errors].join('\n  '), {
    hint: 'Correct the cause, then run kc-eb bootstrap --delete again.',
  });
}

const databaseTypes: readonly string[] = ['AWS::RDS::DBCluster', 'AWS::RDS::DBInstance'];

/** A cluster comes before its instances. */
async function findDatabase({ aws }: Pick<Deps, 'aws'>, stack: string): Promise<Database | undefined> {
  const cloudFormation = await aws.cloudFormation();
  const { StackResources = [] } = await cloudFormation.describeStackResources({ StackName: stack });
  const found = databaseTypes.flatMap((type) =>
    StackResources.filter(
      ({ ResourceType, ResourceStatus = '' }) =>
        ResourceType === type && /^(CREATE|UPDATE)_COMPLETE$|^DELETE_FAILED$/.test(ResourceStatus),
    ),
  );
  const [first] = found;
  if (first?.PhysicalResourceId === undefined) return undefined;
  return { type: first.ResourceType as Database['type'], id: first.PhysicalResourceId };
}

/** CloudFormation cannot delete a database with deletion protection. */
async function unprotectDatabase(
  deps: Deps,
  stack: string,
  times: { since: Date; deadline: number },
): Promise<void> {
  const cloudFormation = await deps.aws.cloudFormation();
  const { TemplateBody = '' } = await cloudFormation.getTemplate({
    StackName: stack,
    TemplateStage: 'Original',
  });
  const unprotected = withoutDeletionProtection(TemplateBody);
  if (unprotected === undefined) return;
  await cloudFormation.updateStack({
    ...{ StackName: stack, TemplateBody: unprotected, DisableRollback: true },
    Capabilities: ['CAPABILITY_IAM'],
  });
  const { status, errors } = await followStack(deps, stack, times);
  if (status === 'UPDATE_COMPLETE') return;
  throw new UserError(
    'aws',
    ['The deletion protection of the database is still on:', ...errors].join('\n  '),
    {
      hint: 'Correct the cause, then run kc-eb bootstrap --delete again.',
    },
  );
}

/** ARNs of the snapshots that the deletion left. */
export async function findSnapshots({ aws }: Pick<Deps, 'aws'>, { type, id }: Database): Promise<string[]> {
  const rds = await aws.rds();
  if (type === 'AWS::RDS::DBCluster') {
    const { DBClusterSnapshots = [] } = await rds.describeDBClusterSnapshots({
      ...{ DBClusterIdentifier: id, SnapshotType: 'manual' },
    });
    return DBClusterSnapshots.flatMap(({ DBClusterSnapshotArn: arn }) => arn ?? []);
  }
  const { DBSnapshots = [] } = await rds.describeDBSnapshots({
    DBInstanceIdentifier: id,
    SnapshotType: 'manual',
  });
  return DBSnapshots.flatMap(({ DBSnapshotArn: arn }) => arn ?? []);
}
