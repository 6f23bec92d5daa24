import { findInstanceProfile } from './instance-profile.ts';
import { simulate } from './simulate.ts';
import { unlessAwsError } from '../base/aws-error.ts';
import type { Denied } from './permission.ts';
import type { Config } from '../config/schema.ts';
import type { Deps } from '../ports.ts';
import { logWriterPermissions } from './log-writers.ts';

/**
 * Returns what the role of the instances lacks; undefined when the caller may not read it. A profile without a role
 * lacks nothing here: Beanstalk rejects it by name.
 */
export function readDeniedToLogs(deps: Deps, config: Config): Promise<Denied[] | undefined> {
  // Local Beanstalk evaluates no policies.
  if (deps.local !== undefined) return Promise.resolve([]);
  return unlessAwsError(['AccessDenied', 'AccessDeniedException'], async () => {
    const found = await findInstanceProfile(deps, config.instances.profile);
    const arn = found?.Roles?.[0]?.Arn;
    if (arn === undefined) return [];
    const [, , , , account = ''] = arn.split(':');
    return simulate(deps, arn, logWriterPermissions(config, account));
  });
}
