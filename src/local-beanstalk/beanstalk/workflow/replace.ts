/** Changes of how many instances there are, and replacing them when their launch template changed. */
import { batches } from './batches.ts';
import { type Command, requireSuccess, runCommand } from './command.ts';
import { deployImmutable } from './deploy-immutable.ts';
import { awaitHealthy, launchInstances, named, register, terminateInstances } from './instances.ts';
import { type Operation, OperationFailed } from './operation.ts';

/**
 * Replaces every instance by aws:autoscaling:updatepolicy:rollingupdate: in batches when it is enabled, all at
 * once when not (AWS's default).
 */
export async function replaceInstances(op: Operation, command: Command): Promise<void> {
  const { replacement } = op.plan;
  if (replacement?.immutable === true) {
    await deployImmutable(op, command);
    return;
  }
  const old = [...op.environment.instances];
  const size = replacement === undefined ? old.length : Math.min(replacement.batchSize, old.length);
  op.say(
    `Rolling update initiated. Terminating ${old.length} obsolete instance(s) in batches of ${size}, while keeping at least ${old.length - size} instance(s) in service.`,
  );
  for (const obsolete of batches(old, size)) {
    op.checkAbort();
    await terminateInstances(op, obsolete);
    await addInstances(op, obsolete.length, command);
  }
}

/** Launches what is missing to MinSize and terminates, newest first, what is above MaxSize. */
export async function scale(op: Operation, command: Command): Promise<void> {
  const { minSize, maxSize } = op.plan;
  const { instances } = op.environment;
  if (instances.length < minSize) await addInstances(op, minSize - instances.length, command);
  else if (instances.length > maxSize) await terminateInstances(op, instances.slice(maxSize));
}

/** Launches instances with the application on them and waits until the load balancer finds them healthy. */
async function addInstances(op: Operation, count: number, command: Command): Promise<void> {
  const launched = await launchInstances(op, count);
  op.say(`Added ${named(launched)} to your environment.`);
  await op.deps.health.note(op.environment);
  const result = await runCommand(op, launched, { ...command, kind: 'application' });
  register(op, result.succeeded);
  requireSuccess(op, result);
  if (await awaitHealthy(op, launched)) return;
  op.say(`${named(launched)} did not become healthy within the command timeout.`, 'ERROR');
  throw new OperationFailed();
}
