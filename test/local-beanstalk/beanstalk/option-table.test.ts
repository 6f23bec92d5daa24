import { expect, test } from 'vitest';
import { findProblems } from '../../../src/local-beanstalk/beanstalk/settings/validate-settings.ts';

/** Beanstalk's page of general options, one line a rule: namespace, option, valid values | invalid values. */
const documented = `
aws:autoscaling:asg Cooldown 0 10000 | -1 10001
aws:autoscaling:asg EnableCapacityRebalancing true FALSE | yes
aws:autoscaling:launchconfiguration MonitoringInterval 1_minute | 2_minute
aws:autoscaling:launchconfiguration RootVolumeIOPS 100 20000 | 99
aws:autoscaling:launchconfiguration RootVolumeSize 8 16384 | 7 16385 large
aws:autoscaling:launchconfiguration RootVolumeThroughput 125 1000 | 124 1001
aws:autoscaling:launchconfiguration RootVolumeType standard gp2 gp3 | null
aws:autoscaling:launchconfiguration SSHSourceRestriction tcp,22,22,10.0.0.0/8 | 22
aws:autoscaling:trigger LowerBreachScaleIncrement -1 | one
aws:autoscaling:trigger LowerThreshold 0 0.5 20000000 | -1 20000001
aws:autoscaling:trigger MeasureName CPUUtilization TargetResponseTime | Memory
aws:autoscaling:trigger Statistic Sum | Median
aws:autoscaling:trigger Unit Bytes/Second | Bytes/Minute
aws:autoscaling:updatepolicy:rollingupdate MaxBatchSize 1 10000 | 0
aws:autoscaling:updatepolicy:rollingupdate MinInstancesInService 0 3 | -1 10000
aws:autoscaling:updatepolicy:rollingupdate PauseTime PT0S PT5M30S PT1H | 30 PT1H1S PT
aws:autoscaling:updatepolicy:rollingupdate Timeout PT5M PT1H | PT4M59S
aws:ec2:instances InstanceTypes t3.micro,m5.large | t3 t3.micro,,t3.small
aws:ec2:instances SpotFleetOnDemandBase 0 4 | 5
aws:ec2:instances SpotMaxPrice 0.001 20.0 null | 0 21
aws:ec2:instances SupportedArchitectures x86_64 x86_64,arm64 | x86 amd64
aws:ec2:vpc ELBScheme internal anything |
aws:ec2:vpc Subnets subnet-1,subnet-2 | a,b
aws:ec2:vpc VPCId vpc-0123abcd | 0123abcd
aws:elasticbeanstalk:cloudwatch:logs RetentionInDays 1 3 5 7 14 30 60 90 120 150 180 365 400 545 731 1827 3653 | 2 1096 2192 2557 2922 3288
aws:elasticbeanstalk:cloudwatch:logs:health RetentionInDays 14 | 1096
aws:elasticbeanstalk:command BatchSize 1 30 100 | 0 101
aws:elasticbeanstalk:command DeploymentPolicy Rolling Immutable | Recreate TrafficSplitting
aws:elasticbeanstalk:command Timeout 1 3600 | 3601
aws:elasticbeanstalk:environment LoadBalancerType application network | gateway
aws:elasticbeanstalk:environment:process:default HealthCheckPath / /ready | ready
aws:elasticbeanstalk:environment:process:default MatcherHTTPCode 200 200,302 200-299 | 20 2xx
aws:elasticbeanstalk:environment:process:default Protocol HTTP TCP | UDP
aws:elasticbeanstalk:environment:process:other Port 8080 | 65536
aws:elasticbeanstalk:environment:proxy ProxyServer nginx none | apache
aws:elasticbeanstalk:healthreporting:system ConfigDocument {} | {
aws:elasticbeanstalk:managedactions PreferredStartTime Sun:03:00 | Sunday Sun:24:00
aws:elasticbeanstalk:managedactions:platformupdate UpdateLevel minor patch | major
aws:elasticbeanstalk:sns:topics Notification_Protocol sqs | sms
aws:elasticbeanstalk:trafficsplitting EvaluationTime 3 600 | 2
aws:elb:loadbalancer CrossZone true | on
aws:elb:policies ConnectionDrainingTimeout 3600 | 0
aws:elb:listener:8443 ListenerProtocol SSL | UDP
aws:elbv2:listener:443 SSLCertificateArns arn:aws:acm:us-east-1:1:certificate/c | c
aws:elbv2:listenerrule:one Priority 1000 | 1001
aws:elbv2:loadbalancer IdleTimeout 1 3600 | 0
aws:elbv2:loadbalancer IpAddressType dualstack | ipv6
`;

function problemsOf(namespace: string, option: string, value: string): unknown[] {
  return findProblems({ settings: { [namespace]: { [option]: value } }, bundleSettings: {} });
}

const rows = documented
  .trim()
  .split('\n')
  .map((line) => {
    const [valid = '', invalid = ''] = line.split('|');
    const [namespace = '', option = '', ...values] = valid.trim().split(' ');
    const spaced = (text: string) => text.replaceAll('_', ' ');
    const named = option.startsWith('Notification_') ? spaced(option) : option;
    const value = (text: string) => (option === 'MonitoringInterval' ? spaced(text) : text);
    const wrong = invalid.split(' ').filter((text) => text !== '');
    return { namespace, option: named, valid: values.map(value), invalid: wrong.map(value) };
  });

test.each(rows)('$namespace $option has the documented values', ({ namespace, option, valid, invalid }) => {
  for (const value of valid) expect(problemsOf(namespace, option, value)).toEqual([]);
  for (const value of invalid) {
    expect(problemsOf(namespace, option, value)).toContainEqual({
      namespace,
      option,
      message: expect.stringContaining(
        `Invalid option value: '${value}' (Namespace: '${namespace}', OptionName: '${option}'): `,
      ) as unknown,
    });
  }
});

test.each([
  ['aws:elasticbeanstalk:environment:proxy:staticfiles', '/static'],
  ['aws:elasticbeanstalk:sqsd', 'HttpPath'],
  ['aws:elbv2:listener:https', 'Protocol'],
  ['aws:elasticbeanstalk:command', 'constructor'],
  ['constructor', 'name'],
])('%s %s is an unknown option of Docker web servers', (namespace, option) => {
  expect(problemsOf(namespace, option, 'x')).toEqual([
    {
      namespace,
      option,
      message: `Invalid option specification (Namespace: '${namespace}', OptionName: '${option}'): Unknown configuration setting.`,
    },
  ]);
});

test.each([
  ['aws:rds:dbinstance', 'DBEngine', 'database'],
  ['aws:autoscaling:scheduledaction', 'MinSize', 'scheduled actions'],
  ['aws:elasticbeanstalk:command', 'DeploymentPolicy', 'policy', 'trafficsplitting'],
])('%s %s is rejected by name', (namespace, option, what, value = '1') => {
  expect(problemsOf(namespace, option, value)).toEqual([
    { namespace, option, message: expect.stringContaining(what) as unknown },
  ]);
});

const command = 'aws:elasticbeanstalk:command';
const asg = 'aws:autoscaling:asg';
const instances = 'aws:ec2:instances';

test.each([
  [{ [command]: { BatchSizeType: 'Fixed', BatchSize: '4' } }, undefined],
  [{ [command]: { BatchSizeType: 'Fixed', BatchSize: '5' } }, 'BatchSize'],
  [{ [command]: { BatchSizeType: 'Fixed', BatchSize: '5' }, [asg]: { MaxSize: '5' } }, undefined],
  [{ [command]: { BatchSizeType: 'Fixed' } }, undefined],
  [{ [instances]: { InstanceTypes: 'm7g.large' } }, 'InstanceTypes'],
  [{ [instances]: { InstanceTypes: 't4g.micro, r8g.large', SupportedArchitectures: 'arm64' } }, undefined],
  [{ [instances]: { InstanceTypes: 't3.micro', SupportedArchitectures: 'arm64' } }, 'InstanceTypes'],
  [
    { [instances]: { InstanceTypes: 't3.micro,a1.large', SupportedArchitectures: 'arm64,x86_64' } },
    'InstanceTypes',
  ],
  [{ [instances]: { InstanceTypes: 'g4dn.xlarge,m7i-flex.large' } }, undefined],
  [{ 'aws:autoscaling:launchconfiguration': { RootVolumeType: 'io1' } }, 'RootVolumeType'],
  [{ 'aws:elasticbeanstalk:managedactions': { ManagedActionsEnabled: 'true' } }, 'ManagedActionsEnabled'],
  [{ 'aws:elasticbeanstalk:environment': { LoadBalancerIsShared: 'true' } }, 'LoadBalancerIsShared'],
  [
    {
      'aws:elasticbeanstalk:environment': { LoadBalancerType: 'application' },
      'aws:elasticbeanstalk:environment:process:default': { Protocol: 'TCP' },
    },
    'Protocol',
  ],
])('options together: %j has the problem %s', (settings, option) => {
  expect(findProblems({ settings, bundleSettings: {} }).map((problem) => problem.option)).toEqual(
    option === undefined ? [] : [option],
  );
});

test.each([
  ['aws:ec2:instances', { SupportedArchitectures: 'arm64', InstanceTypes: 't4g.micro' }],
  ['aws:elasticbeanstalk:environment', { LoadBalancerType: 'network' }],
])('%s %j cannot be changed after creation', (namespace, options) => {
  const settings = { [namespace]: options };
  const before = { settings: {}, bundleSettings: {} };
  const [option = ''] = Object.keys(options);
  expect(findProblems({ settings, bundleSettings: {} }, before)).toMatchObject([{ namespace, option }]);
  expect(findProblems({ settings, bundleSettings: {} }, { settings, bundleSettings: {} })).toEqual([]);
});
