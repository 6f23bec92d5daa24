import { expect, test } from 'vitest';
import { checkConfig } from '../../src/config/cross-checks.ts';
import { exampleConfig } from '../fakes/example-config.ts';

const pathsOf = (namespace: string, name: string, value: string): unknown[] =>
  checkConfig(exampleConfig({ options: { [namespace]: { [name]: value } } })).map(({ path }) => path);

test.each([
  ['aws:elasticbeanstalk:environment', 'EnvironmentType', 'SingleInstance'],
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
  ['aws:elbv2:loadbalancer', 'IdleTimeout', '120'],
  ['aws:elasticbeanstalk:healthreporting:system', 'SystemType', 'enhanced'],
  ['aws:ec2:instances', 'EnableSpot', 'true'],
  ['aws:ec2:instances', 'SpotFleetOnDemandBase', '1'],
  ['aws:ec2:instances', 'InstanceTypes', 't3.medium,m6i.large'],
])('%s %s=%s is taken', (namespace, name, value) => {
  expect(pathsOf(namespace, name, value)).toEqual([]);
});
