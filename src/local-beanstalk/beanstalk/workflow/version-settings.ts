/** The settings of an application version, read and checked before any instance changes. */
import { messageOf } from '../../../base/user-error.ts';
import { readBundle } from '../../instances/bundle.ts';
import { DeploymentFailure } from '../../base/ports.ts';
import { readBundleSettings } from '../settings/bundle-settings.ts';
import { type Operation, OperationFailed } from './operation.ts';
import { findProblems } from '../settings/validate-settings.ts';
import { variablesTooLong } from '../settings/variables.ts';

/** Stores the option_settings of the version's .ebextensions in the environment. */
export async function loadBundleSettings(op: Operation): Promise<void> {
  const { environment, deps } = op;
  if (environment.versionLabel === undefined) return;
  const version = deps.store.version(environment.application, environment.versionLabel);
  const path = version && (await deps.objects.locate(version.bucket, version.key));
  // As on AWS, a missing bundle fails the deployment on the instances.
  if (path === undefined) return;
  try {
    const bundleSettings = readBundleSettings(await readBundle(path));
    const problem = findProblems({ settings: environment.settings, bundleSettings })[0];
    if (problem !== undefined) throw new DeploymentFailure('.ebextensions', problem.message);
    environment.bundleSettings = bundleSettings;
    op.save();
  } catch (error) {
    if (!(error instanceof DeploymentFailure)) throw error;
    op.addEvent(messageOf(error), 'ERROR');
    throw new OperationFailed();
  }
}

/** The limit is 4096 bytes: https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environments-cfg-softwaresettings.html */
export function rejectLongVariables(op: Operation): void {
  if (!variablesTooLong(op.plan)) return;
  op.addEvent(
    "Service:AmazonCloudFormation, Message:Template format error: Parameter 'EnvironmentVariables' default value '[****]' length is greater than 4096.",
    'ERROR',
  );
  throw new OperationFailed();
}
