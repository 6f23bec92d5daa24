import type { ApplicationVersionStatus } from '@aws-sdk/client-elastic-beanstalk';

/**
 * Status of an application version in the words of the API's model. The service itself answers in capitals
 * (PROCESSED, FAILED): https://github.com/aws/aws-sdk/issues/237, and the EB CLI compares with these.
 */
export function versionStatus(answered: string | undefined): ApplicationVersionStatus | undefined {
  if (answered === undefined) return undefined;
  return (answered.charAt(0).toUpperCase() + answered.slice(1).toLowerCase()) as ApplicationVersionStatus;
}
