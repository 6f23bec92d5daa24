/** Causes that show before the nodes can form a cluster. */
import { accountsText } from '../base/few.ts';
import { type Check, type Finding, firstTrouble, idsOf } from './finding.ts';
import { silenceTexts } from '../heartbeat/silence.ts';
import type { ClusterState, InstanceState } from './state.ts';

/** Ordered: a missing instance explains a missing log, and so on. */
export const startChecks: readonly Check[] = [
  missingInstance,
  noEvidence,
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

function noEvidence({ instances, logGroup, expected }: ClusterState): Finding | undefined {
  const silent = instances.filter(({ log }) => log === undefined);
  if (silent.length === 0) return undefined;
  return {
    cause: 'no-evidence',
    message: [
      `Neither a heartbeat nor a line of Keycloak's start was found of ${idsOf(silent)} (log group ${logGroup}).`,
      ...silencesOf(silent),
    ].join(' '),
    remedy: `Run kc-eb logs --service eb-engine.log to see whether the containers started. Their awslogs driver needs an instance profile (${expected.profile}) that allows logs:CreateLogStream and logs:PutLogEvents.`,
    ...{ lasting: false, unproven: true },
  };
}

/** One sentence for each reason why instances send no heartbeats. */
export function silencesOf(instances: readonly InstanceState[]): string[] {
  const silences = new Set(instances.flatMap(({ silence }) => silence ?? []));
  return [...silences].map((silence) => {
    const ids = idsOf(instances.filter((instance) => instance.silence === silence));
    return `Of ${ids}: ${silenceTexts[silence]}.`;
  });
}

function databaseAtStart(state: ClusterState): Finding | undefined {
  const waiting = waitingOf(state);
  return migrationLock(waiting) ?? databaseOf(waiting);
}

/**
 * A start locks a row of databasechangeloglock before it migrates the tables. It waits up to 15 minutes, and logs that only
 * where the database limits the wait for a lock: https://github.com/keycloak/keycloak, CustomLockService.
 */
function migrationLock(waiting: readonly InstanceState[]): Finding | undefined {
  const [witness, line] = firstTrouble(waiting, 'migration-lock');
  if (witness === undefined) return undefined;
  return {
    cause: 'database',
    message: `Keycloak on ${witness.id} waits for the lock of the database's migration: "${line}".`,
    remedy:
      'Another Keycloak migrates the tables, or a session without its Keycloak holds a row of databasechangeloglock. In the database, pg_stat_activity or SHOW PROCESSLIST shows that session. For a long migration, raise deployment.commandTimeoutMinutes.',
    lasting: false,
  };
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
      "Check database.host, name, username and the secret of database.password in kc-eb.yaml. Check the schema (KC_DB_SCHEMA), its rights, and that the database's security group admits the instances.",
    lasting: false,
  };
}

function notStarted(state: ClusterState): Finding | undefined {
  const waiting = waitingOf(state);
  if (waiting.length === 0) return undefined;
  const [witness, line] = firstTrouble(waiting, 'start-failed');
  const remedy = 'Run kc-eb logs --service keycloak --since 30m to see how far it came.';
  if (witness !== undefined) {
    const message = `Keycloak on ${witness.id} did not start: "${line}".`;
    return { cause: 'not-started', message, remedy, lasting: false };
  }
  const unready = waiting.filter(({ heartbeat }) => heartbeat !== undefined);
  if (unready.length > 0) return isApart(state) ? undefined : notReady(unready);
  return {
    cause: 'not-started',
    message: [
      `No line shows that Keycloak on ${idsOf(waiting)} has finished its start.`,
      ...silencesOf(waiting),
    ].join(' '),
    ...{ remedy, lasting: false, unproven: true },
  };
}

/** A node that is alone may be down by its own health check: the other causes explain more. */
function isApart({ instances, expected }: ClusterState): boolean {
  const sizes = instances.map(({ heartbeat }) => heartbeat?.size);
  const isKnown = sizes.every((size) => size !== undefined);
  return expected.clustered && isKnown && sizes.some((size) => size !== instances.length);
}

function notReady(instances: readonly InstanceState[]): Finding {
  const down = instances.filter(({ heartbeat }) => heartbeat?.startedAt === undefined);
  return {
    cause: 'not-ready',
    message:
      down.length > 0
        ? `Keycloak on ${idsOf(down)} does not answer the heartbeat service of its instance.`
        : `Keycloak on ${idsOf(instances)} runs, and its health check is not "UP".`,
    remedy:
      'Run kc-eb logs --service keycloak --since 30m: Keycloak is still starting, has stopped, or has lost its database.',
    lasting: false,
    ...(instances.every(isDeploying) && { unproven: true }),
  };
}

function isDeploying(instance: InstanceState): boolean {
  return instance.isDeploying;
}

function otherVersion({ instances, expected }: ClusterState): Finding | undefined {
  const wanted = expected.versionLabel ?? instances.find(({ versionLabel }) => versionLabel)?.versionLabel;
  const other = instances.filter(({ versionLabel }) => versionLabel !== wanted);
  // A heartbeat has the release of kc-eb.yaml, which a Keycloak of another vendor may log in its own form.
  const releases = ['heartbeat', 'lines'].map(
    (source) =>
      new Set(
        instances
          .filter(({ heartbeat }) => (heartbeat === undefined) === (source === 'lines'))
          .flatMap(({ log }) => log?.version ?? []),
      ),
  );
  const bundles = new Set(instances.flatMap(({ heartbeat }) => heartbeat?.versionLabel ?? []));
  const [stranger, line] = firstTrouble(instances, 'other-jgroups');
  const isMixed = [...releases, bundles].some(({ size }) => size > 1);
  if (other.length === 0 && !isMixed && stranger === undefined) return undefined;
  const account = accountsText(
    instances.map(({ id, versionLabel, heartbeat, log }) => ({
      name: id,
      text: `${heartbeat?.versionLabel ?? versionLabel ?? 'none'} (Keycloak ${log?.version ?? '?'})`,
    })),
    () => ':',
  );
  return {
    cause: 'other-version',
    message:
      `Not every instance runs ${wanted ?? 'the same version'}: ${account}.` +
      (stranger === undefined ? '' : ` ${stranger.id} logged "${line}".`),
    remedy: 'Run kc-eb deploy again: a rolling update that fails midway leaves mixed versions.',
    lasting: false,
    // Auto Scaling may have launched it a minute ago.
    ...(!isMixed && stranger === undefined && other.every(isDeploying) && { unproven: true }),
  };
}
