import { expect, test } from 'vitest';
import { optionSettings } from '../../src/core/option-settings.ts';
import { withTimeout } from '../../src/core/with-timeout.ts';
import { exampleConfig } from '../fakes/example-config.ts';

const config = exampleConfig();

test('--timeout is how long kc-eb waits, and nothing of the environment', () => {
  const longer = withTimeout(config, { timeout: '90' });
  expect(longer.deployment.timeoutMinutes).toBe(90);
  expect(optionSettings(longer)).toEqual(optionSettings(config));
});

test.each(['', 'soon', '0', '-3', 'Infinity'])('--timeout %j is no number of minutes', (timeout) => {
  expect(() => withTimeout(config, { timeout })).toThrow(/^--timeout takes minutes/);
});
