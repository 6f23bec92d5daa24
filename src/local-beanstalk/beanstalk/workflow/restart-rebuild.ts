/** The restartAppServer and rebuildEnvironment operations. */
import { type Command, requireSuccess, runCommand } from './command.ts';
import { dropLost, terminateInstances } from './instances.ts';
import { type Operation, OperationFailed } from './operation.ts';
import { scale } from './replace.ts';

/** https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_RestartAppServer.html */
export async function restartAppServer(op: Operation): Promise<void> {
  const { environment } = op;
  op.say('restartAppServer is starting.');
  await dropLost(op);
  const result = await runCommand(op, environment.instances, currentCommand(op, 'configuration'));
  try {
    requireSuccess(op, result);
    op.say('Restarted application server on all ec2 instances.');
  } catch (error) {
    if (!(error instanceof OperationFailed)) throw error;
    op.say('Failed to restart application server.', 'ERROR');
  }
}

/** https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_RebuildEnvironment.html */
export async function rebuildEnvironment(op: Operation): Promise<void> {
  op.say('rebuildEnvironment is starting.');
  await terminateInstances(op, op.environment.instances);
  op.say('Waiting for EC2 instances to launch. This may take a few minutes.');
  try {
    await scale(op, currentCommand(op, 'application'));
    op.say('rebuildEnvironment completed successfully.');
  } catch (error) {
    if (!(error instanceof OperationFailed)) throw error;
    op.say('Failed to rebuild environment.', 'ERROR');
  }
}

function currentCommand({ environment }: Operation, kind: Command['kind']): Command {
  return {
    kind,
    deploymentId: environment.expectedDeploymentId,
    versionLabel: environment.versionLabel ?? '',
  };
}
