/** The createEnvironment operation. */
import { runCommand } from './command.ts';
import { configureBalancer } from './configure-balancer.ts';
import { awaitHealthy, launchInstances, named, register } from './instances.ts';
import { resourceNames, storageBucket } from '../store/names.ts';
import { type Operation, OperationFailed } from './operation.ts';
import { loadBundleSettings, refuseLongVariables } from './version-settings.ts';

export async function createEnvironment(op: Operation): Promise<void> {
  const { environment, deps } = op;
  const { name } = environment;
  const names = resourceNames(deps.place, environment.id);
  op.say('createEnvironment is starting.');
  op.say(`Using ${storageBucket(deps.place)} as Amazon S3 storage bucket for environment data.`);
  if (deps.runtime.kind === 'reporting-only') {
    op.say(
      'Reporting only: nothing runs here. Its instances are records in Local Beanstalk; no container was started.',
      'WARN',
    );
  }
  await op.wait(15);
  try {
    refuseLongVariables(op);
    await loadBundleSettings(op);
  } catch (error) {
    if (!(error instanceof OperationFailed)) throw error;
    // As on AWS, where the stack could not be made, nothing of the environment is left.
    op.say('Failed to launch environment.', 'ERROR');
    environment.status = 'Terminated';
    op.save();
    return;
  }
  op.say(`Created security group named: ${names.securityGroup}`);
  op.say(`Created target group named: ${names.targetGroup}`);
  await configureBalancer(op);
  op.say(`Created load balancer named: ${names.loadBalancer}`);
  op.say(`Created Auto Scaling group named: ${names.autoScalingGroup}`);
  op.say('Waiting for EC2 instances to launch. This may take a few minutes.');
  await deps.health.note(environment);
  try {
    await launchAll(op);
  } catch (error) {
    if (!(error instanceof OperationFailed)) throw error;
    op.say(
      'Create environment operation is complete, but with errors. For more information, see troubleshooting documentation.',
      'ERROR',
    );
    return;
  }
  const healthy = environment.versionLabel === undefined || (await awaitHealthy(op, environment.instances));
  op.say(`Application available at ${new URL(environment.url ?? '').host}.`);
  op.say(
    healthy
      ? `Successfully launched environment: ${name}`
      : `Launched environment: ${name}. However, there were issues during launch. See event log for details.`,
    healthy ? 'INFO' : 'WARN',
  );
}

async function launchAll(op: Operation): Promise<void> {
  const { environment } = op;
  const launched = await launchInstances(op, op.plan.minSize);
  op.say(`Added ${named(launched)} to your environment.`);
  environment.deploymentId += 1;
  environment.expectedDeploymentId = environment.deploymentId;
  if (environment.versionLabel === undefined) {
    // AWS runs its sample application then.
    op.say('No application version was given: Local Beanstalk has no sample application.', 'WARN');
    return;
  }
  const result = await runCommand(op, launched, {
    kind: 'application',
    deploymentId: environment.deploymentId,
    versionLabel: environment.versionLabel,
  });
  // Instances whose deployment failed stay behind the load balancer, and fail its checks.
  register(op, launched);
  if (result.failed.length + result.timedOut.length > 0) throw new OperationFailed();
}
