/** Causes why running nodes are not one cluster. */
import { accountsText, namesText } from '../base/few.ts';
import { type Check, type Finding, firstTrouble, idsOf, viewsOf } from './finding.ts';
import {
  type ClusterState,
  type InstanceState,
  isByHeartbeats,
  isMember,
  isOneCluster,
  type Member,
} from './state.ts';
import { isBridgeAddress } from './docker-address.ts';
import { databaseOf, startChecks } from './start-causes.ts';

/** The first cause found, evidence first; undefined when every node sees every running node and no other. */
export function findCause(state: ClusterState): Finding | undefined {
  const { clustered } = state.expected;
  const checks = clustered ? [...startChecks, ...clusterChecks] : startChecks;
  const findings = checks.flatMap((check) => check(state) ?? []);
  const evidence = findings.find(({ unproven }) => unproven !== true);
  if (evidence !== undefined || !clustered) return evidence ?? findings[0];
  if (findings.length > 0) return apartByHeartbeats(state) ?? findings[0];
  return isOneCluster(state) ? undefined : whyApart(state);
}

/** Some instances are silent: the heartbeats of the others may still show that not all are in one view. */
function apartByHeartbeats(state: ClusterState): Finding | undefined {
  const { instances } = state;
  const deployed = instances.filter(({ versionLabel }) => versionLabel !== undefined).length;
  const beating = instances.filter(({ heartbeat }) => heartbeat?.ready === true);
  return beating.some(seesFewerThan(deployed)) ? whyApart(state, beating) : undefined;
}

/** Whether heartbeats alone prove one cluster. */
export function isProven(state: ClusterState): boolean {
  return isByHeartbeats(state) && findCause(state) === undefined;
}

/**
 * The cause why a node that is alone is not ready: from 26 on, Keycloak's health check is down in the smaller part of a
 * split. undefined where each node is ready, or sees all others.
 */
export function whyAlone(state: ClusterState): Finding | undefined {
  const { instances, expected } = state;
  const unready = instances.filter(({ heartbeat }) => heartbeat?.ready === false);
  const isAlone = unready.some(seesFewerThan(instances.length));
  return expected.clustered && isAlone ? (bridgeNetwork(state) ?? whyApart(state)) : undefined;
}

/** Whether a heartbeat has a view of fewer nodes. */
function seesFewerThan(nodes: number) {
  return ({ heartbeat }: InstanceState): boolean => (heartbeat?.size ?? nodes) < nodes;
}

const clusterChecks: readonly Check[] = [noMetrics, localCache, sameName, bridgeNetwork];

/** Keycloak was ready, and did not answer for its metrics in time. */
function noMetrics({ instances }: ClusterState): Finding | undefined {
  const mute = instances.filter(
    (instance) => isReadyWithoutView(instance) && instance.heartbeat?.startedAt === undefined,
  );
  if (mute.length === 0) return undefined;
  return {
    cause: 'no-evidence',
    message: `The heartbeats of ${idsOf(mute)} have no cluster size: Keycloak is ready, and does not answer for its metrics.`,
    remedy: 'Run kc-eb verify again. If it stays, check the load of the instances: kc-eb status.',
    ...{ lasting: false, unproven: true },
  };
}

function localCache({ instances, logGroup }: ClusterState): Finding | undefined {
  const local = instances.filter(isLocal);
  if (local.length === 0) return undefined;
  const release = `Keycloak ${local[0]?.log?.version ?? ''}`;
  // The lines of a channel may be hidden; the metric of a cluster's size is not.
  if (!local.some(lacksSize)) {
    return {
      cause: 'no-evidence',
      message: `${release} on ${idsOf(local)} has started, and no line shows a cluster channel (log group ${logGroup}): its log level hides org.infinispan, or its cache is local.`,
      remedy:
        'Set org.infinispan.CLUSTER:info in KC_LOG_LEVEL, and remove KC_CACHE=local. Then run kc-eb deploy: heartbeats prove the rest.',
      ...{ lasting: false, unproven: true },
    };
  }
  return {
    cause: 'local-cache',
    message: `${release} on ${idsOf(local)} opened no cluster channel: its cache is local.`,
    remedy:
      'Remove KC_CACHE=local from keycloak.env, and --cache=local from keycloak.buildOptions and overrides/. Then run kc-eb deploy.',
    lasting: true,
  };
}

function isLocal(instance: InstanceState): boolean {
  return instance.log?.clustered === false || lacksSize(instance);
}

/** Its metrics were read, and have no cluster size. */
function lacksSize(instance: InstanceState): boolean {
  return isReadyWithoutView(instance) && instance.heartbeat?.startedAt !== undefined;
}

function isReadyWithoutView({ heartbeat, log }: InstanceState): boolean {
  return heartbeat?.ready === true && log?.view === undefined;
}

function sameName({ instances }: ClusterState): Finding | undefined {
  const named = new Map<string, number>();
  for (const { log } of instances)
    if (log?.node !== undefined) named.set(log.node, (named.get(log.node) ?? 0) + 1);
  const twins = instances.filter(({ log }) => log?.node !== undefined && (named.get(log.node) ?? 0) > 1);
  if (twins.length === 0) return undefined;
  return {
    cause: 'same-name',
    message: `The nodes on ${idsOf(twins)} have one name, so their views prove nothing. ${viewsOf(twins)}`,
    remedy:
      'Remove the node name (jboss.node.name, node-name): each node then chooses its own. Then run kc-eb deploy.',
    lasting: false,
  };
}

function bridgeNetwork({ instances }: ClusterState): Finding | undefined {
  const bridged = instances.filter(
    (instance) =>
      isMember(instance) &&
      instance.log.addresses.some((address) => isBridgeAddress(address, instance.address)),
  );
  if (bridged.length === 0) return undefined;
  const account = accountsText(
    bridged.map(({ id, address, log }) => ({
      name: `${id} (${address ?? 'own address unknown'})`,
      text: namesText(log?.addresses ?? []),
    })),
    (count) => (count === 1 ? ' advertises' : ' advertise'),
  );
  return {
    cause: 'bridge-network',
    message: `The nodes run in Docker's bridge network: ${account}. Other hosts cannot reach such an address, so the nodes never meet. ${viewsOf(instances)}`,
    remedy:
      'Set cluster.network: host in kc-eb.yaml (network_mode: "host" in docker-compose.yml). Then run kc-eb deploy.',
    lasting: instances.every(({ heartbeat, log }) => log?.running === true || heartbeat?.size !== undefined),
  };
}

/** The cause where all nodes have started with an open cluster channel and right addresses. */
function whyApart(state: ClusterState, instances = state.instances): Finding | undefined {
  const members = instances.filter(isMember);
  return (
    databaseOf(members) ??
    tls(members) ??
    staleMember(members, state) ??
    split(members) ??
    (firstTrouble(members, 'peer-unreachable')[0] === undefined
      ? notDiscovered(members)
      : portClosed(members))
  );
}

function tls(members: readonly Member[]): Finding | undefined {
  const [witness, line] = firstTrouble(members, 'tls');
  if (witness === undefined) return undefined;
  return {
    cause: 'tls',
    message: `${witness.id} rejects the certificates of other nodes: "${line}". ${viewsOf(members)}`,
    remedy:
      'Give all nodes one source of certificates: the same database (the default), or the same cache-embedded-mtls key store and trust store.',
    lasting: false,
  };
}

function staleMember(members: readonly Member[], { instances, departed }: ClusterState): Finding | undefined {
  const nodes = new Set(members.map(({ log }) => log.node));
  // A silent instance may run the member that no other instance does.
  const complete =
    members.length === instances.length &&
    members.every(({ log: { view } }) => holdsAll(view.members, nodes));
  const gone = new Set(members.flatMap(({ log }) => log.view.members.filter((member) => !nodes.has(member))));
  // A heartbeat has the size of a view, without the names of its members.
  const tooMany = members.every(({ log }) => log.view.size > instances.length);
  if (!tooMany && (!complete || gone.size === 0)) return undefined;
  const names = namesText(
    [...gone].map((node) => `${node} (last on ${departed.get(node) ?? 'an unknown instance'})`),
  );
  return {
    cause: 'stale-member',
    message: `The cluster view has members that run on no instance of this environment${names === '' ? '' : `: ${names}`}. ${viewsOf(members)}`,
    remedy:
      'Wait a minute: a dead node then leaves the view. If it stays, a Keycloak outside this environment uses the same database: stop it, or give it another database.',
    lasting: false,
  };
}

function holdsAll(members: readonly string[], nodes: ReadonlySet<string>): boolean {
  const seen = new Set(members);
  // Before the look at each: a view of log lines has twenty names at most.
  return seen.size >= nodes.size && [...nodes].every((node) => seen.has(node));
}

function split(members: readonly Member[]): Finding | undefined {
  const nodes = new Set(members.map(({ log }) => log.node));
  const othersMet = members.some(({ log }) =>
    [...log.met].some((node) => node !== log.node && nodes.has(node)),
  );
  const othersSeen = members.some(({ log }) => log.view.size > 1);
  if (!othersMet && !othersSeen) return undefined;
  return {
    cause: 'split',
    message: `The cluster is split: the views of its nodes differ. ${viewsOf(members)}`,
    remedy:
      'Run kc-eb verify again after a minute: JGroups merges the parts once they reach each other. If the split lasts, check TCP 7800 and 57800 between all instances, in both directions.',
    lasting: false,
  };
}

function portClosed(members: readonly Member[]): Finding | undefined {
  const [witness, line] = firstTrouble(members, 'peer-unreachable');
  return {
    cause: 'port-closed',
    message: `The nodes have each other's address and cannot connect: each is alone in its view. ${witness?.id ?? ''} logged "${line}". ${viewsOf(members)}`,
    remedy:
      "Open TCP 7800 and 57800 of the instances' security group to the group itself: kc-eb's bundle has these rules, but an override or DisableDefaultEC2SecurityGroup can remove them. Check network ACLs.",
    lasting: false,
  };
}

function notDiscovered(members: readonly Member[]): Finding | undefined {
  const stacks = namesText([...new Set(members.map(({ log }) => log.stack ?? 'unknown'))]);
  return {
    cause: 'not-discovered',
    message: `The nodes have not found each other: each is alone in its view (transport stack ${stacks}). ${viewsOf(members)}`,
    remedy:
      'Check that all nodes use the same database: they meet through a table in it. Check cluster.cache: a stack with discovery by multicast (tcp, udp) finds no node in a VPC. A closed port 7800 can look the same.',
    lasting: false,
  };
}
