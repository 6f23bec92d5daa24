/** Causes that show before there is a cluster to look at. */
import { type Check, type Finding, firstTrouble, idsOf } from './finding.ts';
import type { ClusterState, InstanceState } from './state.ts';

/** In this order: an instance that is not there explains why its log is silent, and so on. */
export const startChecks: readonly Check[] = [
  missingInstance,
  noLogs,
  databaseAtStart,
  notStarted,
  otherVersion,
];

/** What kept a Keycloak from starting, in its own words; undefined where none has complained. */
export function whyNotStarted(state: ClusterState): Finding | undefined {
  const [ill] = firstTrouble(waitingOf(state), 'start-failed');
  return databaseAtStart(state) ?? (ill === undefined ? undefined : notStarted(state));
}

function missingInstance({ instances, expected }: ClusterState): Finding | undefined {
  if (instances.length >= Math.max(1, expected.instances)) return undefined;
  return {
    cause: 'missing-instance',
    message: `${count(instances.length, 'instance')} running (${instances.map(({ id }) => id).join(', ') || 'none'}); kc-eb.yaml asks for ${expected.instances} at least.`,
    remedy:
      'kc-eb events says why the Auto Scaling group did not launch it (quota, subnet, instance type); kc-eb status shows the health of the others.',
    lasting: false,
  };
}

function noLogs({ instances, logGroup, expected }: ClusterState): Finding | undefined {
  const silent = instances.filter(({ log }) => log === undefined);
  if (silent.length === 0) return undefined;
  return {
    cause: 'no-logs',
    message: `No line of Keycloak's start on ${idsOf(silent)} has come to ${logGroup}, so nothing is known of its node.`,
    remedy: `The container's awslogs driver writes there. Look at kc-eb logs --service eb-engine.log: did the container start, and may the instance profile ${expected.profile} call logs:CreateLogStream and logs:PutLogEvents?`,
    lasting: false,
  };
}

function databaseAtStart(state: ClusterState): Finding | undefined {
  return databaseOf(waitingOf(state));
}

function waitingOf({ instances }: ClusterState): readonly InstanceState[] {
  return instances.filter(({ log }) => log?.running !== true);
}

/** Also for nodes that have started, where JDBC_PING cannot read its table. */
export function databaseOf(
  instances: readonly InstanceState[],
  since: 'start' | 'recent' = 'start',
): Finding | undefined {
  const [ill, line] = firstTrouble(instances, 'database', since);
  if (ill === undefined) return undefined;
  return {
    cause: 'database',
    message: `Keycloak on ${ill.id} cannot use its database: "${line}".`,
    remedy:
      "Check database.host, name, username and the secret behind database.password in kc-eb.yaml, and that the database's security group lets the instances in.",
    lasting: false,
  };
}

function notStarted(state: ClusterState): Finding | undefined {
  const waiting = waitingOf(state);
  if (waiting.length === 0) return undefined;
  const [ill, line] = firstTrouble(waiting, 'start-failed');
  return {
    cause: 'not-started',
    message:
      ill === undefined
        ? `Keycloak on ${idsOf(waiting)} has not finished its start.`
        : `Keycloak on ${ill.id} did not start: "${line}".`,
    remedy: 'kc-eb logs --service keycloak --since 30m shows how far it came.',
    lasting: false,
  };
}

function otherVersion({ instances, expected }: ClusterState): Finding | undefined {
  const wanted = expected.versionLabel ?? instances.find(({ versionLabel }) => versionLabel)?.versionLabel;
  const other = instances.filter(({ versionLabel }) => versionLabel !== wanted);
  const releases = new Set(instances.map(({ log }) => log?.version));
  const [stranger, line] = firstTrouble(instances, 'other-jgroups');
  if (other.length === 0 && releases.size <= 1 && stranger === undefined) return undefined;
  const account = instances
    .map(({ id, versionLabel, log }) => `${id}: ${versionLabel ?? 'none'} (Keycloak ${log?.version ?? '?'})`)
    .join('; ');
  return {
    cause: 'other-version',
    message:
      `Not every instance runs ${wanted ?? 'the same version'}: ${account}.` +
      (stranger === undefined ? '' : ` ${stranger.id} says: "${line}".`),
    remedy: 'Run kc-eb deploy again: a rolling deployment that failed halfway leaves versions mixed.',
    lasting: false,
  };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
