/** AllAtOnce, Rolling and RollingWithAdditionalBatch: deployments onto the instances that are there. */
import { batches, batchSize } from './batches.ts';
import { type Command, type CommandResult, requireSuccess, runCommand } from './command.ts';
import {
  awaitHealthy,
  deregister,
  launchInstances,
  named,
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
    // Instances that were launched without a version are behind no load balancer yet.
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
    // The additional batch is the first; as many old instances go at the end.
    op.say(
      `Rolling with additional batch deployment policy enabled. Launching a new batch of ${size} additional instance(s).`,
    );
    const launched = await launchInstances(op, size);
    op.say(`Added ${named(launched)} to your environment.`);
    await deployBatch(op, command, { number: 1, records: launched, fresh: true });
    done += launched.length;
  }
  const inPlace = additional ? batches(before.slice(size), size) : own;
  for (const [index, records] of inPlace.entries()) {
    op.checkAbort();
    await deployBatch(op, command, { number: index + (additional ? 2 : 1), records, fresh: false });
    done += records.length;
    if (done < before.length) {
      op.say(`Command execution completed on ${done} of ${before.length} instances in environment.`);
    }
  }
  if (additional) {
    op.say('Terminating excess instance(s).');
    await terminateInstances(op, before.slice(0, size));
  }
}

interface Batch {
  number: number;
  records: InstanceRecord[];
  /** Just launched: it is in no load balancer yet. */
  fresh: boolean;
}

async function deployBatch(
  op: Operation,
  command: Command,
  { number, records, fresh }: Batch,
): Promise<void> {
  const batch = `Batch ${number}:`;
  const ids = records.map(({ id }) => id).join(', ');
  op.say(`${batch} Starting application deployment on instance(s) [${ids}].`);
  await op.wait(1);
  if (!fresh) {
    op.say(
      `${batch} De-registering instance(s) from the load balancer and waiting for them to go out of service.`,
    );
    await deregister(op, records);
  }
  op.say(`${batch} Starting application deployment command execution.`);
  await op.deps.health.note(op.environment);
  const result: CommandResult = await runCommand(op, records, command);
  // Those that did deploy take requests again, whatever became of the others.
  if (result.failed.length + result.timedOut.length > 0) register(op, records);
  requireSuccess(op, result);
  op.say(`${batch} Completed application deployment command execution.`);
  op.say(`${batch} Registering instance(s) with the load balancer and waiting for them to be healthy.`);
  register(op, records);
  if (!(await awaitHealthy(op, records))) {
    // Beanstalk's own words for this were found in no public log.
    op.say(`${batch} Instance(s) [${ids}] did not become healthy within the command timeout.`, 'ERROR');
    throw new OperationFailed();
  }
  op.say(`${batch} Completed application deployment.`);
  await op.deps.health.note(op.environment);
}
