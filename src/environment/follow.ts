/** Follows an operation of an environment to its end, and emits its events. */
import { UserError } from '../base/user-error.ts';
import { poll } from '../base/poll.ts';
import type { Deps } from '../ports.ts';
import { EventStream } from './events.ts';
import { OperationEvents } from './operation-events.ts';

export interface FollowTarget {
  environment: string;
  /** The request id of the Create, Update or Terminate call; undefined: follow the operation that runs. */
  requestId: string | undefined;
  /** `settled`: Ready or terminated. */
  until: 'Ready' | 'settled';
  /** Milliseconds since the epoch. */
  deadline: number;
  /** Receives the request id once it is known. */
  onRequest?: (requestId: string) => void;
}

export interface Followed {
  requestId: string | undefined;
  /** The messages of the operation's ERROR and FATAL events. Any means that it failed. */
  errors: readonly string[];
}

const pollMs = 3_000;
/** The time in which a status of Ready may be older than the operation. */
const beginMs = 30_000;
/** An outage that lasts longer is not a passing one. */
const patienceMs = 300_000;
/** The age of the oldest events to read of an operation that began just now: clocks differ. */
const newMs = 60_000;

/**
 * Resolves when the environment has reached `until`; the caller judges whether the operation succeeded. Ignores the
 * text of success messages: Beanstalk's "completed successfully" has come after the first batch only. Throws UserError
 * 'deployment' when the environment was terminated meanwhile, 'timeout' at the deadline.
 */
export async function followEnvironment(deps: Deps, target: FollowTarget): Promise<Followed> {
  const { environment, until, deadline } = target;
  const started = deps.clock.now().getTime();
  const attached = target.requestId === undefined;
  const since = attached ? undefined : new Date(started - newMs);
  const stream = new EventStream(deps, { EnvironmentName: environment, since, newest: 1000 });
  const operation = new OperationEvents(target.requestId);
  let status: string | undefined;
  let seen = attached;
  let begun = attached;
  const followed = await poll(deps, { everyMs: pollMs, deadline, patienceMs }, async () => {
    status = await readStatus(deps, environment);
    const busy = status !== 'Ready' && status !== 'Terminated';
    // After the status: what ended the operation is among them.
    const events = await stream.readNew();
    const news = attached && busy ? operation.takeNewest(events) : operation.take(events);
    for (const { at, severity, message } of news)
      deps.reporter.emit({ type: 'environment-event', at, severity, message });
    const { requestId, own, errors } = operation;
    if (requestId !== undefined) target.onRequest?.(requestId);
    const late = deps.clock.now().getTime() - started > beginMs;
    begun ||= own > 0 || busy || late;
    // DescribeEnvironments may not list an environment that was created a moment ago.
    seen ||= late || status !== 'Terminated';
    if (status === 'Terminated' && until === 'Ready' && seen) throw terminated(environment);
    const settled = begun && (status === 'Ready' || (status === 'Terminated' && until === 'settled'));
    return settled ? { requestId, errors } : undefined;
  });
  if (followed === undefined) throw tooLong(environment, status, operation.requestId);
  return followed;
}

async function readStatus(deps: Pick<Deps, 'aws'>, environment: string): Promise<string> {
  const { Environments = [] } = await (
    await deps.aws.beanstalk()
  ).describeEnvironments({
    EnvironmentNames: [environment],
    IncludeDeleted: false,
  });
  return Environments[0]?.Status ?? 'Terminated';
}

function terminated(environment: string): UserError {
  return new UserError('deployment', `Environment ${environment} was terminated during its deployment.`, {
    hint: 'Run kc-eb deploy to create it again.',
  });
}

function tooLong(environment: string, status: string | undefined, requestId: string | undefined): UserError {
  return new UserError(
    'timeout',
    `Environment ${environment} is still ${status ?? 'unknown'} at the time limit (request ${requestId ?? 'unknown'}). The operation continues in AWS.`,
    {
      hint: 'Run kc-eb events --follow to watch it, or the same command again to follow it. Raise --timeout or deployment.timeoutMinutes in kc-eb.yaml.',
    },
  );
}
