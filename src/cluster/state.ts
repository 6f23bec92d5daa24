/** The state of an environment from which `verify` judges. */
import type { Trouble } from './log-lines.ts';
import type { ReceivedHeartbeat } from '../heartbeat/reader.ts';
import type { Silence } from '../heartbeat/silence.ts';
import type { NodeLog } from './node-log.ts';

export interface ClusterState {
  /** The running instances. */
  instances: readonly InstanceState[];
  /** Nodes of instances that no longer run: JGroups' name → instance id. */
  departed: ReadonlyMap<string, string>;
  /** The number of newcomers that `instances` leaves out; they may be in the views. */
  leftOut: number;
  expected: Expectation;
  /** The log group that was read. */
  logGroup: string;
}

export interface Expectation {
  /** The smallest number of running instances. */
  instances: number;
  /** undefined: any, if all instances run the same. */
  versionLabel: string | undefined;
  /** cluster.enabled in kc-eb.yaml. */
  clustered: boolean;
  /** instances.profile in kc-eb.yaml, for remedies. */
  profile: string;
}

export interface InstanceState {
  /** EC2 instance id. */
  id: string;
  /** The private address; undefined where neither a heartbeat nor a log stream has it. */
  address: string | undefined;
  /** The label of its finished deployment; undefined while one runs and after a failed one. */
  versionLabel: string | undefined;
  /** Whether Beanstalk deploys to it: it was launched just now, or an update runs. */
  isDeploying: boolean;
  /** Its heartbeat, where it is recent; it takes precedence over log lines. */
  heartbeat: ReceivedHeartbeat | undefined;
  /** The reason why it has no heartbeat; undefined where it has one, or where nobody has looked for the reason. */
  silence: Silence | undefined;
  /** The newest heartbeat since its deployment, in milliseconds since the epoch, where that one is too old. */
  lastBeatAt?: number | undefined;
  /** Its node, by heartbeat and log lines; undefined: none of both was found. */
  log: NodeLog | undefined;
  /** The newest line of each trouble in the last minutes; `log` has those since its start. */
  recent: ReadonlyMap<Trouble, string>;
}

/** An instance whose node has joined or formed a cluster view. */
export interface Member extends InstanceState {
  log: NodeLog & { node: string; view: NonNullable<NodeLog['view']> };
}

export function isMember(instance: InstanceState): instance is Member {
  return instance.log?.view !== undefined && instance.log.node !== undefined;
}

/** Whether every instance has a heartbeat that reports what is to be proven. */
export function isByHeartbeats({ instances, expected }: ClusterState): boolean {
  return instances.every(
    ({ heartbeat }) => heartbeat !== undefined && (heartbeat.size !== undefined || !expected.clustered),
  );
}

/** Tests whether every running node sees every running node and no other; nodes of newcomers may be in a view. */
export function isOneCluster(state: ClusterState): boolean {
  const members = state.instances.filter(isMember);
  const nodes = new Set(members.map(({ log }) => log.node));
  const sees = ({ heartbeat, log }: Member): boolean =>
    // Logged views may be older than the heartbeat.
    heartbeat?.size === undefined
      ? holdsExactly(log.view, nodes, state.leftOut)
      : isWithin(heartbeat.size, nodes.size, state.leftOut);
  return nodes.size === state.instances.length && members.every(sees);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** JGroups prints a member's UUID until it receives its name, and 20 members at most. */
function holdsExactly(view: Member['log']['view'], nodes: ReadonlySet<string>, leftOut: number): boolean {
  const strangers = view.members.filter((member) => !nodes.has(member) && !isUnnamed(member, view));
  return isWithin(view.size, nodes.size, leftOut) && strangers.length <= leftOut;
}

function isWithin(size: number, nodes: number, leftOut: number): boolean {
  return size >= nodes && size <= nodes + leftOut;
}

function isUnnamed(member: string, view: Member['log']['view']): boolean {
  return uuid.test(member) || (view.size > view.members.length && /^(\.{3}|…)/.test(member));
}
