/** The instances of an environment: launching, registering, waiting for health, terminating. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../base/user-error.ts';
import type { Instance } from '../../base/ports.ts';
import { newInstanceId } from '../store/names.ts';
import { type Operation, OperationFailed } from './operation.ts';
import type { EnvironmentRecord, InstanceRecord } from '../store/records.ts';

/** With enhanced health a batch passes after this many good reports in a row, ten seconds apart. */
const goodReports = 12;
const reportSeconds = 10;
/** How often states are looked at, at least and at most, in milliseconds. */
const pollMs = { least: 20, most: 500 };
/** What Beanstalk adds to the command timeout. */
export const extraTimeoutSeconds = 240;

export function toInstance(environment: EnvironmentRecord, record: InstanceRecord): Instance {
  return {
    id: record.id,
    environmentName: environment.name,
    environmentId: environment.id,
    privateIp: record.privateIp,
    launchedAt: new Date(record.launchedAt),
  };
}

/**
 * Boots instances side by side. They are on record before they exist, so that none is ever lost. Throws
 * OperationFailed, after saying so, when one cannot be launched.
 */
export async function launchInstances(op: Operation, count: number): Promise<InstanceRecord[]> {
  const { environment, deps } = op;
  const records = Array.from({ length: count }, (): InstanceRecord => {
    return { id: newInstanceId(), privateIp: '', launchedAt: deps.now().toISOString() };
  });
  environment.instances.push(...records);
  op.save();
  const outcomes = await op.outside(
    Promise.allSettled(
      records.map(async (record) => {
        const { id } = record;
        const launched = await deps.runtime.launch({
          id,
          environmentName: environment.name,
          environmentId: environment.id,
        });
        record.privateIp = launched.privateIp;
        record.launchedAt = launched.launchedAt.toISOString();
      }),
    ),
  );
  op.save();
  const failed = records.filter((_, index) => outcomes[index]?.status === 'rejected');
  const reason = outcomes.find((outcome) => outcome.status === 'rejected');
  if (reason === undefined) return records;
  environment.instances = environment.instances.filter((record) => !failed.includes(record));
  op.save();
  op.say(`Launching EC2 instance failed. Status Reason: ${messageOf(reason.reason)}`, 'ERROR');
  throw new OperationFailed();
}

export function register(op: Operation, records: readonly InstanceRecord[]): void {
  for (const record of records) {
    op.deps.balancer.register(op.environment.name, toInstance(op.environment, record));
  }
}

export async function deregister(op: Operation, records: readonly InstanceRecord[]): Promise<void> {
  await op.outside(
    Promise.all(records.map(({ id }) => op.deps.balancer.deregister(op.environment.name, id))),
  );
}

/**
 * False when one of them is still not healthy after the command timeout. The time is the application's own and
 * is not divided by the pace.
 */
export async function awaitHealthy(op: Operation, records: readonly InstanceRecord[]): Promise<boolean> {
  const { enhancedHealth, timeoutSeconds, ignoreHealthCheck } = op.plan;
  if (ignoreHealthCheck || records.length === 0) return true;
  const { balancer, runtime, pace } = op.deps;
  const needed = enhancedHealth ? goodReports : 1;
  const reportMs = (reportSeconds * 1000) / pace;
  const poll = Math.min(pollMs.most, Math.max(pollMs.least, reportMs));
  const deadline = Date.now() + timeoutSeconds * 1000 + (extraTimeoutSeconds * 1000) / pace;
  let goodSince: number | undefined;
  while (Date.now() < deadline) {
    const states = balancer.states(op.environment.name);
    const running = await op.outside(runtime.running());
    const good = records.every(({ id }) => states.get(id) === 'healthy' && running.has(id));
    goodSince = good ? (goodSince ?? Date.now()) : undefined;
    if (goodSince !== undefined && Date.now() - goodSince >= (needed - 1) * reportMs) return true;
    await sleep(poll, undefined, { signal: op.closing });
  }
  return false;
}

export async function terminateInstances(op: Operation, records: readonly InstanceRecord[]): Promise<void> {
  await deregister(op, records);
  for (const record of records) {
    await op.outside(op.deps.runtime.terminate(toInstance(op.environment, record)));
    op.environment.instances = op.environment.instances.filter(({ id }) => id !== record.id);
    op.save();
  }
  if (records.length > 0) op.say(`Removed ${named(records)} from your environment.`);
}

/** Instances that no longer run are given up, as an Auto Scaling group does with those it finds terminated. */
export async function dropLost(op: Operation): Promise<void> {
  const running = await op.outside(op.deps.runtime.running());
  await terminateInstances(
    op,
    op.environment.instances.filter(({ id }) => !running.has(id)),
  );
}

/** instance [i-1] or instances [i-1, i-2] */
export function named(records: readonly InstanceRecord[]): string {
  const ids = records.map(({ id }) => id).join(', ');
  return `${records.length === 1 ? 'instance' : 'instances'} [${ids}]`;
}
