import { UserError } from '../base/user-error.ts';
import type { EnvironmentChange } from './environment-plan.ts';
import type { Deps } from '../ports.ts';
import { findEnvironment } from '../environment/find-environment.ts';
import { runningInstances } from '../environment/running-instances.ts';

/** Health reports lag behind the environment's status by some tens of seconds. */
const graceMs = 90_000;
const pollMs = 3_000;

/**
 * Beanstalk has said Ready while a batch still ran the old version (elastic-beanstalk-roadmap#162,
 * aws-elastic-beanstalk-cli#50); so each instance is asked. Throws UserError 'deployment' with the account of them,
 * or 'conflict' when another deployment has begun meanwhile.
 */
export async function requireVersionEverywhere(
  deps: Deps,
  change: EnvironmentChange,
  deadline: number,
): Promise<void> {
  if (await isEverywhere(deps, change, deadline)) return;
  await requireOurs(deps, change);
  throw new UserError(
    'deployment',
    `Environment ${change.target.environment} is Ready, but not every instance runs ${change.version.label}: ` +
      (await instancesText(deps, change.target.environment)),
    { hint: 'Run kc-eb deploy again: it sees which instances are behind and updates them.' },
  );
}

/** False when the health reports do not say so within their usual delay. */
export async function isEverywhere(
  deps: Deps,
  change: EnvironmentChange,
  deadline: number,
): Promise<boolean> {
  const end = Math.min(deadline, deps.clock.now().getTime() + graceMs);
  for (;;) {
    const instances = await runningInstances(deps, change.target.environment);
    const enough = instances.length >= change.environment.minInstances;
    if (enough && instances.every(({ versionLabel }) => versionLabel === change.version.label)) return true;
    if (deps.clock.now().getTime() >= end) return false;
    await deps.clock.sleep(pollMs, deps.signal);
  }
}

/** What one has deployed may be on its way to something else by now. */
export async function requireOurs(deps: Pick<Deps, 'aws'>, change: EnvironmentChange): Promise<void> {
  const { environment } = change.target;
  const found = await findEnvironment(deps, change.target);
  const label = found?.VersionLabel ?? '(none)';
  if (found?.Status === 'Ready' && label === change.version.label) return;
  throw new UserError(
    'conflict',
    `Another deployment has taken environment ${environment} over: it is ${found?.Status ?? 'gone'}, with version ${label}.`,
    { hint: `${change.version.label} was deployed before that. kc-eb events shows what has happened since.` },
  );
}

/** Which instance runs what. */
export async function instancesText(deps: Pick<Deps, 'aws'>, environment: string): Promise<string> {
  const instances = await runningInstances(deps, environment);
  if (instances.length === 0) return 'no instance is running.';
  const texts = instances.map(
    ({ id, versionLabel }) => `${id} runs ${versionLabel ?? 'no finished deployment'}`,
  );
  return `${texts.join('; ')}.`;
}
