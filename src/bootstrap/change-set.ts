/** The change set of a stack: what its next update would change, drift included. */
import type { Change } from '@aws-sdk/client-cloudformation';
import { unlessAwsError } from '../base/aws-error.ts';
import { allPages } from '../base/pages.ts';
import { poll } from '../base/poll.ts';
import { UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';
import { nameOf } from './stack.ts';

/** One resource that changes. */
export interface StackChange {
  action: 'Add' | 'Modify' | 'Remove' | 'Import' | 'Dynamic' | 'SyncWithActual';
  resource: string;
  type: string;
  /** True also when it depends on the new values. */
  replaces: boolean;
  /** Names of the properties. */
  properties: readonly string[];
  /** True when somebody changed the resource outside of the stack. */
  drifted: boolean;
}

export interface ChangeSet {
  id: string;
  changes: readonly StackChange[];
}

const everyMs = 2_000;

/**
 * Creates a change set; `undefined`: nothing would change. It compares the template with the real state of the
 * resources, and a failed update keeps what succeeded.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html
 */
export async function createChangeSet(
  deps: Pick<Deps, 'aws' | 'clock' | 'signal'>,
  stack: string,
  { name, template, deadline }: { name: string; template: string; deadline: number },
): Promise<ChangeSet | undefined> {
  const cloudFormation = await deps.aws.cloudFormation();
  // One that an interrupted run left compares with an older state.
  await deleteChangeSet(deps, stack, name);
  const { Id: id = '' } = await cloudFormation.createChangeSet({
    ...{ StackName: stack, ChangeSetName: name, ChangeSetType: 'UPDATE', TemplateBody: template },
    ...{ Capabilities: ['CAPABILITY_IAM'], DeploymentMode: 'REVERT_DRIFT', OnStackFailure: 'DO_NOTHING' },
  });
  const ended = await poll(deps, { everyMs, deadline }, async () => {
    const { Status = '', StatusReason = '' } = await cloudFormation.describeChangeSet({ ChangeSetName: id });
    return /IN_PROGRESS|PENDING/.test(Status) ? undefined : { Status, StatusReason };
  });
  if (ended === undefined) {
    throw new UserError('timeout', `The change set of ${nameOf(stack)} was not ready at the time limit.`);
  }
  if (ended.Status !== 'FAILED') return { id, changes: await readChanges(deps, id) };
  await deleteChangeSet(deps, stack, name);
  if (/didn't contain changes|no updates are to be performed/i.test(ended.StatusReason)) return undefined;
  throw new UserError('aws', `CloudFormation rejected the change set: ${ended.StatusReason}`);
}

export async function deleteChangeSet(
  { aws }: Pick<Deps, 'aws'>,
  stack: string,
  name: string,
): Promise<void> {
  const cloudFormation = await aws.cloudFormation();
  await unlessAwsError(['ChangeSetNotFoundException', 'ChangeSetNotFound'], () =>
    cloudFormation.deleteChangeSet({ StackName: stack, ChangeSetName: name }),
  );
}

async function readChanges({ aws }: Pick<Deps, 'aws'>, id: string): Promise<StackChange[]> {
  const cloudFormation = await aws.cloudFormation();
  const found = await allPages(
    (NextToken) => cloudFormation.describeChangeSet({ ChangeSetName: id, NextToken }),
    ({ Changes }) => Changes,
  );
  return found.map(toChange);
}

function toChange({ ResourceChange: change }: Change): StackChange {
  const details = change?.Details ?? [];
  return {
    action: change?.Action ?? 'Modify',
    resource: change?.LogicalResourceId ?? '',
    type: change?.ResourceType ?? '',
    replaces: ['True', 'Conditional'].includes(change?.Replacement ?? 'False'),
    properties: [...new Set(details.flatMap(({ Target: target }) => target?.Name ?? []))],
    drifted: change?.ResourceDriftStatus === 'MODIFIED' || change?.ResourceDriftStatus === 'DELETED',
  };
}

/** Resources whose loss is the loss of data. */
const keepers = ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster', 'AWS::SecretsManager::Secret'];

/** Throws UserError 'usage' when a change would replace or remove the database or a password. */
export function requireNoLoss(changes: readonly StackChange[]): void {
  const lost = changes.filter(
    ({ action, type, replaces }) => keepers.includes(type) && (replaces || action === 'Remove'),
  );
  if (lost.length === 0) return;
  const what = lost.map(({ resource, properties }) => `${resource} (${properties.join(', ') || 'removed'})`);
  throw new UserError('usage', `These changes would replace ${what.join(' and ')}: an empty database.`, {
    hint: 'Change kc-eb.yaml back. For another database, give the project another environment name.',
  });
}
