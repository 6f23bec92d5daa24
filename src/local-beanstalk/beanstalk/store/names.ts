/** Ids, ARNs and the names of Beanstalk's resources. */
import { randomBytes, randomInt } from 'node:crypto';

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

function randomLetters(length: number): string {
  return Array.from({ length }, () => letters.charAt(randomInt(letters.length))).join('');
}

export function newEnvironmentId(): string {
  return `e-${randomLetters(10)}`;
}

export function newInstanceId(): string {
  return `i-0${randomBytes(8).toString('hex')}`;
}

export interface Place {
  region: string;
  accountId: string;
}

function arn({ region, accountId }: Place, resource: string): string {
  return `arn:aws:elasticbeanstalk:${region}:${accountId}:${resource}`;
}

export function applicationArn(place: Place, application: string): string {
  return arn(place, `application/${application}`);
}

export function versionArn(place: Place, application: string, label: string): string {
  return arn(place, `applicationversion/${application}/${label}`);
}

export function environmentArn(place: Place, application: string, environment: string): string {
  return arn(place, `environment/${application}/${environment}`);
}

export function templateArn(place: Place, application: string, template: string): string {
  return arn(place, `configurationtemplate/${application}/${template}`);
}

/** The bucket of CreateStorageLocation. */
export function storageBucket({ region, accountId }: Place): string {
  return `elasticbeanstalk-${region}-${accountId}`;
}

/** The CloudFormation stack of an environment. */
export function stackName(environmentId: string): string {
  return `awseb-${environmentId}-stack`;
}

/** The name that CloudFormation makes for a resource without one. */
export function generatedName(environmentId: string, logicalId: string): string {
  return `${stackName(environmentId)}-${logicalId}-${randomLetters(12).toUpperCase()}`;
}

export function loadBalancerName(environmentId: string): string {
  return `awseb-AWSEB-${environmentId.slice(2).toUpperCase()}`;
}

/** Names for the CloudFormation resources of an environment; they never change for one environment. */
export function resourceNames(place: Place, environmentId: string) {
  const suffix = environmentId.slice(2).toUpperCase();
  const stack = stackName(environmentId);
  const elb = `arn:aws:elasticloadbalancing:${place.region}:${place.accountId}`;
  return {
    autoScalingGroup: `${stack}-AWSEBAutoScalingGroup-${suffix}`,
    temporaryAutoScalingGroup: `awseb-${environmentId}-immutable-stack-AWSEBAutoScalingGroup-${suffix}`,
    launchTemplate: `${stack}-AWSEBEC2LaunchTemplate-${suffix}`,
    securityGroup: `${stack}-AWSEBSecurityGroup-${suffix}`,
    loadBalancer: `${elb}:loadbalancer/app/${loadBalancerName(environmentId)}/${suffix.toLowerCase()}`,
    targetGroup: `${elb}:targetgroup/${loadBalancerName(environmentId)}/${suffix.toLowerCase()}`,
  };
}
