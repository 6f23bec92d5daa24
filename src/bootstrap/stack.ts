/** The stack in CloudFormation: reads it, follows it, waits for its end. */
import type { Stack as AwsStack, StackEvent, StackStatus } from '@aws-sdk/client-cloudformation';
import { awsErrorName } from '../base/aws-error.ts';
import { poll } from '../base/poll.ts';
import { UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';
import { stackAction } from './stack-actions.ts';

export interface Stack {
  /** ARN, which also finds a stack after its deletion. */
  id: string;
  status: StackStatus;
  reason: string | undefined;
  outputs: Readonly<Record<string, string>>;
  isProtected: boolean;
}

/** `undefined`: not found. `name`: a name or an ARN. */
export async function readStack({ aws }: Pick<Deps, 'aws'>, name: string): Promise<Stack | undefined> {
  const cloudFormation = await aws.cloudFormation();
  try {
    const { Stacks = [] } = await cloudFormation.describeStacks({ StackName: name });
    const [stack] = Stacks;
    return stack === undefined ? undefined : toStack(stack);
  } catch (error) {
    if (awsErrorName(error) === 'ValidationError' && /does not exist/.test((error as Error).message)) {
      return undefined;
    }
    throw error;
  }
}

/** Throws UserError 'conflict' when the stack is not found. */
export async function requireStack(deps: Pick<Deps, 'aws'>, name: string): Promise<Stack> {
  const stack = await readStack(deps, name);
  if (stack !== undefined) return stack;
  throw new UserError('conflict', `Stack ${name} was deleted in the meantime.`, {
    hint: 'Run kc-eb bootstrap again.',
  });
}

function toStack(stack: AwsStack): Stack {
  const { StackId = '', StackStatus = 'CREATE_IN_PROGRESS', StackStatusReason, Outputs = [] } = stack;
  return {
    id: StackId,
    status: StackStatus,
    reason: StackStatusReason,
    outputs: Object.fromEntries(
      Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    ),
    isProtected: stack.EnableTerminationProtection === true,
  };
}

export interface Settled {
  status: StackStatus;
  /** Reasons of the resources that failed. */
  errors: readonly string[];
}

const everyMs = 5_000;
const patienceMs = 300_000;

/**
 * Emits the events of the stack from `since` on, until no operation runs. A stack that is gone counts as
 * DELETE_COMPLETE. Throws UserError 'timeout' at the deadline, in milliseconds since the epoch.
 */
export async function followStack(
  deps: Pick<Deps, 'aws' | 'clock' | 'signal' | 'reporter'>,
  id: string,
  { since, deadline }: { since: Date; deadline: number },
): Promise<Settled> {
  const seen = new Set<string>();
  const errors: string[] = [];
  const settled = await poll(deps, { everyMs, patienceMs, deadline }, async () => {
    const status = (await readStack(deps, id))?.status ?? 'DELETE_COMPLETE';
    for (const event of (await readEvents(deps, id, since)).filter(
      ({ EventId = '' }) => !seen.has(EventId),
    )) {
      seen.add(event.EventId ?? '');
      const failed = failureOf(event);
      if (failed !== undefined) errors.push(failed);
      emit(deps, event, failed !== undefined);
    }
    return stackAction(status) === 'follow' ? undefined : { status, errors };
  });
  if (settled !== undefined) return settled;
  throw new UserError('timeout', `Stack ${nameOf(id)} is still busy at the time limit.`, {
    hint: 'The same command again follows it. Raise --timeout.',
  });
}

/** Oldest first. */
async function readEvents({ aws }: Pick<Deps, 'aws'>, id: string, since: Date): Promise<StackEvent[]> {
  const cloudFormation = await aws.cloudFormation();
  const found: StackEvent[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudFormation.describeStackEvents({ StackName: id, NextToken });
    const events = page.StackEvents ?? [];
    const fresh = events.filter(({ Timestamp }) => Timestamp !== undefined && Timestamp >= since);
    for (const event of fresh) found.push(event);
    NextToken = fresh.length < events.length ? undefined : page.NextToken;
  } while (NextToken !== undefined);
  return found.toReversed();
}

function failureOf(event: StackEvent): string | undefined {
  const { ResourceStatus = '', ResourceStatusReason: reason = '', LogicalResourceId: resource = '' } = event;
  // What is cancelled follows from another failure.
  if (!ResourceStatus.endsWith('_FAILED') || /cancelled/.test(reason)) return undefined;
  return `${resource}: ${reason}`;
}

function emit({ reporter }: Pick<Deps, 'reporter'>, event: StackEvent, failed: boolean): void {
  const { Timestamp: at, LogicalResourceId: resource = '', ResourceStatus: status = '' } = event;
  if (at === undefined) return;
  const reason = failed ? `: ${event.ResourceStatusReason ?? ''}` : '';
  const severity = failed ? 'ERROR' : 'INFO';
  reporter.emit({ type: 'environment-event', at, severity, message: `${resource} ${status}${reason}` });
}

export function nameOf(id: string): string {
  return id.split('/')[1] ?? id;
}
