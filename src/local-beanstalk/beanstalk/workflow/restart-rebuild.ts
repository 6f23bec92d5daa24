/** The restartAppServer and rebuildEnvironment operations. */
import { type Command, requireSuccess, runCommand } from './command.ts';
import { removeLostInstances, terminateInstances } from './instances.ts';
import { type Operation, OperationFailed } from './operation.ts';
import { scale } from './replace.ts';
import { applyAlarms, deleteAlarms } from './stack.ts';

/**
 * AWS documents that instances read secrets again, and not whether hooks run. Here none do: a bundle must not need them.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_RestartAppServer.html
 */
export async function restartAppServer(op: Operation): Promise<void> {
  const { environment } = op;
  op.addEvent('restartAppServer is starting.');
  await removeLostInstances(op);
  const result = await runCommand(op, environment.instances, currentCommand(op, 'restart'));
  try {
    requireSuccess(op, result);
    op.addEvent('Restarted application server on all ec2 instances.');
  } catch (error) {
    if (!(error instanceof OperationFailed)) throw error;
    op.addEvent('Failed to restart application server.', 'ERROR');
  }
}

/** https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_RebuildEnvironment.html */
export async function rebuildEnvironment(op: Operation): Promise<void> {
  op.addEvent('rebuildEnvironment is starting.');
  await terminateInstances(op, op.environment.instances);
  // The stack is deleted and made again.
  deleteAlarms(op);
  applyAlarms(op);
  op.addEvent('Waiting for EC2 instances to launch. This may take a few minutes.');
  try {
    await scale(op, currentCommand(op, 'application'));
    op.addEvent('rebuildEnvironment completed successfully.');
  } catch (error) {
    if (!(error instanceof OperationFailed)) throw error;
    op.addEvent('Failed to rebuild environment.', 'ERROR');
  }
}

function currentCommand({ environment }: Operation, kind: Command['kind']): Command {
  return {
    kind,
    deploymentId: environment.expectedDeploymentId,
    versionLabel: environment.versionLabel ?? '',
  };
}
