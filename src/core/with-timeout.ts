import type { Config } from './config.ts';
import { UserError } from './errors.ts';

/** `--timeout <minutes>` in place of deployment.timeoutMinutes of kc-eb.yaml. */
export function withTimeout(config: Config, { timeout }: { timeout?: string }): Config {
  if (timeout === undefined) return config;
  const timeoutMinutes = Number(timeout);
  if (!Number.isFinite(timeoutMinutes) || timeoutMinutes <= 0) {
    throw new UserError('usage', `--timeout takes minutes, e.g. 45; "${timeout}" is no such number.`);
  }
  return { ...config, deployment: { ...config.deployment, timeoutMinutes } };
}
