/** The Immutable policy: new instances start next to the old ones and replace them when they are healthy. */
import { type Command, requireSuccess, runCommand } from './command.ts';
import { awaitHealthy, launchInstances, instanceList, register, terminateInstances } from './instances.ts';
import { resourceNames } from '../store/names.ts';
import { type Operation, OperationFailed } from './operation.ts';
import type { InstanceRecord } from '../store/records.ts';

/** A failure terminates the new instances and does not change the old ones. */
export async function deployImmutable(op: Operation, command: Command): Promise<void> {
  const old = [...op.environment.instances];
  const names = resourceNames(op.deps.place, op.environment.id);
  op.addEvent(
    'Immutable deployment policy enabled. Launching one instance with the new settings to verify health.',
  );
  await op.wait(5);
  op.addEvent(`Created temporary auto scaling group ${names.temporaryAutoScalingGroup}.`);
  const fresh: InstanceRecord[] = [];
  try {
    await addInstances(op, command, 1, fresh);
    op.throwIfAborted();
    const remaining = old.length - 1;
    if (remaining > 0) {
      op.addEvent('Test instance passed health checks. Launching remaining new instances.');
      await addInstances(op, command, remaining, fresh);
      op.addEvent('Successfully launched all instances.');
    }
  } catch (error) {
    if (!op.closing.aborted) {
      const ours = op.environment.instances.filter((record) => !old.includes(record));
      await terminateInstances(op, ours);
    }
    throw error;
  }
  op.addEvent(
    `Detached new instance(s) from temporary auto scaling group ${names.temporaryAutoScalingGroup}.`,
  );
  op.addEvent(`Attached new instance(s) to the permanent auto scaling group ${names.autoScalingGroup}.`);
  await op.wait(5);
  op.addEvent('Starting post-deployment configuration on new instances.');
  op.addEvent('Waiting for post-deployment configuration to complete.');
  await op.wait(5);
  op.addEvent('Deployment succeeded. Terminating old instances and temporary Auto Scaling group.');
  await terminateInstances(op, old);
}

async function addInstances(
  op: Operation,
  command: Command,
  count: number,
  fresh: InstanceRecord[],
): Promise<void> {
  const launched = await launchInstances(op, count);
  for (const record of launched) fresh.push(record);
  op.addEvent(`Added ${instanceList(launched)} to your environment.`);
  // A new instance always needs an application deployment.
  requireSuccess(op, await runCommand(op, launched, { ...command, kind: 'application' }));
  const list = (records: readonly InstanceRecord[]) => records.map(({ id }) => id).join(',');
  op.addEvent(`Adding new instance(s) (${list(launched)}) to the load balancer.`);
  register(op, launched);
  op.addEvent(`Waiting for instance(s) (${list(fresh)}) to pass health checks.`);
  await op.deps.health.note(op.environment);
  if (await awaitHealthy(op, fresh)) return;
  op.addEvent(`Instance(s) (${list(fresh)}) did not pass health checks within the command timeout.`, 'ERROR');
  throw new OperationFailed();
}
