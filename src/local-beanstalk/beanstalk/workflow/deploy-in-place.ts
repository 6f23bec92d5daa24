/** AllAtOnce, Rolling and RollingWithAdditionalBatch: deployments to existing instances. */
import { batches, batchSize } from './batches.ts';
import { type Command, type CommandResult, requireSuccess, runCommand } from './command.ts';
import {
  awaitHealthy,
  deregister,
  launchInstances,
  instanceList,
  register,
  terminateInstances,
} from './instances.ts';
import { type Operation, OperationFailed } from './operation.ts';
import type { InstanceRecord } from '../store/records.ts';

/** Throws OperationFailed after its events; instances of earlier batches keep the new version, as on AWS. */
export async function deployInPlace(op: Operation, command: Command): Promise<void> {
  const { policy } = op.plan;
  const before = [...op.environment.instances];
  if (policy === 'Rolling' || policy === 'RollingWithAdditionalBatch') {
    await deployRolling(op, command, before, policy === 'RollingWithAdditionalBatch');
  } else {
    requireSuccess(op, await runCommand(op, before, command));
    // Instances launched without a version are not registered yet.
    const registered = op.deps.balancer.states(op.environment.name);
    register(
      op,
      before.filter(({ id }) => !registered.has(id)),
    );
  }
}

async function deployRolling(
  op: Operation,
  command: Command,
  before: readonly InstanceRecord[],
  additional: boolean,
): Promise<void> {
  const size = batchSize(op.plan.batch, before.length);
  const own = batches(before, size);
  let done = 0;
  if (additional) {
    // The additional batch comes first; the same number of old instances is terminated at the end.
    op.addEvent(
      `Rolling with additional batch deployment policy enabled. Launching a new batch of ${size} additional instance(s).`,
    );
    const launched = await launchInstances(op, size);
    op.addEvent(`Added ${instanceList(launched)} to your environment.`);
    done += launched.length;
    await deployBatch(op, command, { number: 1, records: launched, fresh: true });
  }
  const inPlace = additional ? batches(before.slice(size), size) : own;
  for (const [index, records] of inPlace.entries()) {
    op.throwIfAborted();
    done += records.length;
    const progress = done < before.length && { done, of: before.length };
    await deployBatch(op, command, {
      ...{ number: index + (additional ? 2 : 1), records, fresh: false },
      ...(progress && { progress }),
    });
  }
  if (additional) {
    op.addEvent('Terminating excess instance(s).');
    await terminateInstances(op, before.slice(0, size));
  }
}

interface Batch {
  number: number;
  records: InstanceRecord[];
  /** Just launched and not registered yet. */
  fresh: boolean;
  /** Instances with the new version after this batch; absent for the last one. */
  progress?: { done: number; of: number };
}

async function deployBatch(
  op: Operation,
  command: Command,
  { number, records, fresh, progress }: Batch,
): Promise<void> {
  const batch = `Batch ${number}:`;
  const ids = records.map(({ id }) => id).join(', ');
  op.addEvent(`${batch} Starting application deployment on instance(s) [${ids}].`);
  await op.wait(1);
  if (!fresh) {
    op.addEvent(
      `${batch} De-registering instance(s) from the load balancer and waiting for them to go out of service.`,
    );
    await deregister(op, records);
  }
  op.addEvent(`${batch} Starting application deployment command execution.`);
  await op.deps.health.note(op.environment);
  const result: CommandResult = await runCommand(op, records, command);
  // Successful instances take requests again, whether or not others failed.
  if (result.failed.length + result.timedOut.length > 0) register(op, records);
  requireSuccess(op, result);
  op.addEvent(`${batch} Completed application deployment command execution.`);
  if (progress !== undefined) {
    const { done, of } = progress;
    op.addEvent(`Command execution completed on ${done} of ${of} instances in environment.`);
  }
  op.addEvent(`${batch} Registering instance(s) with the load balancer and waiting for them to be healthy.`);
  register(op, records);
  if (!(await awaitHealthy(op, records))) {
    // Not verbatim: no public log shows Beanstalk's message for this.
    op.addEvent(`${batch} Instance(s) [${ids}] did not become healthy within the command timeout.`, 'ERROR');
    throw new OperationFailed();
  }
  op.addEvent(`${batch} Completed application deployment.`);
  await op.deps.health.note(op.environment);
}
