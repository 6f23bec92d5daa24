/** The state that `kc-eb status --watch` shows, and which difference counts as a change. */
import type { EnvironmentEvent } from '../environment/events.ts';
import type { ErrorKind } from '../base/user-error.ts';

/** The part of `kc-eb status` that can change while somebody watches. */
export interface WatchedStatus {
  /** Ready, Updating, … */
  status: string | undefined;
  /** Green, Yellow, Red or Grey. */
  color: string | undefined;
  /** Ok, Warning, … */
  health: string | undefined;
  causes: readonly string[];
  versionLabel: string | undefined;
  instances: readonly WatchedInstance[];
  clustered: boolean;
  oneCluster: boolean;
  /** One sentence about all nodes. */
  cluster: string;
}

export interface WatchedInstance {
  /** EC2 instance id. */
  id: string;
  health: string | undefined;
  causes: readonly string[];
  versionLabel: string | undefined;
  /** The newest; undefined: none was found. */
  heartbeat: WatchedHeartbeat | undefined;
}

interface WatchedHeartbeat {
  at: Date;
  ready: boolean;
  /** Members of the node's cluster; undefined: Keycloak did not report it. */
  size?: number | undefined;
  node?: string | undefined;
  sequence: number;
  /** true: too old to prove anything. */
  stale?: boolean;
}

/** A failure of the newest read. */
export interface Problem {
  kind: ErrorKind;
  message: string;
  hint: string | undefined;
  since: Date;
}

export interface Snapshot<Status extends WatchedStatus = WatchedStatus> {
  environment: string;
  /** The end of the read. */
  at: Date;
  problem: Problem | undefined;
  /** The newest that was read; undefined: none yet. */
  status: Status | undefined;
  /** The time when `status` was read. */
  readAt: Date | undefined;
  /** Newest first. */
  events: readonly EnvironmentEvent[];
}

/** Keeps the last heartbeat of an instance, marked as stale, where a newer status has none. */
export function withLastHeartbeats<Status extends WatchedStatus>(
  status: Status,
  last: WatchedStatus | undefined,
): Status {
  const known = new Map(last?.instances.map(({ id, heartbeat }) => [id, heartbeat]));
  const instances = status.instances.map((instance) => {
    const heartbeat = known.get(instance.id);
    if (instance.heartbeat !== undefined || heartbeat === undefined) return instance;
    return { ...instance, heartbeat: { ...heartbeat, stale: true } };
  });
  return { ...status, instances };
}

/** "Initialization completed 12 seconds ago and took 2 minutes." is a cause of health on AWS. */
const ages = /(?<!\d)\d+ (?:second|minute|hour|day)s? ago\b/g;

/** Equal texts mean that nothing but ages, and dates of heartbeats, has changed. */
export function changeKey({ problem, status, events }: Snapshot): string {
  const instances = status?.instances.map(({ heartbeat, ...instance }) => ({
    ...instance,
    heartbeat: heartbeat && { ...heartbeat, at: undefined, sequence: undefined },
  }));
  // Messages of AWS may hold dates and request ids.
  return JSON.stringify([problem?.kind, { ...status, instances }, events]).replace(ages, '');
}
