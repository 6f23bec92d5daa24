/** Whether the running instances are one cluster: what `verify` answers. */
import { findCause } from './causes.ts';
import { databaseOf } from './start-causes.ts';
import type { Cause, Finding } from './finding.ts';
import type { ClusterState, InstanceState } from './state.ts';
import type { View } from './log-lines.ts';

/** What came of using the cluster through its balancer. */
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
  /** What was not proven although the verdict is good. */
  warnings: readonly string[];
  instances: readonly InstanceAccount[];
  probe: ProbeResult;
}

/** What is known of one running instance. */
export interface InstanceAccount {
  id: string;
  address: string | undefined;
  versionLabel: string | undefined;
  keycloak: string | undefined;
  node: string | undefined;
  advertised: readonly string[];
  view: View | undefined;
}

/** The logs judge first: they name the cause. The probe can only say that something does not hold. */
export function judge(state: ClusterState, probe: ProbeResult): Verdict {
  const finding = findCause(state) ?? probeFailure(state, probe);
  const evidence = finding !== undefined && finding.cause !== 'probe-failed' && probe.outcome === 'failed';
  return {
    ok: finding === undefined,
    cause: finding?.cause,
    message:
      finding === undefined
        ? success(state)
        : `${finding.message}${evidence ? ` Through the balancer: ${probe.detail}.` : ''}`,
    remedy: finding?.remedy,
    warnings: probe.outcome === 'not-run' ? [`Not probed through the balancer: ${probe.why}.`] : [],
    instances: state.instances.map(account),
    probe,
  };
}

function probeFailure({ expected, instances }: ClusterState, probe: ProbeResult): Finding | undefined {
  if (probe.outcome !== 'failed') return undefined;
  // The views outlive a database that is lost later.
  const database = databaseOf(instances, 'recent');
  if (database !== undefined) return database;
  return {
    cause: 'probe-failed',
    message: `${expected.clustered ? 'The views are right, but the service' : 'The service'} does not hold together through the balancer: ${probe.detail}.`,
    remedy:
      'kc-eb logs --service keycloak --service nginx --since 10m shows what the nodes answered; kc-eb verify --no-probe judges by the logs alone.',
    lasting: true,
  };
}

function success({ instances, expected }: ClusterState): string {
  const nodes = instances.map(({ log }) => log?.node ?? '?').join(', ');
  if (!expected.clustered) {
    return `Clustering is off in kc-eb.yaml; ${instances.map(({ id }) => id).join(', ')} started.`;
  }
  return `The ${instances.length} running instances are one cluster: ${nodes}.`;
}

/** What is known of it, in short. */
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
