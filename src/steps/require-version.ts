import { UserError } from '../core/errors.ts';
import type { DeployPlan } from '../core/plan.ts';
import type { Deps } from '../ports.ts';
import { instanceVersions } from './find-environment.ts';

/** Health reports lag behind the environment's status by some tens of seconds. */
const graceMs = 90_000;
const pollMs = 3_000;

/**
 * Beanstalk has said Ready while a batch still ran the old version (elastic-beanstalk-roadmap#162,
 * aws-elastic-beanstalk-cli#50); so each instance is asked.
 */
export async function requireVersionEverywhere(
  deps: Deps,
  plan: DeployPlan,
  deadline: number,
): Promise<void> {
  const { label } = plan.version;
  const end = Math.min(deadline, deps.clock.now().getTime() + graceMs);
  for (;;) {
    const versions = await instanceVersions(deps, plan.target.environment);
    const stale = [...versions].filter(([, version]) => version !== label);
    if (versions.size >= plan.environment.minInstances && stale.length === 0) return;
    if (deps.clock.now().getTime() >= end) throw notEverywhere(plan, versions);
    await deps.clock.sleep(pollMs, deps.signal);
  }
}

function notEverywhere(plan: DeployPlan, versions: ReadonlyMap<string, string | undefined>): UserError {
  const account = [...versions]
    .map(([id, version]) => `${id}: ${version ?? 'no finished deployment'}`)
    .join('; ');
  return new UserError(
    'deployment',
    `Environment ${plan.target.environment} is Ready, but not every instance runs ${plan.version.label}: ` +
      (account === '' ? 'no instance reports.' : `${account}.`),
    { hint: 'Run kc-eb deploy again: it sees which instances are behind and updates them.' },
  );
}
