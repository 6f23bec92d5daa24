/** Causes that show before the nodes can form a cluster. */
import { type Check, type Finding, firstTrouble, idsOf } from './finding.ts';
import type { ClusterState, InstanceState } from './state.ts';

/** Ordered: a missing instance explains a missing log, and so on. */
export const startChecks: readonly Check[] = [
  missingInstance,
  noLogs,
  databaseAtStart,
  notStarted,
  otherVersion,
];

/** The cause that a Keycloak itself logged before it failed to start; undefined when none did. */
export function whyNotStarted(state: ClusterState): Finding | undefined {
  const [witness] = firstTrouble(waitingOf(state), 'start-failed');
  return databaseAtStart(state) ?? (witness === undefined ? undefined : notStarted(state));
}

function missingInstance({ instances, expected }: ClusterState): Finding | undefined {
  const required = Math.max(1, expected.instances);
  if (instances.length >= required) return undefined;
  return {
    cause: 'missing-instance',
    message: `Running instances: ${instances.length} (${idsOf(instances) || 'none'}), at least ${required} expected.`,
    remedy:
      'Run kc-eb events to see why the Auto Scaling group launched no instance (quota, subnet, instance type). kc-eb status shows the health of the others.',
    lasting: false,
  };
}

function noLogs({ instances, logGroup, expected }: ClusterState): Finding | undefined {
  const silent = instances.filter(({ log }) => log === undefined);
  if (silent.length === 0) return undefined;
  return {
    cause: 'no-logs',
    message: `No log line of Keycloak on ${idsOf(silent)} was found in ${logGroup}.`,
    remedy: `Run kc-eb logs --service eb-engine.log to see whether the container started. Its awslogs driver needs an instance profile (${expected.profile}) that allows logs:CreateLogStream and logs:PutLogEvents.`,
    lasting: false,
  };
}

function databaseAtStart(state: ClusterState): Finding | undefined {
  return databaseOf(waitingOf(state));
}

function waitingOf({ instances }: ClusterState): readonly InstanceState[] {
  return instances.filter(({ log }) => log?.running !== true);
}

/** Finds it also on nodes that have started, where JDBC_PING cannot read its table. */
export function databaseOf(
  instances: readonly InstanceState[],
  since: 'start' | 'recent' = 'start',
): Finding | undefined {
  const [witness, line] = firstTrouble(instances, 'database', since);
  if (witness === undefined) return undefined;
  return {
    cause: 'database',
    message: `Keycloak on ${witness.id} cannot use its database: "${line}".`,
    remedy:
      "Check database.host, name, username and the secret of database.password in kc-eb.yaml. Check that the database's security group admits the instances.",
    lasting: false,
  };
}

function notStarted(state: ClusterState): Finding | undefined {
  const waiting = waitingOf(state);
  if (waiting.length === 0) return undefined;
  const [witness, line] = firstTrouble(waiting, 'start-failed');
  return {
    cause: 'not-started',
    message:
      witness === undefined
        ? `Keycloak on ${idsOf(waiting)} has not finished its start.`
        : `Keycloak on ${witness.id} did not start: "${line}".`,
    remedy: 'Run kc-eb logs --service keycloak --since 30m to see how far it came.',
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
      (stranger === undefined ? '' : ` ${stranger.id} logged "${line}".`),
    remedy: 'Run kc-eb deploy again: a rolling update that fails midway leaves mixed versions.',
    lasting: false,
  };
}
