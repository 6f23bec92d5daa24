/** The createEnvironment operation. */
import { runCommand } from './command.ts';
import { configureBalancer } from './configure-balancer.ts';
import { requireInstanceProfile } from './instance-profile.ts';
import { awaitHealthy, launchInstances, instanceList, register } from './instances.ts';
import { resourceNames, storageBucket } from '../store/names.ts';
import { type Operation, OperationFailed } from './operation.ts';
import { applyAlarms, loadAlarms } from './stack.ts';
import { loadBundleSettings, rejectLongVariables } from './version-settings.ts';

export async function createEnvironment(op: Operation): Promise<void> {
  const { environment, deps } = op;
  const { name } = environment;
  const names = resourceNames(deps.place, environment.id);
  op.addEvent('createEnvironment is starting.');
  op.addEvent(`Using ${storageBucket(deps.place)} as Amazon S3 storage bucket for environment data.`);
  if (deps.runtime.kind === 'reporting-only') {
    op.addEvent(
      'Reporting only: nothing runs here. Instances are records of Local Beanstalk, not containers.',
      'WARN',
    );
  }
  await op.wait(15);
  try {
    rejectLongVariables(op);
    await loadBundleSettings(op);
    requireInstanceProfile(op);
    await loadAlarms(op);
  } catch (error) {
    if (!(error instanceof OperationFailed)) throw error;
    // As on AWS without a stack, nothing of the environment remains.
    op.addEvent('Failed to launch environment.', 'ERROR');
    op.endsAs = 'Terminated';
    return;
  }
  op.addEvent(`Created security group named: ${names.securityGroup}`);
  op.addEvent(`Created target group named: ${names.targetGroup}`);
  await configureBalancer(op);
  op.addEvent(`Created load balancer named: ${names.loadBalancer}`);
  op.addEvent(`Created Auto Scaling group named: ${names.autoScalingGroup}`);
  applyAlarms(op);
  op.addEvent('Waiting for EC2 instances to launch. This may take a few minutes.');
  await deps.health.note(environment);
  try {
    await launchAll(op);
  } catch (error) {
    if (!(error instanceof OperationFailed)) throw error;
    op.addEvent(
      'Create environment operation is complete, but with errors. For more information, see troubleshooting documentation.',
      'ERROR',
    );
    return;
  }
  const healthy = environment.versionLabel === undefined || (await awaitHealthy(op, environment.instances));
  op.addEvent(`Application available at ${new URL(environment.url ?? '').host}.`);
  op.addEvent(
    healthy
      ? `Successfully launched environment: ${name}`
      : `Launched environment: ${name}. However, there were issues during launch. See event log for details.`,
    healthy ? 'INFO' : 'WARN',
  );
}

async function launchAll(op: Operation): Promise<void> {
  const { environment } = op;
  const launched = await launchInstances(op, op.plan.minSize);
  op.addEvent(`Added ${instanceList(launched)} to your environment.`);
  environment.deploymentId += 1;
  environment.expectedDeploymentId = environment.deploymentId;
  op.save();
  if (environment.versionLabel === undefined) {
    // AWS deploys its sample application.
    op.addEvent('No application version to deploy; Local Beanstalk has no sample application.', 'WARN');
    return;
  }
  const result = await runCommand(op, launched, {
    kind: 'application',
    deploymentId: environment.deploymentId,
    versionLabel: environment.versionLabel,
  });
  // As on AWS, failed instances stay behind the load balancer and fail its checks.
  register(op, launched);
  if (result.failed.length + result.timedOut.length > 0) throw new OperationFailed();
}
