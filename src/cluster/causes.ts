/** Why running nodes are not one cluster. */
import { type Check, type Finding, firstTrouble, idsOf, viewsOf } from './finding.ts';
import { type ClusterState, isMember, isOneCluster, type Member } from './state.ts';
import { isBridgeAddress } from './docker-address.ts';
import { databaseOf, startChecks } from './start-causes.ts';

/** The first cause that shows; undefined when every node sees every running node and no other. */
export function findCause(state: ClusterState): Finding | undefined {
  const checks = state.expected.clustered ? [...startChecks, ...clusterChecks] : startChecks;
  for (const check of checks) {
    const finding = check(state);
    if (finding !== undefined) return finding;
  }
  return undefined;
}

const clusterChecks: readonly Check[] = [
  localCache,
  bridgeNetwork,
  (state) => (isOneCluster(state) ? undefined : whyApart(state)),
];

function localCache({ instances }: ClusterState): Finding | undefined {
  const local = instances.filter(({ log }) => log?.clustered === false);
  if (local.length === 0) return undefined;
  return {
    cause: 'local-cache',
    message: `Keycloak ${local[0]?.log?.version ?? ''} on ${idsOf(local)} opened no cluster channel: its cache is local.`,
    remedy:
      'Something turns clustering off: look for KC_CACHE=local in keycloak.env, --cache=local in keycloak.buildOptions or overrides/, then kc-eb deploy.',
    lasting: true,
  };
}

function bridgeNetwork({ instances }: ClusterState): Finding | undefined {
  const bridged = instances.filter(
    (instance) =>
      isMember(instance) &&
      instance.log.addresses.some((address) => isBridgeAddress(address, instance.address)),
  );
  if (bridged.length === 0) return undefined;
  const account = bridged
    .map(
      ({ id, address, log }) =>
        `${id} (${address ?? 'own address unknown'}) advertises ${log?.addresses.join(', ') ?? ''}`,
    )
    .join('; ');
  return {
    cause: 'bridge-network',
    message: `The nodes run in Docker's bridge network: ${account}. Such an address means another machine's own bridge on every other host, so the nodes never meet. ${viewsOf(instances)}`,
    remedy:
      'Give the containers the host\'s network: cluster.network: host in kc-eb.yaml (network_mode: "host" in docker-compose.yml), then kc-eb deploy.',
    lasting: instances.every(({ log }) => log?.running === true),
  };
}

/** All nodes have started, cluster channels open, addresses right; yet they are not one cluster. */
function whyApart({ instances, departed }: ClusterState): Finding | undefined {
  const members = instances.filter(isMember);
  return (
    databaseOf(members) ??
    tls(members) ??
    staleMember(members, departed) ??
    split(members) ??
    (firstTrouble(members, 'peer-unreachable')[0] === undefined
      ? notDiscovered(members)
      : portClosed(members))
  );
}

function tls(members: readonly Member[]): Finding | undefined {
  const [ill, line] = firstTrouble(members, 'tls');
  if (ill === undefined) return undefined;
  return {
    cause: 'tls',
    message: `${ill.id} refuses the other nodes' certificates: "${line}". ${viewsOf(members)}`,
    remedy:
      'The nodes must take their certificate from one place: all from the same database (the default), or all with the same cache-embedded-mtls key and trust store.',
    lasting: false,
  };
}

function staleMember(members: readonly Member[], departed: ReadonlyMap<string, string>): Finding | undefined {
  const nodes = new Set(members.map(({ log }) => log.node));
  const complete = members.every(({ log }) => [...nodes].every((node) => log.view.members.includes(node)));
  const gone = new Set(members.flatMap(({ log }) => log.view.members.filter((member) => !nodes.has(member))));
  if (!complete || gone.size === 0) return undefined;
  const names = [...gone]
    .map((node) => `${node} (it was on ${departed.get(node) ?? 'no instance known'})`)
    .join(', ');
  return {
    cause: 'stale-member',
    message: `The view holds ${names}, which is no running instance's. ${viewsOf(members)}`,
    remedy:
      'A dead node is dropped within a minute. If it stays, something outside this environment runs Keycloak on the same database: stop it, or give it a database of its own.',
    lasting: false,
  };
}

function split(members: readonly Member[]): Finding | undefined {
  const nodes = new Set(members.map(({ log }) => log.node));
  const othersMet = members.some(({ log }) =>
    [...nodes].some((node) => node !== log.node && log.met.has(node)),
  );
  const othersSeen = members.some(({ log }) => log.view.size > 1);
  if (!othersMet && !othersSeen) return undefined;
  return {
    cause: 'split',
    message: `The cluster is split: the nodes' views differ. ${viewsOf(members)}`,
    remedy:
      'JGroups merges the parts within a minute once they reach each other; run kc-eb verify again. If it lasts, check TCP 7800 and 57800 between all instances, in both directions.',
    lasting: false,
  };
}

function portClosed(members: readonly Member[]): Finding | undefined {
  const [witness, line] = firstTrouble(members, 'peer-unreachable');
  return {
    cause: 'port-closed',
    message: `The nodes know of each other and cannot connect: each is alone in its view. ${witness?.id ?? ''} says: "${line}". ${viewsOf(members)}`,
    remedy:
      "Let the instances' security group accept TCP 7800 and 57800 from itself (kc-eb's bundle brings the rules; an override or DisableDefaultEC2SecurityGroup may have taken them away), and check network ACLs.",
    lasting: false,
  };
}

function notDiscovered(members: readonly Member[]): Finding | undefined {
  const stacks = [...new Set(members.map(({ log }) => log.stack ?? 'unknown'))].join(', ');
  return {
    cause: 'not-discovered',
    message: `The nodes have not found each other: each is alone in its view (transport stack ${stacks}). ${viewsOf(members)}`,
    remedy:
      "Nodes meet through a table of Keycloak's database: check that all use the same one, and cluster.cache. A stack that finds by multicast (tcp, udp) finds nobody in a VPC. A closed port 7800 can look the same.",
    lasting: false,
  };
}
