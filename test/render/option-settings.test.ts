import { expect, test } from 'vitest';
import { optionSettings } from '../../src/render/option-settings.ts';
import { exampleConfig } from '../fakes/example-config.ts';

const key = ({ Namespace = '', OptionName = '' }): string => `${Namespace} ${OptionName}`;

test('are sorted, each once', () => {
  const keys = optionSettings(exampleConfig()).map(key);
  expect(keys).toEqual([...new Set(keys)].sort());
});

test("kc-eb.yaml's options win, and add", () => {
  const settings = optionSettings(
    exampleConfig({
      options: {
        'aws:elasticbeanstalk:cloudwatch:logs': { StreamLogs: 'false' },
        'aws:elbv2:loadbalancer': { IdleTimeout: '120' },
      },
    }),
  );
  const valueOf = (wanted: string) => settings.find((setting) => key(setting) === wanted)?.Value;
  expect(valueOf('aws:elasticbeanstalk:cloudwatch:logs StreamLogs')).toBe('false');
  expect(valueOf('aws:elasticbeanstalk:cloudwatch:logs RetentionInDays')).toBe('30');
  expect(valueOf('aws:elbv2:loadbalancer IdleTimeout')).toBe('120');
});

test.each([
  [['t3.medium'], undefined],
  [['t4g.medium', 'm7g.medium'], 'arm64'],
])('types %j set SupportedArchitectures to %s', (types, architectures) => {
  const { instances } = exampleConfig();
  const settings = optionSettings(exampleConfig({ instances: { ...instances, types } }));
  const found = settings.find((setting) => key(setting) === 'aws:ec2:instances SupportedArchitectures');
  expect(found?.Value).toBe(architectures);
});
