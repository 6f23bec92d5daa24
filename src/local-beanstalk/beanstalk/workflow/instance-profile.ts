/** The check of an environment's instance profile, before its stack changes. */
import { defaultProfile } from '../../base/constants.ts';
import type { InstanceProfiles } from '../../base/ports.ts';
import { type Operation, OperationFailed } from './operation.ts';

/** Throws OperationFailed after Beanstalk's event. */
export function requireInstanceProfile(op: Operation): void {
  const { instanceProfile } = op.plan;
  const wrong = problemOf(instanceProfile, op.deps.profiles);
  if (wrong === undefined) return;
  op.addEvent(`The instance profile ${instanceProfile} associated with the environment ${wrong}`, 'ERROR');
  throw new OperationFailed();
}

/**
 * Beanstalk's words, from https://github.com/aws/aws-elastic-beanstalk-cli/issues/322,
 * https://github.com/aws/aws-cdk/issues/28353 and https://github.com/onnela-lab/beiwe-backend/issues/32.
 */
function problemOf(nameOrArn: string, profiles: InstanceProfiles): string | undefined {
  if (nameOrArn === '') return undefined;
  const isArn = nameOrArn.startsWith('arn:');
  if (isArn && !/^arn:[\w-]+:iam::\d*:instance-profile\//.test(nameOrArn)) return 'is invalid.';
  // An ARN has the path of the profile before its name.
  const name = isArn ? nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1) : nameOrArn;
  const profile = profiles.findProfile(name);
  if (profile === undefined) return name === defaultProfile ? undefined : 'does not exist.';
  return profile.role === undefined
    ? 'has no role. Please attach a role to the instance profile.'
    : undefined;
}
