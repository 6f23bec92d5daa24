/** Carries out the plan of `kc-eb bootstrap`. A rerun after an interruption at any call continues. */
import type { Deps } from '../ports.ts';
import { UserError } from '../base/user-error.ts';
import type { Config } from '../config/schema.ts';
import { type ChangeSet, createChangeSet, deleteChangeSet, requireNoLoss } from './change-set.ts';
import type { BootstrapPlan } from './plan.ts';
import { stackAction } from './stack-actions.ts';
import { followStack, readStack, requireStack, type Settled, type Stack } from './stack.ts';

/** Resolves when the user accepts the changes. */
export type Confirm = (changes: ChangeSet['changes']) => Promise<void>;

export interface Applied {
  outcome: 'created' | 'updated' | 'already';
  outputs: Stack['outputs'];
}

const changeSetName = 'kc-eb';
const tag = 'kc-eb:environment';

/** `deadline`: in milliseconds since the epoch. Throws UserError 'aws' with the reasons when the stack fails. */
export async function applyBootstrap(
  deps: Deps,
  config: Config,
  { plan, deadline, confirm }: { plan: BootstrapPlan; deadline: number; confirm: Confirm },
): Promise<Applied> {
  const since = deps.clock.now();
  let action: string = plan.action;
  if (action === 'follow') {
    const { id = plan.stack } = (await readStack(deps, plan.stack)) ?? {};
    const { status } = await followStack(deps, id, { since, deadline });
    action = stackAction(status);
  }
  if (action === 'replace') {
    await deleteEmptyStack(deps, plan.stack, { since, deadline });
    action = 'create';
  }
  if (action === 'create') return createStack(deps, config, { plan, since, deadline });
  return updateStack(deps, { plan, since, deadline, confirm });
}

/** Makes a repetition of the SDK after a lost response the same request. */
function tokenAt(since: Date): string {
  return `kc-eb-${since.getTime()}`;
}

interface Times {
  since: Date;
  deadline: number;
}

async function createStack(
  deps: Deps,
  { application, environment }: Config,
  { plan, ...times }: Times & { plan: BootstrapPlan },
): Promise<Applied> {
  const cloudFormation = await deps.aws.cloudFormation();
  const { StackId: id = plan.stack } = await cloudFormation.createStack({
    ...{ StackName: plan.stack, TemplateBody: plan.template, Capabilities: ['CAPABILITY_IAM'] },
    // What was created stays, and a rerun continues from there.
    OnFailure: 'DO_NOTHING',
    EnableTerminationProtection: true,
    ClientRequestToken: tokenAt(times.since),
    Tags: [
      { Key: 'kc-eb:application', Value: application },
      { Key: tag, Value: environment },
    ],
  });
  return settle(deps, plan, await followStack(deps, id, times), 'created');
}

async function updateStack(
  deps: Deps,
  { plan, confirm, ...times }: Times & { plan: BootstrapPlan; confirm: Confirm },
): Promise<Applied> {
  const { stack, template } = plan;
  const before = await requireStack(deps, stack);
  const { deadline } = times;
  const changeSet = await createChangeSet(deps, stack, { name: changeSetName, template, deadline });
  const failed = before.status.endsWith('_FAILED');
  if (changeSet === undefined && !failed) return { outcome: 'already', outputs: before.outputs };
  const cloudFormation = await deps.aws.cloudFormation();
  if (changeSet === undefined) {
    // The same template again: CloudFormation retries the resources that failed.
    await cloudFormation.updateStack({
      ...{
        StackName: stack,
        TemplateBody: template,
        Capabilities: ['CAPABILITY_IAM'],
        DisableRollback: true,
      },
      ClientRequestToken: tokenAt(times.since),
    });
  } else {
    try {
      requireNoLoss(changeSet.changes);
      await confirm(changeSet.changes);
    } catch (error) {
      await deleteChangeSet(deps, stack, changeSetName);
      throw error;
    }
    await cloudFormation.executeChangeSet({
      ...{ ChangeSetName: changeSet.id, ClientRequestToken: tokenAt(times.since) },
    });
  }
  return settle(deps, plan, await followStack(deps, before.id, times), 'updated');
}

/** A stack without resources: its creation was rolled back, or a change set was never executed. */
async function deleteEmptyStack(deps: Deps, name: string, times: Times): Promise<void> {
  const { id } = await requireStack(deps, name);
  const cloudFormation = await deps.aws.cloudFormation();
  await cloudFormation.updateTerminationProtection({ StackName: name, EnableTerminationProtection: false });
  await cloudFormation.deleteStack({ StackName: name });
  await followStack(deps, id, times);
}

async function settle(
  deps: Deps,
  { stack }: BootstrapPlan,
  { status, errors }: Settled,
  outcome: Applied['outcome'],
): Promise<Applied> {
  if (/^(CREATE|UPDATE)_COMPLETE$/.test(status)) {
    return { outcome, outputs: (await requireStack(deps, stack)).outputs };
  }
  throw new UserError('aws', [`Stack ${stack} is in status ${status}:`, ...errors].join('\n  '), {
    hint: 'Correct the cause, then run kc-eb bootstrap again: it continues with what exists.',
  });
}
