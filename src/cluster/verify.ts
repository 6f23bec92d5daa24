/** Proves that the running instances are one cluster: by their heartbeats, and by requests. */
import { findCause } from './causes.ts';
import type { ClusterState } from './state.ts';
import { judge, type Verdict } from './verdict.ts';
import type { Config } from '../config/schema.ts';
import { namesText } from '../base/few.ts';
import { poll } from '../base/poll.ts';
import { UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';
import { probeCluster } from './probe.ts';
import { ClusterReader } from './reader.ts';
import { newcomers, newcomersText } from '../environment/newcomers.ts';
import type { RunningInstance } from '../environment/running-instances.ts';

export interface VerifyOptions {
  /** The time for the views to come together, in milliseconds. */
  deadlineMs?: number;
  /** The version that each instance must run. Default: any, if all run the same. */
  versionLabel?: string;
  /** The smallest number of running instances. Default: instances.min in kc-eb.yaml. */
  instances?: number;
  /** Start of the verified deployment, in milliseconds since the epoch: newcomers since then may be left out. */
  since?: number;
  /** false: judge by heartbeats and logs alone. */
  probe?: boolean;
  /** The environment, where the caller has just read it. */
  landed?: { cname?: string | undefined; instances: readonly RunningInstance[] } | undefined;
}

const defaultDeadlineMs = 120_000;
const pollMs = 3_000;
/** The awslogs driver sends lines every 5 s. */
const flushMs = 10_000;
const step = 'verify';

/**
 * Waits until every running instance reports a view of as many nodes as instances run, or until the deadline. Newcomers
 * of a deployment are left out then. Then probes through the load balancer. Returns a bad verdict; throws none.
 */
export async function verifyCluster(
  deps: Deps,
  config: Config,
  options: VerifyOptions = {},
): Promise<Verdict> {
  const title = `Cluster of ${config.environment}`;
  const started = deps.clock.now().getTime();
  deps.reporter.emit({ type: 'step-started', step, title });
  const reader = new ClusterReader(deps, config, options);
  const minimum = options.instances ?? config.instances.min;
  const state = await waitForCluster(deps, reader, { ...options, instances: minimum });
  const result = await probe(deps, config, options, state);
  const verdict = judge(
    result.outcome === 'failed' && findCause(state) === undefined ? await readAgain(deps, reader) : state,
    result,
  );
  const { ok, message: detail, cause: message = '' } = verdict;
  const seconds = (deps.clock.now().getTime() - started) / 1000;
  if (ok) deps.reporter.emit({ type: 'step-done', step, title, outcome: 'done', detail, seconds });
  else deps.reporter.emit({ type: 'step-failed', step, title, message });
  return verdict;
}

/** True for reporting-only instances of Local Beanstalk: nothing can be verified. */
export function runsNothing({ local }: Pick<Deps, 'local'>): boolean {
  return local?.reportingOnly === true;
}

async function waitForCluster(
  deps: Deps,
  reader: ClusterReader,
  {
    deadlineMs = runsNothing(deps) ? 0 : defaultDeadlineMs,
    landed,
    versionLabel,
    since,
    instances: minimum = 0,
  }: VerifyOptions,
): Promise<ClusterState> {
  const deadline = deps.clock.now().getTime() + deadlineMs;
  let reported: string | undefined;
  let running = landed?.instances;
  return poll(deps, { everyMs: pollMs }, async () => {
    const isLast = deps.clock.now().getTime() >= deadline;
    const { instances, state, awaited } = await reader.read({ running, patient: !isLast });
    running = undefined;
    const finding = findCause(state);
    if (finding === undefined) return state;
    if (finding.lasting || isLast) {
      const left = since === undefined ? [] : newcomers(instances, { versionLabel, minimum, since });
      if (left.length === 0) return state;
      deps.reporter.emit({ type: 'message', level: 'warn', text: newcomersText(left) });
      const settled = instances.filter((instance) => !left.includes(instance));
      return (await reader.read({ running: settled, leftOut: left.length })).state;
    }
    const waiting = awaited.length > 0 ? `heartbeats of ${namesText(awaited)}` : finding.message;
    if (waiting !== reported) {
      deps.reporter.emit({ type: 'step-output', step, line: `Waiting: ${waiting}` });
      reported = waiting;
    }
    return undefined;
  });
}

/** The nodes' own account of a failed probe, such as a lost database, can be read once it is flushed. */
async function readAgain({ clock, signal }: Deps, reader: ClusterReader): Promise<ClusterState> {
  await clock.sleep(flushMs, signal);
  return (await reader.read({ lines: true })).state;
}

async function probe(
  deps: Deps,
  config: Config,
  options: VerifyOptions,
  { instances }: ClusterState,
): Promise<Verdict['probe']> {
  if (options.probe === false) return { outcome: 'not-run', why: '--no-probe' };
  // A password must not reach what else listens there.
  if (runsNothing(deps)) return { outcome: 'not-run', why: 'reporting-only instances run no Keycloak' };
  // Where nothing shows whether one runs, requests show something.
  if (instances.every(({ log }) => log?.running === false)) {
    return { outcome: 'not-run', why: 'no Keycloak has started' };
  }
  deps.reporter.emit({ type: 'step-output', step, line: 'Probing through the load balancer' });
  return probeCluster(deps, config, instances.length, options.landed?.cname);
}

/** Emits the verdict's warnings; throws UserError 'verification' or 'unproven' with cause and remedy for a bad one. */
export function requireVerified(deps: Pick<Deps, 'reporter'>, verdict: Verdict): void {
  for (const text of verdict.warnings) deps.reporter.emit({ type: 'message', level: 'warn', text });
  if (verdict.ok) return;
  const { cause = 'unknown', message, remedy: hint } = verdict;
  const options = hint === undefined ? {} : { hint };
  throw verdict.outcome === 'not-proven'
    ? new UserError('unproven', `Not proven to be one cluster (${cause}): ${message}`, options)
    : new UserError('verification', `Not one cluster (${cause}): ${message}`, options);
}
