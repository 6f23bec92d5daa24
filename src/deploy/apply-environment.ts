/** Changes an environment to a version and settings, and follows the change to its end. */
import { isUnchanged } from './update-plan.ts';
import { isFew, shortenIds } from '../base/few.ts';
import { UserError } from '../base/user-error.ts';
import type { EnvironmentFacts } from '../environment/facts.ts';
import { afterCall, type EnvironmentChange, planEnvironment } from './environment-plan.ts';
import type { Deps } from '../ports.ts';
import { type AcceptedCall, callBeanstalk } from './environment-calls.ts';
import { newestRequestId } from '../environment/events.ts';
import { findEnvironment } from '../environment/find-environment.ts';
import { type Followed, followEnvironment, type FollowTarget } from '../environment/follow.ts';
import type { StepResult } from './pipeline.ts';
import { readEnvironment } from '../environment/read-environment.ts';
import { awaitVersionEverywhere, instancesText, requireVersionEverywhere } from './await-version.ts';

/** Pause after a rejected call that no running operation explains. */
const againMs = 3_000;

export interface ApplyOptions {
  /**
   * false: return when Beanstalk has accepted the call with the version, or the last one, and do not wait for another
   * operation either.
   */
  wait: boolean;
  /** The environment that the change was decided for; absent: any. */
  from?: EnvironmentFacts | undefined;
}

/** The environment as it was read at the end of a change, without its host name after an operation. */
export type Landed = Pick<EnvironmentFacts, 'instances' | 'ownSettings'> & { cname?: string | undefined };

export interface Applied extends StepResult {
  /** Nothing was changed: the environment is no longer the one that the change was decided for. */
  isOvertaken?: true;
  /** undefined without waiting. */
  landed?: Landed | undefined;
}

/**
 * Brings the environment to the change. Follows a running operation to its end first: an environment carries out one at
 * a time. Decides what is due right before each call: the plan may be minutes old, and others deploy as well. Throws
 * UserError 'deployment', 'timeout', 'conflict' or 'interrupted'.
 */
export async function applyEnvironment(
  deps: Deps,
  change: EnvironmentChange,
  options: ApplyOptions,
): Promise<Applied> {
  const { target, version } = change;
  const deadline = deps.clock.now().getTime() + change.environment.timeoutMinutes * 60_000;
  let { from } = options;
  let goal = change.environment;
  let separate = false;
  for (let waited = false; ; waited = true) {
    const facts = await readEnvironment(deps, target);
    const plan = planEnvironment(goal, version.label, facts, { separate });
    if (plan.action === 'update' && 'from' in options && !isUnchanged(from, facts))
      return { outcome: 'already', detail: 'another deployment came first', isOvertaken: true };
    if (plan.action === 'none') {
      return {
        outcome: waited ? 'done' : 'already',
        detail: `${target.environment} has ${version.label}`,
        ...(facts !== undefined && { landed: facts }),
      };
    }
    if (plan.action === 'wait') {
      if (options.wait) await awaitRunning(deps, change, facts, deadline);
      else await requireFree(deps, change);
    } else {
      const call = await callBeanstalk(deps, change, plan, facts);
      const done = plan.action === 'create' ? 'created with' : 'updated to';
      const [due, ...later] = plan.calls;
      if (call === 'taken') await pause(deps, change, deadline);
      else if (call === 'combination') separate = true;
      else if (later.length === 0 || (due?.deploysVersion === true && !options.wait))
        return await awaitCall(deps, change, call, { ...options, deadline, done });
      else if (facts !== undefined && due !== undefined) {
        from = afterCall(facts, version.label, due);
        if (due.deploysVersion) goal = { ...goal, redeploy: undefined };
        const isRunning =
          from.versionLabel === version.label && !later.some(({ deploysVersion }) => deploysVersion);
        await awaitPart(deps, change, call, { deadline, isRunning });
      }
    }
  }
}

/** Waits for a call that others follow. `isRunning`: whether the instances run the version after it. */
async function awaitPart(
  deps: Deps,
  change: EnvironmentChange,
  { requestId }: AcceptedCall,
  { deadline, isRunning }: { deadline: number; isRunning: boolean },
): Promise<void> {
  const followed = await followUnlessInterrupted(deps, change, { requestId, until: 'Ready', deadline });
  await requireSuccess(deps, change, followed);
  // Health reports that lag behind must not cause another deployment.
  if (isRunning) await requireVersionEverywhere(deps, change, deadline);
}

async function awaitCall(
  deps: Deps,
  change: EnvironmentChange,
  { requestId, ownSettings }: AcceptedCall,
  { wait, deadline, done }: ApplyOptions & { deadline: number; done: string },
): Promise<Applied> {
  const { label } = change.version;
  if (!wait)
    return { outcome: 'done', detail: `is being ${done} ${label}: request ${requestId ?? 'unknown'}` };
  const followed = await followUnlessInterrupted(deps, change, { requestId, until: 'Ready', deadline });
  await requireSuccess(deps, change, followed);
  const instances = await requireVersionEverywhere(deps, change, deadline);
  return { outcome: 'done', detail: `${done} ${label}`, landed: { instances, ownSettings } };
}

/**
 * Follows the running operation. One of an earlier run counts as this run's own, and so does its failure. Beanstalk
 * reports the new version label while it updates an environment.
 */
async function awaitRunning(
  deps: Deps,
  change: EnvironmentChange,
  { status = 'gone', versionLabel = '(none)' }: Partial<EnvironmentFacts> = {},
  deadline: number,
): Promise<void> {
  deps.reporter.emit({
    type: 'message',
    level: 'info',
    text: `${change.target.environment} is ${status}, with version ${versionLabel}: following the running operation to its end.`,
  });
  const running = { requestId: undefined, until: 'settled', deadline } as const;
  const followed = await followUnlessInterrupted(deps, change, running);
  if (versionLabel !== change.version.label) return;
  await requireSuccess(deps, change, followed);
  // A health report that lags behind must not cause another deployment.
  if ((await findEnvironment(deps, change.target)) !== undefined)
    await awaitVersionEverywhere(deps, change, deadline);
}

async function requireSuccess(
  deps: Deps,
  { target }: EnvironmentChange,
  { errors }: Followed,
): Promise<void> {
  if (errors.length === 0) return;
  const { environment } = target;
  const account = await instancesText(deps, environment);
  throw new UserError(
    'deployment',
    `Beanstalk could not deploy to ${environment}:\n  ${linesText(errors)}\nNow ${account}`,
    { hint: 'kc-eb logs --since 15m shows what the instances wrote (eb-engine.log, keycloak, nginx).' },
  );
}

/** Each instance may have three errors. */
function linesText(errors: readonly string[]): string {
  const shown = isFew(errors) ? errors : errors.slice(0, 6);
  const rest = errors.length - shown.length;
  const more = rest === 0 ? [] : [`and ${rest} more: kc-eb events lists them`];
  return [...shown.map(shortenIds), ...more].join('\n  ');
}

/** Waits after a rejected call: the other operation has just ended, or AWS is not consistent yet. */
async function pause(deps: Deps, change: EnvironmentChange, deadline: number): Promise<void> {
  if (deps.clock.now().getTime() > deadline) throw await held(deps, change);
  await deps.clock.sleep(againMs, deps.signal);
}

/** Throws UserError 'conflict', unless the operation has ended since. */
async function requireFree(deps: Deps, change: EnvironmentChange): Promise<void> {
  const found = await findEnvironment(deps, change.target);
  if (found !== undefined && found.Status !== 'Ready') throw await held(deps, change);
}

async function held(deps: Deps, { target }: EnvironmentChange): Promise<UserError> {
  const found = await findEnvironment(deps, target);
  const requestId = await newestRequestId(deps, target.environment);
  const { Status: status = 'gone', VersionLabel: version = '(none)', DateUpdated: since } = found ?? {};
  return new UserError(
    'conflict',
    `Environment ${target.environment} is ${status}: request ${requestId ?? 'unknown'} holds it, with version ${version}` +
      `${since === undefined ? '' : `, since ${since.toISOString()}`}.`,
    { hint: 'Without --no-wait kc-eb waits for it; kc-eb events --follow watches it.' },
  );
}

/** Follows the operation; after Ctrl-C, the error names the request that continues in AWS. */
async function followUnlessInterrupted(
  deps: Deps,
  { target: { environment }, version }: EnvironmentChange,
  target: Omit<FollowTarget, 'environment' | 'onRequest'>,
): Promise<Followed> {
  let request = target.requestId;
  const onRequest = (requestId: string): void => {
    request = requestId;
  };
  try {
    return await followEnvironment(deps, { ...target, environment, onRequest });
  } catch (error) {
    if (!deps.signal.aborted) throw error;
    const to = target.requestId === undefined ? '' : ` to ${version.label}`;
    throw new UserError(
      'interrupted',
      `Interrupted. The change of environment ${environment}${to} (request ${request ?? 'unknown'}) continues in AWS.`,
      {
        hint: `kc-eb events --follow watches it; the same command again follows it to its end; aws elasticbeanstalk abort-environment-update --environment-name ${environment} --region ${deps.aws.region} stops an update.`,
      },
    );
  }
}
