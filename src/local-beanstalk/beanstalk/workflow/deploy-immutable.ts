/** The Immutable policy: new instances beside the old ones, which go when the new ones are healthy. */
import { type Command, requireSuccess, runCommand } from './command.ts';
import { awaitHealthy, launchInstances, named, register, terminateInstances } from './instances.ts';
import { resourceNames } from '../store/names.ts';
import { type Operation, OperationFailed } from './operation.ts';
import type { InstanceRecord } from '../store/records.ts';

/** When it fails, the new instances are terminated and the old ones were never touched. */
export async function deployImmutable(op: Operation, command: Command): Promise<void> {
  const old = [...op.environment.instances];
  const names = resourceNames(op.deps.place, op.environment.id);
  op.say(
    'Immutable deployment policy enabled. Launching one instance with the new settings to verify health.',
  );
  await op.wait(5);
  op.say(`Created temporary auto scaling group ${names.temporaryAutoScalingGroup}.`);
  const fresh: InstanceRecord[] = [];
  try {
    await addInstances(op, command, 1, fresh);
    op.checkAbort();
    const remaining = old.length - 1;
    if (remaining > 0) {
      op.say('Test instance passed health checks. Launching remaining new instances.');
      await addInstances(op, command, remaining, fresh);
      op.say('Successfully launched all instances.');
    }
  } catch (error) {
    if (!op.closing.aborted) {
      const ours = op.environment.instances.filter((record) => !old.includes(record));
      await terminateInstances(op, ours);
    }
    throw error;
  }
  op.say(`Detached new instance(s) from temporary auto scaling group ${names.temporaryAutoScalingGroup}.`);
  op.say(`Attached new instance(s) to the permanent auto scaling group ${names.autoScalingGroup}.`);
  await op.wait(5);
  op.say('Starting post-deployment configuration on new instances.');
  op.say('Waiting for post-deployment configuration to complete.');
  await op.wait(5);
  op.say('Deployment succeeded. Terminating old instances and temporary Auto Scaling group.');
  await terminateInstances(op, old);
}

async function addInstances(
  op: Operation,
  command: Command,
  count: number,
  fresh: InstanceRecord[],
): Promise<void> {
  const launched = await launchInstances(op, count);
  fresh.push(...launched);
  op.say(`Added ${named(launched)} to your environment.`);
  // A new instance always carries the whole application out.
  requireSuccess(op, await runCommand(op, launched, { ...command, kind: 'application' }));
  const list = (records: readonly InstanceRecord[]) => records.map(({ id }) => id).join(',');
  op.say(`Adding new instance(s) (${list(launched)}) to the load balancer.`);
  register(op, launched);
  op.say(`Waiting for instance(s) (${list(fresh)}) to pass health checks.`);
  await op.deps.health.note(op.environment);
  if (await awaitHealthy(op, fresh)) return;
  op.say(`Instance(s) (${list(fresh)}) did not pass health checks within the command timeout.`, 'ERROR');
  throw new OperationFailed();
}
