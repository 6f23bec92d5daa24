/**
 * The effects of a changed option setting on instances.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html
 */
import type { ConfigurationOptionSetting } from '@aws-sdk/client-elastic-beanstalk';

interface Option {
  namespace: string;
  option: string;
}

const command = 'aws:elasticbeanstalk:command';
const rollingUpdate = 'aws:autoscaling:updatepolicy:rollingupdate';
const asg = 'aws:autoscaling:asg';

/** Options by which Beanstalk carries out other changes. They touch no instance. */
export function governs({ namespace }: Option): boolean {
  return namespace === command || namespace === rollingUpdate;
}

/** The numbers of instances, and the options whose limits they are. */
export const sizes = {
  are: ({ namespace, option }: Option): boolean => namespace === asg && /^M(in|ax)Size$/.test(option),
  depends: ({ option }: Option): boolean =>
    ['BatchSize', 'MaxBatchSize', 'MinInstancesInService'].includes(option),
};

/** Namespaces of the launch template and the VPC; values: their options without an effect on instances. */
const replacing: Readonly<Record<string, readonly string[]>> = {
  'aws:autoscaling:launchconfiguration': [],
  'aws:ec2:instances': [],
  'aws:ec2:vpc': ['DBSubnets', 'ELBScheme', 'ELBSubnets'],
};

/**
 * "Configuration changes that modify the launch configuration or VPC settings require terminating all instances in your
 * environment and replacing them." https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environments-updating.html
 */
export function replacesInstances({ namespace, option }: Option): boolean {
  return replacing[namespace]?.includes(option) === false;
}

const restarting = new Set([
  'aws:elasticbeanstalk:application:environment',
  'aws:elasticbeanstalk:application:environmentsecrets',
  'aws:elasticbeanstalk:cloudwatch:logs',
  'aws:elasticbeanstalk:environment:proxy',
  'aws:elasticbeanstalk:xray',
]);

/** Options after whose change Beanstalk deploys to the instances again. */
export function restartsKeycloak({ namespace }: Option): boolean {
  return restarting.has(namespace);
}

/** Whether a version goes to new instances. */
export function isImmutable(settings: readonly ConfigurationOptionSetting[]): boolean {
  return settings.some(
    ({ Namespace, OptionName, Value }) =>
      Value === 'Immutable' && Namespace === command && OptionName === 'DeploymentPolicy',
  );
}

const atOnceValues: Readonly<Record<string, string>> = {
  [`${command} DeploymentPolicy`]: 'AllAtOnce',
  // An Immutable update starts new instances next to the old ones, and AWS rejects it with another policy.
  [`${rollingUpdate} RollingUpdateType`]: 'Health',
};

/** The same settings with a deployment to all instances at once, in place. */
export function deployingAtOnce(
  settings: readonly ConfigurationOptionSetting[],
): ConfigurationOptionSetting[] {
  return settings.map((setting) => {
    const value = atOnceValues[`${setting.Namespace ?? ''} ${setting.OptionName ?? ''}`];
    const isImmutableUpdate = setting.OptionName !== 'RollingUpdateType' || setting.Value === 'Immutable';
    return value !== undefined && isImmutableUpdate ? { ...setting, Value: value } : setting;
  });
}
