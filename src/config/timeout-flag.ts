import type { Config } from './schema.ts';
import { UserError } from '../base/user-error.ts';

/** As in kc-eb.yaml. */
const mostMinutes = 1440;

/** `--timeout <minutes>` in place of deployment.timeoutMinutes of kc-eb.yaml. */
export function withTimeout(config: Config, { timeout }: { timeout?: string }): Config {
  if (timeout === undefined) return config;
  const timeoutMinutes = Number(timeout);
  if (!/^\d+(\.\d+)?$/.test(timeout) || timeoutMinutes < 1 || timeoutMinutes > mostMinutes) {
    throw new UserError(
      'usage',
      `--timeout takes minutes from 1 to ${mostMinutes}, e.g. 45; "${timeout}" is no such number.`,
    );
  }
  return { ...config, deployment: { ...config.deployment, timeoutMinutes } };
}
