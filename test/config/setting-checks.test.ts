import { describe, expect, test } from 'vitest';
import { checkConfig } from '../../src/config/cross-checks.ts';
import { beanstalkOptions } from '../../src/config/keys/beanstalk-options.ts';
import { checkSettings, unknownSettings } from '../../src/config/setting-checks.ts';
import { ruleOf } from '../../src/local-beanstalk/beanstalk/settings/option-table.ts';
import * as balancer from '../../src/local-beanstalk/beanstalk/settings/options/balancer.ts';
import { capacityOptions } from '../../src/local-beanstalk/beanstalk/settings/options/capacity.ts';
import { platformOptions } from '../../src/local-beanstalk/beanstalk/settings/options/platform.ts';
import { exampleConfig } from '../fakes/example-config.ts';

const pathsOf = (namespace: string, name: string, value: string): unknown[] =>
  checkConfig(exampleConfig({ options: { [namespace]: { [name]: value } } })).map(({ path }) => path);

test.each([
  ['aws:elasticbeanstalk:environment', 'EnvironmentType', 'SingleInstance'],
  ['aws:elasticbeanstalk:environment', 'EnvironmentType', 'loadbalanced'],
  ['aws:elasticbeanstalk:environment', 'EnvironmentType', ' LoadBalanced'],
  ['aws:elasticbeanstalk:environment', 'LoadBalancerType', 'Application'],
  ['aws:elasticbeanstalk:healthreporting:system', 'SystemType', 'Enhanced'],
  ['aws:elasticbeanstalk:environment:process:default', 'Port', '99999'],
  ['aws:elasticbeanstalk:environment:process:other', 'Port', '0'],
  ['aws:elasticbeanstalk:environment:process:other', 'Port', '-80'],
  ['aws:elasticbeanstalk:environment:process:other', 'Port', 'http'],
  ['aws:elasticbeanstalk:control', 'DefaultSSHPort', '65536'],
  ['aws:elb:listener:443', 'InstancePort', '99999'],
  ['aws:elb:policies:x', 'InstancePorts', '80, 99999'],
  ['aws:autoscaling:launchconfiguration', 'SSHSourceRestriction', 'tcp, 22, 99999, 0.0.0.0/0'],
  ['aws:elasticbeanstalk:environment', 'LoadBalancerType', 'network'],
  ['aws:elasticbeanstalk:environment', 'LoadBalancerType', 'classic'],
  ['aws:elasticbeanstalk:environment', 'LoadBalancerIsShared', 'true'],
  [
    'aws:elbv2:loadbalancer',
    'SharedLoadBalancer',
    'arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/x/1',
  ],
  ['aws:elasticbeanstalk:healthreporting:system', 'SystemType', 'basic'],
  ['aws:elasticbeanstalk:application:environment', 'KC_DB_URL', 'x\nKC_HTTP_HOST=0.0.0.0'],
  ['aws:elasticbeanstalk:application:environment', 'X', 'x'],
  ['aws:elasticbeanstalk:application:environmentsecrets', 'X', 'arn'],
])('%s %s=%s is rejected', (namespace, name, value) => {
  expect(pathsOf(namespace, name, value)).toEqual([['options', namespace, name]]);
});

test.each([
  ['aws:elasticbeanstalk:environment', 'EnvironmentType', 'LoadBalanced'],
  ['aws:elasticbeanstalk:environment', 'LoadBalancerType', 'application'],
  ['aws:elasticbeanstalk:environment', 'LoadBalancerIsShared', 'false'],
  ['aws:elasticbeanstalk:environment', 'LoadBalancerIsShared', 'False'],
  ['aws:elasticbeanstalk:environment:process:default', 'Port', '80'],
  ['aws:elasticbeanstalk:environment:process:Other', 'Port', '65535'],
  ['aws:elasticbeanstalk:customoption', 'Port', '99999'],
  ['aws:elbv2:listener:default', 'ListenerEnabled', 'false'],
  ['aws:elbv2:listener:65535', 'Protocol', 'HTTP'],
  ['aws:elb:policies:x', 'InstancePorts', ':all'],
  ['aws:elb:loadbalancer', 'LoadBalancerHTTPPort', 'OFF'],
  ['aws:autoscaling:launchconfiguration', 'SSHSourceRestriction', 'tcp, 22, 22, 0.0.0.0/0'],
  ['aws:elbv2:loadbalancer', 'IdleTimeout', '120'],
  ['aws:elasticbeanstalk:healthreporting:system', 'SystemType', 'enhanced'],
  ['aws:ec2:instances', 'EnableSpot', 'true'],
  ['aws:ec2:instances', 'SpotFleetOnDemandBase', '1'],
  ['aws:ec2:instances', 'InstanceTypes', 't3.medium,m6i.large'],
])('%s %s=%s is taken', (namespace, name, value) => {
  expect(pathsOf(namespace, name, value)).toEqual([]);
});

describe('spelling', () => {
  const problemsOf = (options: Record<string, Record<string, string>>): [string, string][] =>
    checkSettings(exampleConfig({ options })).map(({ path, message }) => [path.slice(1).join(' '), message]);

  test.each([
    ['aws:elasticbeanstalk:environment', 'environmenttype', 'SingleInstance', 'EnvironmentType'],
    ['aws:elasticbeanstalk:environment', 'EnvironmentType ', 'LoadBalanced', 'EnvironmentType'],
    ['aws:autoscaling:asg', 'availability zones', 'Any', 'Availability Zones'],
    ['aws:elasticbeanstalk:environment:process:web', 'healthcheckpath', '/', 'HealthCheckPath'],
    [
      'aws:autoscaling:launchconfiguration',
      'DisableDefaultEc2SecurityGroup',
      'true',
      'DisableDefaultEC2SecurityGroup',
    ],
  ])('%s %s=%s', (namespace, name, value, right) => {
    expect(problemsOf({ [namespace]: { [name]: value } })).toEqual([
      [`${namespace} ${name}`, expect.stringContaining(`must be spelled ${right}: `)],
    ]);
  });

  test.each([
    ['aws:elasticbeanstalk:Environment', 'aws:elasticbeanstalk:environment'],
    ['AWS:elasticbeanstalk:application:environment', 'aws:elasticbeanstalk:application:environment'],
    ['aws:ElasticBeanstalk:environment:process:Web', 'aws:elasticbeanstalk:environment:process:Web'],
    [' aws:ec2:vpc', 'aws:ec2:vpc'],
  ])('namespace %j', (namespace, right) => {
    expect(problemsOf({ [namespace]: {} })).toEqual([
      [namespace, expect.stringContaining(`must be spelled ${right}: `)],
    ]);
  });

  test.each([
    ['aws:elbv2:listener:70000', /default, or a port from 1 to 65535 \(got 70000\)/],
    ['aws:elbv2:listener:0', /got 0/],
    ['aws:elbv2:listener:https', /got https/],
    ['aws:elbv2:listener:Default', /got Default/],
    ['aws:elb:listener:default', /with a port/],
  ])('listener %s', (namespace, message) => {
    expect(problemsOf({ [namespace]: { ListenerEnabled: 'true' } })).toEqual([
      [namespace, expect.stringMatching(message)],
    ]);
  });

  test('what the table lacks is a warning', () => {
    const options = {
      'aws:elasticbeanstalk:environment': { EnviromentType: 'x', EnvironmentType: 'LoadBalanced' },
      'aws:elasticbeanstalk:enviroment': { x: 'y' },
      'aws:elasticbeanstalk:customoption': { x: 'y' },
      'aws:ec2:vpc': { Wholly: 'x' },
    };
    expect(problemsOf(options)).toEqual([]);
    expect(unknownSettings(exampleConfig({ options }))).toEqual([
      expect.stringMatching(/^EnviromentType .*; did you mean EnvironmentType\?$/),
      expect.stringMatching(
        /aws:elasticbeanstalk:enviroment.*; did you mean aws:elasticbeanstalk:environment\?$/,
      ),
      expect.stringMatching(/^Wholly .*\.$/),
    ]);
  });
});

test('the table has the options of Local Beanstalk', () => {
  const rules = {
    ...{ ...capacityOptions, ...platformOptions, ...balancer.balancerOptions, ...balancer.classicOptions },
    'aws:elasticbeanstalk:environment:process:*': balancer.processOptions,
    'aws:elb:listener': balancer.classicListenerOptions,
    'aws:elb:listener:*': balancer.classicListenerOptions,
    'aws:elb:policies:*': balancer.classicPolicyOptions,
    'aws:elbv2:listener:*': balancer.listenerOptions,
    'aws:elbv2:listenerrule:*': balancer.listenerRuleOptions,
  };
  const free = Object.keys(beanstalkOptions).filter((namespace) => beanstalkOptions[namespace]?.length === 0);
  expect(free.filter((namespace) => ruleOf({ namespace, option: 'any' }) === undefined)).toEqual([]);
  const listed = Object.entries(beanstalkOptions).filter(([namespace]) => !free.includes(namespace));
  expect(listed.map(([namespace, names]) => [namespace, names.toSorted()])).toEqual(
    Object.entries(rules)
      .map(([namespace, options]) => [namespace, Object.keys(options).toSorted()] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
});
