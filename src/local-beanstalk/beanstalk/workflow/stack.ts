/** The resources of .ebextensions that belong to the environment's CloudFormation stack: alarms. */
import { DeploymentFailure, InvalidResource } from '../../base/ports.ts';
import { readBundle } from '../../instances/bundle.ts';
import { InvalidAlarm, nameBefore, readBundleAlarms, repeatedName } from '../stack/bundle-alarms.ts';
import type { References } from '../stack/intrinsics.ts';
import { generatedName, resourceNames, stackName } from '../store/names.ts';
import type { StackAlarms } from '../store/records.ts';
import { type Operation, OperationFailed } from './operation.ts';

/**
 * Reads and checks the alarms of the version before anything changes, and stores them in the environment. Throws
 * OperationFailed after CloudFormation's events.
 */
export async function loadAlarms(op: Operation): Promise<void> {
  const { environment, deps } = op;
  if (environment.versionLabel === undefined) return;
  const version = deps.store.version(environment.application, environment.versionLabel);
  const path = version && (await deps.objects.locate(version.bucket, version.key));
  // As on AWS, a missing bundle fails the deployment on the instances.
  if (path === undefined) return;
  const before = environment.alarms;
  try {
    const alarms = readBundleAlarms(
      await readBundle(path),
      referencesOf(op),
      (logicalId) => nameBefore(before, logicalId) ?? generatedName(environment.id, logicalId),
    );
    checkAll(op, alarms);
    environment.alarms = alarms;
    op.save();
  } catch (error) {
    if (error instanceof InvalidAlarm) addStackEvents(op, error);
    else if (error instanceof DeploymentFailure) op.addEvent(error.message, 'ERROR');
    else throw error;
    throw new OperationFailed();
  }
}

function checkAll(op: Operation, alarms: StackAlarms): void {
  const repeated = repeatedName(alarms);
  if (repeated !== undefined) throw new InvalidAlarm(repeated, 'Another alarm of the stack has this name');
  for (const [logicalId, alarm] of Object.entries(alarms)) {
    try {
      op.deps.alarms.check(stackName(op.environment.id), alarm);
    } catch (error) {
      if (error instanceof InvalidResource) throw new InvalidAlarm(logicalId, error.message);
      throw error;
    }
  }
}

function addStackEvents(op: Operation, { logicalId, message }: InvalidAlarm): void {
  const { environment } = op;
  const creates = environment.operation?.kind === 'create';
  const isNew = nameBefore(environment.alarms, logicalId) === undefined;
  const service = creates ? '' : 'Service:AmazonCloudFormation, Message:';
  const state = creates ? 'CREATE_FAILED' : 'UPDATE_ROLLBACK_IN_PROGRESS';
  op.addEvent(
    `${service}Stack named '${stackName(environment.id)}' aborted operation. Current state: '${state}'  Reason: The following resource(s) failed to ${isNew ? 'create' : 'update'}: [${logicalId}]. `,
    'ERROR',
  );
  op.addEvent(`${isNew ? 'Creating' : 'Updating'} CloudWatch alarm failed Reason: ${message}`, 'ERROR');
}

function referencesOf({ environment, deps }: Operation): References {
  const { place } = deps;
  const names = resourceNames(place, environment.id);
  return {
    'AWS::AccountId': place.accountId,
    'AWS::Partition': 'aws',
    'AWS::Region': place.region,
    'AWS::StackName': stackName(environment.id),
    AWSEBAutoScalingGroup: names.autoScalingGroup,
    AWSEBEnvironmentName: environment.name,
  };
}

/** Makes the environment's alarms those of its stack. */
export function applyAlarms(op: Operation): void {
  replaceAlarms(op, Object.values(op.environment.alarms ?? {}));
}

/** After a failed operation. */
export function restoreAlarms(op: Operation, before: StackAlarms = {}): void {
  op.environment.alarms = before;
  applyAlarms(op);
}

/** Deletes the alarms with the stack, or before it is made again. */
export function deleteAlarms(op: Operation): void {
  replaceAlarms(op, []);
}

function replaceAlarms(op: Operation, alarms: readonly { name: string; properties: unknown }[]): void {
  const { created, deleted } = op.deps.alarms.replace(stackName(op.environment.id), alarms);
  for (const name of created) op.addEvent(`Created CloudWatch alarm named: ${name}`);
  for (const name of deleted) op.addEvent(`Deleted CloudWatch alarm named: ${name}`);
}
