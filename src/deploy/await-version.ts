import { accountsText } from '../base/few.ts';
import { poll } from '../base/poll.ts';
import { UserError } from '../base/user-error.ts';
import type { EnvironmentChange } from './environment-plan.ts';
import type { Deps } from '../ports.ts';
import { findEnvironment } from '../environment/find-environment.ts';
import { newcomers, newcomersText } from '../environment/newcomers.ts';
import { type RunningInstance, runningInstances } from '../environment/running-instances.ts';

/** Health reports lag behind the environment's status by some tens of seconds. */
const graceMs = 90_000;
const pollMs = 3_000;

/**
 * Returns the instances once each runs the version: Beanstalk has reported Ready while a batch still ran the old one
 * (elastic-beanstalk-roadmap#162, aws-elastic-beanstalk-cli#50). Throws UserError 'deployment', or 'conflict' when
 * another deployment has begun meanwhile.
 */
export async function requireVersionEverywhere(
  deps: Deps,
  change: EnvironmentChange,
  deadline: number,
): Promise<readonly RunningInstance[]> {
  const instances = await awaitVersionEverywhere(deps, change, deadline);
  if (instances !== undefined) return instances;
  await requireOurs(deps, change);
  throw new UserError(
    'deployment',
    `Environment ${change.target.environment} is Ready, but not every instance runs ${change.version.label}: ` +
      (await instancesText(deps, change.target.environment)),
    { hint: 'Run kc-eb deploy again: it finds the instances that are behind and updates them.' },
  );
}

/**
 * undefined when the health reports do not show the version within their usual delay. Instances that were launched
 * during the deployment are left out then. `deadline`: the deployment's, its start plus its timeout.
 */
export async function awaitVersionEverywhere(
  deps: Deps,
  { target, version, environment }: EnvironmentChange,
  deadline: number,
): Promise<readonly RunningInstance[] | undefined> {
  const end = Math.min(deadline, deps.clock.now().getTime() + graceMs);
  const since = deadline - environment.timeoutMinutes * 60_000;
  const deployed = { versionLabel: version.label, minimum: environment.minInstances, since };
  return poll(deps, { everyMs: pollMs, deadline: end }, async () => {
    const instances = await runningInstances(deps, target.environment);
    const isLate = deps.clock.now().getTime() + pollMs > end;
    const left = isLate ? newcomers(instances, deployed) : [];
    const settled = instances.filter((instance) => !left.includes(instance));
    const enough = settled.length >= environment.minInstances;
    const everywhere = settled.every(({ versionLabel }) => versionLabel === version.label);
    if (!enough || !everywhere) return undefined;
    if (left.length > 0) deps.reporter.emit({ type: 'message', level: 'warn', text: newcomersText(left) });
    return settled;
  });
}

/** Throws UserError 'conflict' when another deployment has followed ours. */
export async function requireOurs(deps: Pick<Deps, 'aws'>, change: EnvironmentChange): Promise<void> {
  const { environment } = change.target;
  const found = await findEnvironment(deps, change.target);
  const label = found?.VersionLabel ?? '(none)';
  if (found?.Status === 'Ready' && label === change.version.label) return;
  throw new UserError(
    'conflict',
    `Another deployment has taken environment ${environment} over: it is ${found?.Status ?? 'gone'}, with version ${label}.`,
    { hint: `${change.version.label} was deployed before that. kc-eb events shows the later events.` },
  );
}

/** The version of each instance, in words. */
export async function instancesText(deps: Pick<Deps, 'aws'>, environment: string): Promise<string> {
  const instances = await runningInstances(deps, environment);
  if (instances.length === 0) return 'no instance is running.';
  const accounts = instances.map(({ id, versionLabel }) => ({
    name: id,
    text: versionLabel ?? 'no finished deployment',
  }));
  return `${accountsText(accounts, (count) => (count === 1 ? ' runs' : ' run'))}.`;
}
