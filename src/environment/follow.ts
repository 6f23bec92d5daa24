/** Follows a running operation of an environment: shows its events, and ends when it has ended. */
import { UserError } from '../base/user-error.ts';
import { isTransient } from '../base/transient.ts';
import type { Deps } from '../ports.ts';
import { EventFeed } from './event-feed.ts';

export interface FollowTarget {
  environment: string;
  /** Of the Create, Update or Terminate call; undefined: of whatever operation runs. */
  requestId: string | undefined;
  /** `settled`: Ready or terminated. */
  until: 'Ready' | 'settled';
  /** Milliseconds since the epoch. */
  deadline: number;
  /** Told the request id of what is followed, once it is known. */
  onRequest?: (requestId: string) => void;
}

export interface Followed {
  requestId: string | undefined;
  /** The messages of the operation's own ERROR and FATAL events: it failed when there is one. */
  errors: readonly string[];
}

const pollMs = 3_000;
/** A status of Ready before the operation was seen to begin may be an old one, up to this long. */
const beginMs = 30_000;
/** Longer without an answer, and the connection or the service is really gone. */
const patienceMs = 300_000;

/**
 * Resolves when the environment has reached `until`; whether the operation succeeded is for the caller to judge.
 * Never goes by the text of success messages: Beanstalk's "completed successfully" has come after the first
 * batch only. Throws UserError 'deployment' when the environment went away, 'timeout' when the time is over.
 */
export async function followEnvironment(deps: Deps, target: FollowTarget): Promise<Followed> {
  const { environment, requestId, until, deadline } = target;
  const started = deps.clock.now().getTime();
  const attached = requestId === undefined;
  const events = new EventFeed(
    deps,
    environment,
    requestId,
    attached ? undefined : new Date(started - 60_000),
  );
  const askStatus = patience(deps);
  const askEvents = patience(deps);
  let seen = false;
  let begun = attached;
  for (;;) {
    const status = await askStatus(() => readStatus(deps, environment));
    const busy = status !== undefined && status !== 'Ready' && status !== 'Terminated';
    await askEvents(() => (attached && busy ? events.showNewest() : events.showNew()));
    if (events.requestId !== undefined) target.onRequest?.(events.requestId);
    const now = deps.clock.now().getTime();
    const late = now - started > beginMs;
    begun ||= events.own > 0 || busy || late;
    // One that was just made may not be described yet.
    seen ||= attached || late || (status !== undefined && status !== 'Terminated');
    if (status === 'Terminated' && until === 'Ready' && seen) throw goneMeanwhile(environment);
    if (status !== undefined && !busy && begun && (until === 'settled' || status === 'Ready')) break;
    if (now > deadline) throw tooLong(environment, status, events.requestId);
    await deps.clock.sleep(pollMs, deps.signal);
  }
  // Those of the end tell whether it failed: they must have been seen.
  while (!(await askEvents(() => events.showNew()))) await deps.clock.sleep(pollMs, deps.signal);
  return { requestId: events.requestId, errors: events.errors };
}

/** Gives undefined for a poll without an answer: the next comes in a few seconds. One for each thing asked. */
function patience({ clock }: Pick<Deps, 'clock'>): <T>(poll: () => Promise<T>) => Promise<T | undefined> {
  let failingSince: number | undefined;
  return async (poll) => {
    try {
      const answer = await poll();
      failingSince = undefined;
      return answer;
    } catch (error) {
      const now = clock.now().getTime();
      failingSince ??= now;
      if (!isTransient(error) || now - failingSince > patienceMs) throw error;
      return undefined;
    }
  };
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

function goneMeanwhile(environment: string): UserError {
  return new UserError(
    'deployment',
    `Environment ${environment} was terminated while it was being deployed.`,
    {
      hint: 'If that was not meant, kc-eb deploy makes it anew.',
    },
  );
}

function tooLong(environment: string, status: string | undefined, requestId: string | undefined): UserError {
  return new UserError(
    'timeout',
    `Environment ${environment} is still ${status ?? 'unknown'} (request ${requestId ?? 'unknown'}); the time allowed is over, its work goes on.`,
    {
      hint: 'kc-eb events --follow watches it; --timeout or deployment.timeoutMinutes in kc-eb.yaml allows more; the same command again follows it.',
    },
  );
}
