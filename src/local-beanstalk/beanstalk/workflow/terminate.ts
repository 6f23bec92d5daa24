/** The terminateEnvironment operation. */
import { terminateInstances } from './instances.ts';
import { resourceNames } from '../store/names.ts';
import { deleteAlarms } from './stack.ts';
import type { Operation } from './operation.ts';

export async function terminateEnvironment(op: Operation): Promise<void> {
  const { environment, deps } = op;
  const names = resourceNames(deps.place, environment.id);
  op.addEvent('terminateEnvironment is starting.');
  op.addEvent(
    "Validating environment's EC2 instances have termination protection disabled before performing termination.",
  );
  op.addEvent("Finished validating environment's EC2 instances for termination protection.");
  await op.wait(15);
  op.addEvent('Waiting for EC2 instances to terminate. This may take a few minutes.');
  await terminateInstances(op, environment.instances);
  await op.untilClosing(deps.balancer.remove(environment.name));
  deleteAlarms(op);
  op.addEvent(`Deleted Auto Scaling group named: ${names.autoScalingGroup}`);
  op.addEvent(`Deleted load balancer named: ${names.loadBalancer}`);
  op.addEvent(`Deleted target group named: ${names.targetGroup}`);
  await op.wait(15);
  op.addEvent(`Deleted security group named: ${names.securityGroup}`);
  op.addEvent(`Deleting SNS topic for environment ${environment.name}.`);
  op.endsAs = 'Terminated';
  op.addEvent('terminateEnvironment completed successfully.');
}
