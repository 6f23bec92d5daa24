import type { Config } from './schema.ts';
import { UserError } from '../base/user-error.ts';

/** The limit of the key in kc-eb.yaml. */
const mostMinutes = 1440;

/** Replaces deployment.timeoutMinutes with the flag `--timeout <minutes>`. Throws UserError 'usage' for other values. */
export function withTimeout(config: Config, { timeout }: { timeout?: string }): Config {
  if (timeout === undefined) return config;
  const timeoutMinutes = Number(timeout);
  if (!/^\d+(\.\d+)?$/.test(timeout) || timeoutMinutes < 1 || timeoutMinutes > mostMinutes) {
    throw new UserError(
      'usage',
      `--timeout must be a number of minutes from 1 to ${mostMinutes}: "${timeout}".`,
    );
  }
  return { ...config, deployment: { ...config.deployment, timeoutMinutes } };
}
