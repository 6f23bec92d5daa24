/** Follows a running operation of an environment: shows its events and ends with a verdict. */
import type { EventDescription } from '@aws-sdk/client-elastic-beanstalk';
import { isThrottle } from '../core/aws-error.ts';
import { UserError } from '../core/errors.ts';
import type { Deps } from '../ports.ts';

export interface FollowTarget {
  environment: string;
  /** Of the Create, Update or Terminate call: only its own ERROR events make it a failure. */
  requestId: string | undefined;
  until: 'Ready' | 'Terminated';
  /** Milliseconds since the epoch. */
  deadline: number;
}

const pollMs = 3_000;
/** A status of Ready before the operation was seen to begin may be an old one, up to this long. */
const beginMs = 30_000;

/**
 * Resolves when the environment has reached `until` and no ERROR event bears the request id.
 * Never judges by the text of success messages: Beanstalk's "completed successfully" has come after the first
 * batch only. Throws UserError 'deployment' or 'timeout'.
 */
export async function followEnvironment(deps: Deps, target: FollowTarget): Promise<void> {
  const started = deps.clock.now().getTime();
  const events = new EventFeed(deps, target, new Date(started - 60_000));
  let begun = false;
  for (;;) {
    const status = await patiently(() => readStatus(deps, target.environment));
    await patiently(() => events.showNew());
    const now = deps.clock.now().getTime();
    begun ||= events.own > 0 || (status !== undefined && status !== 'Ready') || now - started > beginMs;
    if (status === 'Terminated' && target.until === 'Ready') throw goneMeanwhile(target.environment);
    if (status === target.until && begun) break;
    if (now > target.deadline) throw tooLong(target, status);
    await deps.clock.sleep(pollMs, deps.signal);
  }
  await patiently(() => events.showNew());
  if (events.errors.length > 0) throw failed(target.environment, events.errors);
}

/** One throttled poll is no reason to end; the next comes in a few seconds. */
async function patiently<T>(poll: () => Promise<T>): Promise<T | undefined> {
  try {
    return await poll();
  } catch (error) {
    if (isThrottle(error)) return undefined;
    throw error;
  }
}

async function readStatus(deps: Deps, environment: string): Promise<string> {
  const { Environments = [] } = await (
    await deps.aws.beanstalk()
  ).describeEnvironments({
    EnvironmentNames: [environment],
    IncludeDeleted: false,
  });
  return Environments[0]?.Status ?? 'Terminated';
}

class EventFeed {
  readonly #deps: Deps;
  readonly #target: FollowTarget;
  /** Events have no id; date and message together are one. */
  readonly #shown = new Set<string>();
  #since: Date;
  /** How many events of the operation's own were seen. */
  own = 0;
  readonly errors: string[] = [];

  constructor(deps: Deps, target: FollowTarget, since: Date) {
    this.#deps = deps;
    this.#target = target;
    this.#since = since;
  }

  /** https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_DescribeEvents.html: newest first. */
  async showNew(): Promise<void> {
    const beanstalk = await this.#deps.aws.beanstalk();
    const { Events = [] } = await beanstalk.describeEvents({
      EnvironmentName: this.#target.environment,
      StartTime: this.#since,
      MaxRecords: 1000,
    });
    for (const event of Events.toReversed()) this.#show(event);
  }

  #show(event: EventDescription): void {
    const at = event.EventDate ?? this.#since;
    const key = `${at.toISOString()} ${event.Message ?? ''}`;
    if (this.#shown.has(key) || event.RequestId !== this.#target.requestId) return;
    this.#shown.add(key);
    this.own++;
    const severity = event.Severity ?? 'INFO';
    if (severity === 'ERROR' || severity === 'FATAL') this.errors.push(event.Message ?? '');
    // Events are written with some delay: the window stays open a little behind the newest.
    const windowStart = new Date(at.getTime() - 60_000);
    if (windowStart > this.#since) this.#since = windowStart;
    this.#deps.reporter.emit({ type: 'environment-event', at, severity, message: event.Message ?? '' });
  }
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

function failed(environment: string, errors: readonly string[]): UserError {
  return new UserError(
    'deployment',
    `Beanstalk could not deploy to ${environment}:\n  ${errors.join('\n  ')}`,
    {
      hint: 'kc-eb logs --since 15m shows what the instances wrote (eb-engine.log, keycloak, nginx).',
    },
  );
}

function tooLong(target: FollowTarget, status: string | undefined): UserError {
  return new UserError(
    'timeout',
    `Environment ${target.environment} is still ${status ?? 'unknown'}; the time allowed is over, its work goes on.`,
    { hint: 'kc-eb events --follow watches it; deployment.timeoutMinutes in kc-eb.yaml allows more.' },
  );
}
