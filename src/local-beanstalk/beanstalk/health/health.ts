/**
 * Enhanced health from the state of instances and targets: statuses, colours and causes.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/health-enhanced-status.html
 */
import type { InstanceRuntime, TargetState } from '../../base/ports.ts';
import { type Request, troubles } from './requests.ts';
import type { EnvironmentRecord, HealthStatus, InstanceRecord } from '../store/records.ts';
import { largest } from '../../../base/extremes.ts';

export interface HealthFacts {
  environment: EnvironmentRecord;
  runtimeKind: InstanceRuntime['kind'];
  running: ReadonlySet<string>;
  targets: ReadonlyMap<string, TargetState>;
  /** Requests of the last ten seconds, by instance id. */
  requests: ReadonlyMap<string, readonly Request[]>;
  /** Whether 4xx lower the health. */
  with4xx: boolean;
  now: Date;
}

type Color = 'Green' | 'Yellow' | 'Red' | 'Grey';

interface Health {
  status: HealthStatus;
  color: Color;
  causes: string[];
}

export interface InstanceHealth extends Health {
  requests: readonly Request[];
  record: InstanceRecord;
}

export interface EnvironmentHealth extends Health {
  requests: readonly Request[];
  instances: InstanceHealth[];
}

const colors: Record<HealthStatus, Color> = {
  Ok: 'Green',
  Info: 'Green',
  Warning: 'Yellow',
  Degraded: 'Red',
  Severe: 'Red',
  NoData: 'Grey',
  Unknown: 'Grey',
  Pending: 'Grey',
};

const reportingOnlyCause = 'Reporting only: nothing runs here.';

export function judgeHealth(facts: HealthFacts): EnvironmentHealth {
  const { environment, now } = facts;
  const instances = environment.instances.map((record) => judgeInstance(facts, record));
  const requests = instances.flatMap((one) => one.requests);
  const { status, causes } = lower(judgeEnvironment(environment, instances, now), requests, facts);
  if (facts.runtimeKind === 'reporting-only') causes.push(reportingOnlyCause);
  return { status, color: colors[status], causes, requests, instances };
}

function judgeInstance(facts: HealthFacts, record: InstanceRecord): InstanceHealth {
  const requests = facts.requests.get(record.id) ?? [];
  const { status, causes } = lower(statusOf(facts, record), requests, facts);
  if (facts.runtimeKind === 'reporting-only') causes.push(reportingOnlyCause);
  return { record, status, color: colors[status], causes, requests };
}

/** Best first. Requests change no other status, and none during an operation. */
const ranks: readonly HealthStatus[] = ['Ok', 'Info', 'Warning', 'Degraded', 'Severe'];

function lower(
  found: { status: HealthStatus; causes: string[] },
  requests: readonly Request[],
  { with4xx, environment }: HealthFacts,
): { status: HealthStatus; causes: string[] } {
  if (environment.operation !== undefined || !ranks.includes(found.status)) return found;
  const troubled = troubles(requests, with4xx);
  const worst = largest([found, ...troubled].map(({ status }) => ranks.indexOf(status)));
  return {
    status: ranks[worst] ?? found.status,
    causes: [...troubled.map(({ cause }) => cause), ...found.causes],
  };
}

function statusOf(
  { environment, running, targets, now }: HealthFacts,
  { id, privateIp, launchedAt, deployment }: InstanceRecord,
): { status: HealthStatus; causes: string[] } {
  if (deployment === undefined && environment.operation === undefined) {
    return { status: 'Info', causes: ['No application version is deployed.'] };
  }
  if (privateIp === '' || deployment === undefined) {
    return {
      status: 'Pending',
      causes: [`Performing initialization (running for ${age(launchedAt, now)}).`],
    };
  }
  if (!running.has(id)) return { status: 'Severe', causes: ['Instance has not sent any data: it stopped.'] };
  if (deployment.status === 'In Progress') {
    return {
      status: 'Info',
      causes: [`Application update in progress (running for ${age(deployment.at, now)}).`],
    };
  }
  const causes: string[] = [];
  if (deployment.status === 'Failed') {
    causes.push(
      `Application deployment failed at ${deployment.at} with exit status 1 and error: Engine execution has encountered an error.`,
    );
  }
  if (isOtherVersion(environment, deployment.versionLabel) && environment.operation === undefined) {
    causes.push(
      `Incorrect application version "${deployment.versionLabel}" (deployment ${deployment.id}). ${expected(environment)}`,
    );
  }
  const target = targets.get(id);
  if (target === 'unhealthy') causes.push('Process default has been unhealthy (Target.FailedHealthChecks).');
  if (causes.length > 0)
    return {
      status: deployment.status === 'Failed' || target === 'unhealthy' ? 'Severe' : 'Degraded',
      causes,
    };
  if (target === 'initial' || target === 'draining' || target === undefined) {
    return { status: 'Info', causes: [`Process default is not in service (${target ?? 'not registered'}).`] };
  }
  return { status: 'Ok', causes: [] };
}

function judgeEnvironment(
  environment: EnvironmentRecord,
  instances: readonly InstanceHealth[],
  now: Date,
): { status: HealthStatus; causes: string[] } {
  const { operation } = environment;
  const total = instances.length;
  const progress =
    operation === undefined
      ? []
      : [`${operationNames[operation.kind]} in progress (running for ${age(operation.startedAt, now)}).`];
  if (
    operation?.kind === 'create' &&
    instances.every(({ status }) => status === 'Pending' || status === 'Info')
  ) {
    return { status: 'Pending', causes: progress };
  }
  if (total === 0) {
    return operation === undefined
      ? { status: 'Severe', causes: ['There are no instances.'] }
      : { status: 'Info', causes: [...progress, 'There are no instances.'] };
  }
  const bad = instances.filter(({ status }) => status === 'Severe' || status === 'Degraded');
  const causes = [...progress, ...summary(environment, instances)];
  if (bad.length === total) return { status: 'Severe', causes };
  if (bad.length > 0) return { status: 'Degraded', causes };
  if (operation !== undefined || instances.some(({ status }) => status !== 'Ok'))
    return { status: 'Info', causes };
  return { status: 'Ok', causes };
}

const operationNames = {
  create: 'Environment launch',
  update: 'Environment update',
  rebuild: 'Environment rebuild',
  restart: 'Application restart',
  terminate: 'Environment termination',
  tags: 'Environment update',
  swap: 'CNAME swap',
} as const;

/** One cause for each problem, with the number of instances. */
function summary(environment: EnvironmentRecord, instances: readonly InstanceHealth[]): string[] {
  const count = (matches: (one: InstanceHealth) => boolean) => instances.filter(matches).length;
  const rows: [number, (on: string) => string][] = [
    [
      count(({ causes }) => causes.some((cause) => cause.includes('not sent any data'))),
      (on) => `No data received from ${on}.`,
    ],
    [count(({ record }) => record.deployment?.status === 'Failed'), (on) => `Command failed on ${on}.`],
    [
      count(({ causes }) => causes.some((cause) => cause.startsWith('Incorrect'))),
      (on) => `Incorrect application version found on ${on}. ${expected(environment)}`,
    ],
    [
      count(({ causes }) => causes.some((cause) => cause.includes('FailedHealthChecks'))),
      (on) => `Process default is unhealthy on ${on}.`,
    ],
  ];
  return rows
    .filter(([number]) => number > 0)
    .map(([number, text]) =>
      text(number === instances.length ? 'all instances' : `${number} out of ${instances.length} instances`),
    );
}

function isOtherVersion({ versionLabel }: EnvironmentRecord, label: string): boolean {
  return versionLabel !== undefined && versionLabel !== label;
}

function expected({ versionLabel = 'n/a', expectedDeploymentId }: EnvironmentRecord): string {
  return `Expected version "${versionLabel}" (deployment ${expectedDeploymentId}).`;
}

function age(since: string, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(since)) / 1000));
  return seconds < 60 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
}
