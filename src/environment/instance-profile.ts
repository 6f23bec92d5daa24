import type { InstanceProfile } from '@aws-sdk/client-iam';
import { unlessAwsError } from '../base/aws-error.ts';
import type { Deps } from '../ports.ts';

/** Returns the instance profile, by its name or its ARN; undefined: not found. */
export function findInstanceProfile(
  deps: Pick<Deps, 'aws'>,
  profile: string,
): Promise<InstanceProfile | undefined> {
  return unlessAwsError(['NoSuchEntityException'], async () => {
    const iam = await deps.aws.iam();
    return (await iam.getInstanceProfile({ InstanceProfileName: nameOf(profile) })).InstanceProfile;
  });
}

/** Beanstalk accepts a name or an ARN. */
export function nameOf(nameOrArn: string): string {
  return nameOrArn.split('/').at(-1) ?? nameOrArn;
}
