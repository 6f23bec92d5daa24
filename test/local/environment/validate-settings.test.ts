import { expect, test } from 'vitest';
import { optionSettings } from '../../../src/core/option-settings.ts';
import type { Settings } from '../../../src/local/environment/records.ts';
import { overlay, readPlan } from '../../../src/local/environment/settings.ts';
import { findProblems } from '../../../src/local/environment/validate-settings.ts';
import { exampleConfig } from '../../fakes/example-config.ts';

function sent(config = exampleConfig()): Settings {
  return optionSettings(config).reduce<Settings>(
    (settings, { Namespace = '', OptionName = '', Value = '' }) =>
      overlay(settings, { [Namespace]: { [OptionName]: Value } }),
    {},
  );
}

test('Beanstalk takes all that kc-eb sends', () => {
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

test('and the workflow reads of it what kc-eb means', () => {
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
])('%j is refused', (options, message) => {
  const [problem] = findProblems({ settings: { 'aws:autoscaling:asg': options }, bundleSettings: {} });
  expect(problem?.message).toContain(message);
});

test('truth is taken in any case', () => {
  const settings = { 'aws:elasticbeanstalk:command': { IgnoreHealthCheck: 'True' } };
  expect(findProblems({ settings, bundleSettings: {} })).toEqual([]);
  expect(readPlan({ settings, bundleSettings: {} }).ignoreHealthCheck).toBe(true);
});
