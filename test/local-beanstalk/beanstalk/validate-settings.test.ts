import { expect, test } from 'vitest';
import { optionSettings } from '../../../src/render/option-settings.ts';
import type { Settings } from '../../../src/local-beanstalk/beanstalk/store/records.ts';
import { overlay, readPlan } from '../../../src/local-beanstalk/beanstalk/settings/settings.ts';
import { findProblems } from '../../../src/local-beanstalk/beanstalk/settings/validate-settings.ts';
import { exampleConfig } from '../../fakes/example-config.ts';

function sent(config = exampleConfig()): Settings {
  return optionSettings(config).reduce<Settings>(
    (settings, { Namespace = '', OptionName = '', Value = '' }) =>
      overlay(settings, { [Namespace]: { [OptionName]: Value } }),
    {},
  );
}

test('Beanstalk accepts the settings of kc-eb', () => {
  const config = exampleConfig();
  const everything = exampleConfig({
    network: {
      ...config.network,
      vpc: 'vpc-1',
      subnets: ['subnet-1', 'subnet-2'],
      loadBalancerSubnets: ['subnet-3'],
      certificate: 'arn:aws:acm:us-east-1:123456789012:certificate/c',
    },
  });
  expect(findProblems({ settings: sent(everything), bundleSettings: {} })).toEqual([]);
});

test('the workflow reads the settings of kc-eb', () => {
  expect(readPlan({ settings: sent(), bundleSettings: {} })).toMatchObject({
    policy: 'Rolling',
    batch: { type: 'Fixed', size: 1 },
    minSize: 2,
    maxSize: 4,
    enhancedHealth: true,
    streamLogs: true,
    secrets: { KC_DB_PASSWORD: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf' },
  });
});

test.each([
  [{ MaxSize: '1', MinSize: '2' }, 'MinSize must not be greater'],
  [{ Cooldown: '-1' }, 'Value must be an integer from 0 to 10000'],
  [{ Minsize: '2' }, 'Unknown configuration setting.'],
])('%j is rejected', (options, message) => {
  const [problem] = findProblems({ settings: { 'aws:autoscaling:asg': options }, bundleSettings: {} });
  expect(problem?.message).toContain(message);
});

test('MinInstancesInService equal to MaxSize is rejected with Beanstalk’s message', () => {
  const settings = {
    'aws:autoscaling:asg': { MaxSize: '1' },
    'aws:autoscaling:updatepolicy:rollingupdate': { MinInstancesInService: '1' },
  };
  expect(findProblems({ settings, bundleSettings: {} })).toEqual([
    {
      namespace: 'aws:autoscaling:updatepolicy:rollingupdate',
      option: 'MinInstancesInService',
      message:
        "Invalid option value: '1' (Namespace: 'aws:autoscaling:updatepolicy:rollingupdate', OptionName: " +
        "'MinInstancesInService'): The minimum instances in service for rolling updates (1) should be less than " +
        'the maximum instance count for the Autoscaling group (1).',
    },
  ]);
});

test.each([
  [1, 1, '0'],
  [1, 4, '1'],
  [2, 2, '1'],
  [3, 3, '2'],
  [3, 9, '2'],
])('of %i to %i instances, kc-eb keeps %s in service, and Beanstalk accepts it', (min, max, inService) => {
  const { cluster, instances } = exampleConfig();
  const config = exampleConfig({
    cluster: { ...cluster, enabled: min > 1 },
    instances: { ...instances, min, max },
  });
  const settings = sent(config);
  const rolling = settings['aws:autoscaling:updatepolicy:rollingupdate'];
  expect(rolling?.MinInstancesInService).toBe(inService);
  expect(findProblems({ settings, bundleSettings: {} })).toEqual([]);
});

test('booleans are accepted in any case', () => {
  const settings = { 'aws:elasticbeanstalk:command': { IgnoreHealthCheck: 'True' } };
  expect(findProblems({ settings, bundleSettings: {} })).toEqual([]);
  expect(readPlan({ settings, bundleSettings: {} }).ignoreHealthCheck).toBe(true);
});
