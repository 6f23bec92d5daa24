/** The instances of an environment: launching, registering, waiting for health, terminating. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../base/user-error.ts';
import type { Instance } from '../../base/ports.ts';
import { newInstanceId } from '../store/names.ts';
import { type Operation, OperationFailed } from './operation.ts';
import type { EnvironmentRecord, InstanceRecord } from '../store/records.ts';

/** Good reports in a row, ten seconds apart, after which a batch passes with enhanced health. */
const goodReports = 12;
const reportSeconds = 10;
/** Bounds of the poll interval in milliseconds. */
const pollMs = { min: 20, max: 500 };
/** Beanstalk adds this to the command timeout. */
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
 * Launches instances simultaneously. Their records exist before them, so that none is lost. Throws OperationFailed after its
 * event when a launch fails.
 */
export async function launchInstances(op: Operation, count: number): Promise<InstanceRecord[]> {
  const { environment, deps } = op;
  const records = Array.from({ length: count }, (): InstanceRecord => {
    return { id: newInstanceId(), privateIp: '', launchedAt: deps.now().toISOString() };
  });
  for (const record of records) environment.instances.push(record);
  op.save();
  await op.stored();
  const outcomes = await op.untilClosing(
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
        op.save();
      }),
    ),
  );
  const failed = records.filter((_, index) => outcomes[index]?.status === 'rejected');
  const reason = outcomes.find((outcome) => outcome.status === 'rejected');
  if (reason === undefined) return records;
  environment.instances = environment.instances.filter((record) => !failed.includes(record));
  op.save();
  op.addEvent(`Launching EC2 instance failed. Status Reason: ${messageOf(reason.reason)}`, 'ERROR');
  throw new OperationFailed();
}

export function register(op: Operation, records: readonly InstanceRecord[]): void {
  for (const record of records) {
    op.deps.balancer.register(op.environment.name, toInstance(op.environment, record));
  }
}

export async function deregister(op: Operation, records: readonly InstanceRecord[]): Promise<void> {
  await op.untilClosing(
    Promise.all(records.map(({ id }) => op.deps.balancer.deregister(op.environment.name, id))),
  );
}

/**
 * Returns false when an instance is not healthy after the command timeout. That time is the application's: the pace
 * does not divide it.
 */
export async function awaitHealthy(op: Operation, records: readonly InstanceRecord[]): Promise<boolean> {
  const { enhancedHealth, timeoutSeconds, ignoreHealthCheck } = op.plan;
  if (ignoreHealthCheck || records.length === 0) return true;
  const { balancer, runtime, pace } = op.deps;
  const needed = enhancedHealth ? goodReports : 1;
  const reportMs = (reportSeconds * 1000) / pace;
  const poll = Math.min(pollMs.max, Math.max(pollMs.min, reportMs));
  const deadline = Date.now() + timeoutSeconds * 1000 + (extraTimeoutSeconds * 1000) / pace;
  let goodSince: number | undefined;
  while (Date.now() < deadline) {
    const states = balancer.states(op.environment.name);
    const running = await op.untilClosing(runtime.running());
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
    await op.untilClosing(op.deps.runtime.terminate(toInstance(op.environment, record)));
    await op.deps.instanceLogs.forget(record.id);
    op.environment.instances = op.environment.instances.filter(({ id }) => id !== record.id);
    op.save();
  }
  if (records.length > 0) op.addEvent(`Removed ${instanceList(records)} from your environment.`);
}

/** Removes instances that no longer run, as an Auto Scaling group does with terminated ones. */
export async function removeLostInstances(op: Operation): Promise<void> {
  const running = await op.untilClosing(op.deps.runtime.running());
  await terminateInstances(
    op,
    op.environment.instances.filter(({ id }) => !running.has(id)),
  );
}

/** "instance [i-1]" or "instances [i-1, i-2]". */
export function instanceList(records: readonly InstanceRecord[]): string {
  const ids = records.map(({ id }) => id).join(', ');
  return `${records.length === 1 ? 'instance' : 'instances'} [${ids}]`;
}
