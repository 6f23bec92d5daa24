/** The verdict of `verify`: whether the running instances are one cluster. */
import { isFew } from '../base/few.ts';
import { findCause } from './causes.ts';
import type { Heartbeat } from '../heartbeat/line.ts';
import { databaseOf, silencesOf } from './start-causes.ts';
import { type Cause, type Finding, idsOf } from './finding.ts';
import { type ClusterState, type InstanceState, isByHeartbeats } from './state.ts';
import type { View } from './log-lines.ts';

/** The result of requests through the load balancer. */
export type ProbeResult =
  | { outcome: 'passed'; requests: number; detail: string }
  | { outcome: 'failed'; requests: number; detail: string }
  | { outcome: 'not-run'; why: string };

export interface Verdict {
  ok: boolean;
  /** `not-proven`: neither heartbeats nor log lines show whether the instances are one cluster. */
  outcome: 'one-cluster' | 'not-one-cluster' | 'not-proven';
  /** The proof of one cluster; undefined without one. */
  proof: 'heartbeats' | 'log-lines' | undefined;
  cause: Cause | undefined;
  /** One paragraph. */
  message: string;
  remedy: string | undefined;
  /** Parts that a good verdict leaves unproven. */
  warnings: readonly string[];
  instances: readonly InstanceAccount[];
  probe: ProbeResult;
}

/** The facts of one running instance. */
export interface InstanceAccount {
  id: string;
  address: string | undefined;
  versionLabel: string | undefined;
  keycloak: string | undefined;
  node: string | undefined;
  /** Addresses that it advertises; empty where no log lines were read. */
  advertised: readonly string[];
  view: View | undefined;
  heartbeat: HeartbeatAccount | undefined;
}

export interface HeartbeatAccount extends Pick<
  Heartbeat,
  'ready' | 'size' | 'node' | 'keycloak' | 'versionLabel' | 'sequence'
> {
  at: Date;
}

/** Judges by heartbeats and logs first: they show the cause. The probe shows only that something fails. */
export function judge(state: ClusterState, probe: ProbeResult): Verdict {
  const found = findCause(state);
  const finding =
    found === undefined || found.unproven === true ? (probeFailure(state, probe) ?? found) : found;
  const ok = finding === undefined;
  return {
    ok,
    outcome: ok ? 'one-cluster' : finding.unproven === true ? 'not-proven' : 'not-one-cluster',
    proof: !ok ? undefined : isByHeartbeats(state) ? 'heartbeats' : 'log-lines',
    cause: finding?.cause,
    message: ok ? success(state) : [finding.message, ...probeEvidence(finding, probe)].join(' '),
    remedy: finding?.remedy,
    warnings: [
      ...(ok ? silenceWarnings(state) : []),
      ...(probe.outcome === 'not-run' ? [notProbed(probe.why)] : []),
    ],
    instances: state.instances.map(account),
    probe,
  };
}

function probeEvidence({ cause, unproven }: Finding, probe: ProbeResult): string[] {
  const isTelling = probe.outcome === 'failed' || (probe.outcome === 'passed' && unproven === true);
  return isTelling && cause !== 'probe-failed' ? [`Through the load balancer: ${probe.detail}.`] : [];
}

/** Log lines prove less than heartbeats: they may be old. */
function silenceWarnings({ instances }: ClusterState): string[] {
  const reasons = silencesOf(instances);
  return reasons.length === 0 ? [] : [`Verified by log lines, not by heartbeats. ${reasons.join(' ')}`];
}

/** The warning for a probe that did not run. */
export function notProbed(why: string): string {
  return `Not probed through the load balancer: ${why}.`;
}

function probeFailure({ expected, instances }: ClusterState, probe: ProbeResult): Finding | undefined {
  if (probe.outcome !== 'failed') return undefined;
  // The views stay right when the database is lost later.
  const database = databaseOf(instances, 'recent');
  if (database !== undefined) return database;
  return {
    cause: 'probe-failed',
    message: `${expected.clustered ? 'The views are right, but requests' : 'Requests'} through the load balancer fail: ${probe.detail}.`,
    remedy:
      'Run kc-eb logs --service keycloak --service nginx --since 10m to see the responses of the nodes. kc-eb verify --no-probe judges by heartbeats and logs alone.',
    lasting: true,
  };
}

function success({ instances, expected }: ClusterState): string {
  const count = instances.length;
  const nodes = isFew(instances)
    ? instances.map(({ log }) => log?.node ?? '?').join(', ')
    : `${count} of ${count}`;
  if (!expected.clustered) {
    return `Keycloak started on ${idsOf(instances)}; clustering is off in kc-eb.yaml.`;
  }
  return `The ${count} running instances are one cluster: ${nodes}.`;
}

export function account({ id, address, versionLabel, heartbeat, log }: InstanceState): InstanceAccount {
  return {
    id,
    address,
    versionLabel,
    keycloak: log?.version,
    node: log?.node,
    advertised: log?.addresses ?? [],
    view: log?.view,
    heartbeat: heartbeat === undefined ? undefined : heartbeatAccount(heartbeat),
  };
}

function heartbeatAccount({ at, ready, size, node, keycloak, versionLabel, sequence }: Heartbeat) {
  return { at: new Date(at), ready, size, node, keycloak, versionLabel, sequence };
}
