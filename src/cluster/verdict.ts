/** The verdict of `verify`: whether the running instances are one cluster. */
import { findCause } from './causes.ts';
import { databaseOf } from './start-causes.ts';
import { type Cause, type Finding, idsOf } from './finding.ts';
import type { ClusterState, InstanceState } from './state.ts';
import type { View } from './log-lines.ts';

/** The result of requests through the load balancer. */
export type ProbeResult =
  | { outcome: 'passed'; requests: number; detail: string }
  | { outcome: 'failed'; requests: number; detail: string }
  | { outcome: 'not-run'; why: string };

export interface Verdict {
  ok: boolean;
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
  advertised: readonly string[];
  view: View | undefined;
}

/** Judges by the logs first: they show the cause. The probe shows only that something fails. */
export function judge(state: ClusterState, probe: ProbeResult): Verdict {
  const finding = findCause(state) ?? probeFailure(state, probe);
  const evidence = finding !== undefined && finding.cause !== 'probe-failed' && probe.outcome === 'failed';
  return {
    ok: finding === undefined,
    cause: finding?.cause,
    message:
      finding === undefined
        ? success(state)
        : `${finding.message}${evidence ? ` Through the load balancer: ${probe.detail}.` : ''}`,
    remedy: finding?.remedy,
    warnings: probe.outcome === 'not-run' ? [notProbed(probe.why)] : [],
    instances: state.instances.map(account),
    probe,
  };
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
      'Run kc-eb logs --service keycloak --service nginx --since 10m to see the responses of the nodes. kc-eb verify --no-probe judges by the logs alone.',
    lasting: true,
  };
}

function success({ instances, expected }: ClusterState): string {
  const nodes = instances.map(({ log }) => log?.node ?? '?').join(', ');
  if (!expected.clustered) {
    return `Keycloak started on ${idsOf(instances)}; clustering is off in kc-eb.yaml.`;
  }
  return `The ${instances.length} running instances are one cluster: ${nodes}.`;
}

export function account({ id, address, versionLabel, log }: InstanceState): InstanceAccount {
  return {
    id,
    address,
    versionLabel,
    keycloak: log?.version,
    node: log?.node,
    advertised: log?.addresses ?? [],
    view: log?.view,
  };
}
