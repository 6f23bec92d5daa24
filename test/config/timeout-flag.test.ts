import { expect, test } from 'vitest';
import { optionSettings } from '../../src/render/option-settings.ts';
import { withTimeout } from '../../src/config/timeout-flag.ts';
import { exampleConfig } from '../fakes/example-config.ts';

const config = exampleConfig();

test('--timeout is how long kc-eb waits, and nothing of the environment', () => {
  const longer = withTimeout(config, { timeout: '90' });
  expect(longer.deployment.timeoutMinutes).toBe(90);
  expect(optionSettings(longer)).toEqual(optionSettings(config));
});

test.each([
  ['1', 1],
  ['1.5', 1.5],
  ['1440', 1440],
])('--timeout %s', (timeout, minutes) => {
  expect(withTimeout(config, { timeout }).deployment.timeoutMinutes).toBe(minutes);
});

test.each(['', ' ', 'soon', '0', '-3', 'Infinity', '0x10', '1e3', '1e308', '0.01', '1441', '12,5', '5m'])(
  '--timeout %j is not a number of minutes',
  (timeout) => {
    expect(() => withTimeout(config, { timeout })).toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: expect.stringMatching(/^--timeout .*1440/) as unknown,
      }),
    );
  },
);
