/** Replaces instances after a change of their launch template, and changes their number. */
import { batches } from './batches.ts';
import { type Command, requireSuccess, runCommand } from './command.ts';
import { deployImmutable } from './deploy-immutable.ts';
import { awaitHealthy, launchInstances, instanceList, register, terminateInstances } from './instances.ts';
import { type Operation, OperationFailed } from './operation.ts';
import type { InstanceRecord } from '../store/records.ts';

/**
 * Replaces every instance by aws:autoscaling:updatepolicy:rollingupdate: in batches when it is enabled, otherwise all at
 * once (AWS's default).
 */
export async function replaceInstances(op: Operation, command: Command): Promise<void> {
  const { replacement } = op.plan;
  if (replacement?.immutable === true) {
    await deployImmutable(op, command);
    return;
  }
  await replaceInBatches(op, [...op.environment.instances], command);
}

/**
 * CloudFormation rolls a failed rolling update back by another one: it replaces the new instances, and launches the
 * missing ones. The settings are the previous ones again.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html
 */
export async function replaceBack(
  op: Operation,
  obsolete: readonly InstanceRecord[],
  command: Command,
): Promise<void> {
  if (obsolete.length > 0) await replaceInBatches(op, obsolete, command);
  await scale(op, command);
}

async function replaceInBatches(
  op: Operation,
  old: readonly InstanceRecord[],
  command: Command,
): Promise<void> {
  const { replacement } = op.plan;
  const size = replacement === undefined ? old.length : Math.min(replacement.batchSize, old.length);
  const kept = op.environment.instances.length - size;
  op.addEvent(
    `Rolling update initiated. Terminating ${old.length} obsolete instance(s) in batches of ${size}, while keeping at least ${kept} instance(s) in service.`,
  );
  for (const obsolete of batches(old, size)) {
    op.throwIfAborted();
    await terminateInstances(op, obsolete);
    await addInstances(op, obsolete.length, command);
  }
}

/** Launches instances up to MinSize, or terminates the newest ones above MaxSize. */
export async function scale(op: Operation, command: Command): Promise<void> {
  const { minSize, maxSize } = op.plan;
  const { instances } = op.environment;
  if (instances.length < minSize) await addInstances(op, minSize - instances.length, command);
  else if (instances.length > maxSize) await terminateInstances(op, instances.slice(maxSize));
}

/** Launches instances, deploys the application to them and waits until they are healthy. */
async function addInstances(op: Operation, count: number, command: Command): Promise<void> {
  const launched = await launchInstances(op, count);
  op.addEvent(`Added ${instanceList(launched)} to your environment.`);
  await op.deps.health.note(op.environment);
  const result = await runCommand(op, launched, { ...command, kind: 'application' });
  register(op, result.succeeded);
  requireSuccess(op, result);
  if (await awaitHealthy(op, launched)) return;
  op.addEvent(`${instanceList(launched)} did not become healthy within the command timeout.`, 'ERROR');
  throw new OperationFailed();
}
