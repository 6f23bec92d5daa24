/** What `verify` knows of an environment before it judges. */
import type { Trouble } from './log-lines.ts';
import type { NodeLog } from './node-log.ts';

export interface ClusterState {
  /** The running instances; at least those that Beanstalk names. */
  instances: readonly InstanceState[];
  /** Nodes of instances that do not run any more: JGroups' name → instance id. */
  departed: ReadonlyMap<string, string>;
  expected: Expectation;
  /** Where the lines were looked for. */
  logGroup: string;
}

export interface Expectation {
  /** Fewest running instances. */
  instances: number;
  /** undefined: any, as long as all instances run the same. */
  versionLabel: string | undefined;
  /** cluster.enabled of kc-eb.yaml. */
  clustered: boolean;
  /** instances.profile of kc-eb.yaml, for remedies. */
  profile: string;
}

export interface InstanceState {
  /** EC2 instance id. */
  id: string;
  /** Its private address, from the name of its log stream; undefined while there is none. */
  address: string | undefined;
  /** Of its finished deployment; undefined while one runs or when it failed. */
  versionLabel: string | undefined;
  /** undefined: not one line of its Keycloak was found. */
  log: NodeLog | undefined;
  /** The newest line of each trouble of the last minutes: `log` has all since its start. */
  recent: ReadonlyMap<Trouble, string>;
}

/** An instance whose node has joined or formed a view. */
export interface Member extends InstanceState {
  log: NodeLog & { node: string; view: NonNullable<NodeLog['view']> };
}

export function isMember(instance: InstanceState): instance is Member {
  return instance.log?.view !== undefined && instance.log.node !== undefined;
}

/** Every running node sees every running node and no other. */
export function isOneCluster(state: ClusterState): boolean {
  const members = state.instances.filter(isMember);
  const nodes = new Set(members.map(({ log }) => log.node));
  return (
    members.length === state.instances.length && members.every(({ log }) => holdsExactly(log.view, nodes))
  );
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** JGroups prints a member by its UUID when it has not learnt its name yet, and 20 members at most. */
function holdsExactly(view: Member['log']['view'], nodes: ReadonlySet<string>): boolean {
  return (
    view.size === nodes.size && view.members.every((member) => nodes.has(member) || isUnnamed(member, view))
  );
}

function isUnnamed(member: string, view: Member['log']['view']): boolean {
  return uuid.test(member) || (view.size > view.members.length && /^(\.{3}|…)/.test(member));
}
