/** Rules of Beanstalk between options, each of which is valid alone. */
import type { Settings } from '../store/records.ts';
import type { OptionKey } from './option-table.ts';

/** `settings`: all in their canonical form, with the defaults. `given`: those that somebody has set. */
interface Layers {
  settings: Settings;
  given: Settings;
}

interface CrossProblem extends OptionKey {
  value: string;
  why: string;
}

const asg = 'aws:autoscaling:asg';
const rollingUpdate = 'aws:autoscaling:updatepolicy:rollingupdate';
const launch = 'aws:autoscaling:launchconfiguration';
const instances = 'aws:ec2:instances';
const command = 'aws:elasticbeanstalk:command';
const environment = 'aws:elasticbeanstalk:environment';
const managed = 'aws:elasticbeanstalk:managedactions';

type Rule = (layers: Layers) => CrossProblem | undefined;

const rules: readonly Rule[] = [
  ({ settings }) => {
    const { DeploymentPolicy: value } = settings[command] ?? {};
    if (value !== 'TrafficSplitting') return undefined;
    const why = 'Local Beanstalk does not support this policy.';
    return { namespace: command, option: 'DeploymentPolicy', value, why };
  },
  ({ settings }) => {
    const { MinSize = '', MaxSize = '' } = settings[asg] ?? {};
    if (Number(MinSize) <= Number(MaxSize)) return undefined;
    const why = `MinSize must not be greater than MaxSize ('${MaxSize}').`;
    return { namespace: asg, option: 'MinSize', value: MinSize, why };
  },
  // Beanstalk's own message: https://github.com/aws/aws-elastic-beanstalk-cli/issues/74
  ({ settings }) => {
    const { MinInstancesInService: value = '' } = settings[rollingUpdate] ?? {};
    const { MaxSize = '' } = settings[asg] ?? {};
    if (value === '' || Number(value) < Number(MaxSize)) return undefined;
    const why = `The minimum instances in service for rolling updates (${value}) should be less than the maximum instance count for the Autoscaling group (${MaxSize}).`;
    return { namespace: rollingUpdate, option: 'MinInstancesInService', value, why };
  },
  // The default, 100, is a percentage.
  ({ settings, given }) => {
    const { BatchSize: value } = given[command] ?? {};
    if (value === undefined || value === '') return undefined;
    const isFixed = settings[command]?.BatchSizeType === 'Fixed';
    const most = isFixed ? (settings[asg]?.MaxSize ?? '') : '100';
    if (Number(value) <= Number(most)) return undefined;
    const why = `Value must be an integer from 1 to ${most}${isFixed ? ', the maximum instance count for the Autoscaling group' : ' percent'}.`;
    return { namespace: command, option: 'BatchSize', value, why };
  },
  ({ settings }) => {
    const { SpotFleetOnDemandBase: value = '0' } = settings[instances] ?? {};
    const { MaxSize = '' } = settings[asg] ?? {};
    if (Number(value) <= Number(MaxSize)) return undefined;
    const why = `Value must be an integer from 0 to ${MaxSize}, the maximum instance count for the Autoscaling group.`;
    return { namespace: instances, option: 'SpotFleetOnDemandBase', value, why };
  },
  ({ settings }) => {
    const { InstanceTypes: value = '', SupportedArchitectures: allowed = '' } = settings[instances] ?? {};
    const architectures = new Set(allowed.split(',').map((one) => one.trim()));
    const wrong = typesOf(value).filter((type) => !architectures.has(architectureOf(type)));
    if (wrong.length === 0) return undefined;
    const why = `The architecture of ${wrong.join(', ')} is not one of SupportedArchitectures (${allowed}).`;
    return { namespace: instances, option: 'InstanceTypes', value, why };
  },
  ({ settings }) => {
    const { InstanceTypes: value = '' } = settings[instances] ?? {};
    if (new Set(typesOf(value).map(architectureOf)).size <= 1) return undefined;
    const why = 'All instance types must have the same architecture.';
    return { namespace: instances, option: 'InstanceTypes', value, why };
  },
  ({ settings }) => {
    const { RootVolumeType: value = '', RootVolumeSize: size = '' } = settings[launch] ?? {};
    if (value !== 'io1' || size !== '') return undefined;
    const why = 'RootVolumeSize is required for this volume type.';
    return { namespace: launch, option: 'RootVolumeType', value, why };
  },
  ({ settings }) => {
    const { ManagedActionsEnabled: value = '', PreferredStartTime: start = '' } = settings[managed] ?? {};
    const { UpdateLevel: level = '' } = settings[`${managed}:platformupdate`] ?? {};
    if (value !== 'true' || (start !== '' && level !== '')) return undefined;
    const why = 'PreferredStartTime and UpdateLevel are required for managed platform updates.';
    return { namespace: managed, option: 'ManagedActionsEnabled', value, why };
  },
  ({ settings }) => {
    const { LoadBalancerIsShared: value = '', LoadBalancerType: type } = settings[environment] ?? {};
    const { SharedLoadBalancer: arn = '' } = settings['aws:elbv2:loadbalancer'] ?? {};
    if (value !== 'true' || (type === 'application' && arn !== '')) return undefined;
    const why = 'It requires an application load balancer in SharedLoadBalancer.';
    return { namespace: environment, option: 'LoadBalancerIsShared', value, why };
  },
  ({ settings }) => {
    if (settings[environment]?.LoadBalancerType !== 'application') return undefined;
    const [found] = Object.entries(settings).filter(
      ([namespace, { Protocol = '' }]) =>
        namespace.startsWith('aws:elasticbeanstalk:environment:process:') && Protocol === 'TCP',
    );
    if (found === undefined) return undefined;
    const why = 'With an application load balancer, the protocol must be HTTP or HTTPS.';
    return { namespace: found[0], option: 'Protocol', value: 'TCP', why };
  },
];

/** The problems, in the order of the rules. */
export function problemsBetween(layers: Layers): CrossProblem[] {
  return rules.map((rule) => rule(layers)).filter((problem) => problem !== undefined);
}

/** Options that belong to the creation of an environment. */
const fixedAtCreation: readonly OptionKey[] = [
  { namespace: environment, option: 'LoadBalancerIsShared' },
  // https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.managing.elb.html
  { namespace: environment, option: 'LoadBalancerType' },
  { namespace: 'aws:elbv2:loadbalancer', option: 'SharedLoadBalancer' },
  // The console: https://github.com/prakhar1989/docker-curriculum/issues/376
  { namespace: instances, option: 'SupportedArchitectures' },
];

/** `before` and `after`: all settings in their canonical form, with the defaults. */
export function problemsOfChange(before: Settings, after: Settings): CrossProblem[] {
  return fixedAtCreation
    .map(({ namespace, option }) => ({
      ...{ namespace, option, value: after[namespace]?.[option] ?? '' },
      old: before[namespace]?.[option] ?? '',
    }))
    .filter(({ value, old }) => value !== old)
    .map(({ old, ...key }) => ({ ...key, why: `It cannot be changed after creation (from '${old}').` }));
}

function typesOf(list: string): string[] {
  return list
    .split(',')
    .map((type) => type.trim())
    .filter((type) => type !== '');
}

/**
 * The letter g after the generation names an AWS Graviton processor; a1 is older than the rule.
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 */
function architectureOf(type: string): 'arm64' | 'x86_64' {
  return /^(a1|[a-z]+\d+[a-fh-z]*g[a-z]*)[.-]/.test(type) ? 'arm64' : 'x86_64';
}
