/** The terminateEnvironment operation. */
import { terminateInstances } from './instances.ts';
import { resourceNames } from '../store/names.ts';
import type { Operation } from './operation.ts';

export async function terminateEnvironment(op: Operation): Promise<void> {
  const { environment, deps } = op;
  const names = resourceNames(deps.place, environment.id);
  op.say('terminateEnvironment is starting.');
  op.say(
    "Validating environment's EC2 instances have termination protection disabled before performing termination.",
  );
  op.say("Finished validating environment's EC2 instances for termination protection.");
  await op.wait(15);
  op.say('Waiting for EC2 instances to terminate. This may take a few minutes.');
  await terminateInstances(op, environment.instances);
  await op.outside(deps.balancer.remove(environment.name));
  op.say(`Deleted Auto Scaling group named: ${names.autoScalingGroup}`);
  op.say(`Deleted load balancer named: ${names.loadBalancer}`);
  op.say(`Deleted target group named: ${names.targetGroup}`);
  await op.wait(15);
  op.say(`Deleted security group named: ${names.securityGroup}`);
  op.say(`Deleting SNS topic for environment ${environment.name}.`);
  environment.status = 'Terminated';
  delete environment.url;
  op.say('terminateEnvironment completed successfully.');
}
