/** How an update goes to instances that run something else: what the plan says of it, and what it then sets. */
import {
  comparedVariables,
  differing,
  thoseThatDivide,
  thoseThatMayDivide,
  type Variables,
} from './compared-variables.ts';
import type { Config } from '../config/schema.ts';
import type { Release } from '../keycloak/releases.ts';
import { contentHash } from '../base/content-hash.ts';
import { UserError } from '../base/user-error.ts';
import type { EnvironmentFacts } from '../environment/facts.ts';
import { optionSettings } from '../render/option-settings.ts';
import type { EnvironmentGoal } from './environment-plan.ts';
import {
  downgradeHint,
  patchHint,
  releaseOf,
  rollsPatches,
  type UpdateStrategy,
  updateStrategy,
} from '../upgrade/update-strategy.ts';

export interface UpdatePlan {
  strategy: UpdateStrategy;
  /** The version label that runs; undefined where there is nothing to compare, or nothing of kc-eb's. */
  running: string | undefined;
  /** Keycloak's release of that label. */
  runningRelease: Release | undefined;
  wantedRelease: Release;
  /** Whether the image can say what it is compatible with. */
  tells: boolean;
  /** Whether it may allow another patch release beside it. */
  patches: boolean;
  /** Of run time, as they are wanted; secrets have made-up values. */
  variables: Variables;
  /** Names of those that run with another value, or not at all. */
  differing: string[];
}

type Wanted = Pick<UpdatePlan, 'wantedRelease' | 'tells' | 'patches' | 'variables'>;

/** Throws UserError 'usage' for a Keycloak that cannot use the database any more. */
export function planUpdate(
  config: Config,
  label: string,
  environment: EnvironmentFacts | undefined,
): UpdatePlan {
  const wantedRelease = config.keycloak.version;
  const wanted: Wanted = {
    wantedRelease,
    tells: wantedRelease.traits.updateCompatibility,
    patches: rollsPatches(config.keycloak),
    variables: comparedVariables(optionSettings(config)),
  };
  return requireNoDowngrade(judgeUpdate(wanted, label, environment));
}

/** The same for the environment as it is by now; an older minor is for the caller to refuse. */
export function judgeUpdate(
  { wantedRelease, tells, patches, variables }: Wanted,
  label: string,
  environment: EnvironmentFacts | undefined,
): UpdatePlan {
  const wanted = { wantedRelease, tells, patches, variables };
  const nothing: UpdatePlan = {
    ...{ strategy: 'as-configured', running: undefined, runningRelease: undefined, differing: [] },
    ...wanted,
  };
  const running = environment?.versionLabel;
  const runningRelease = running === undefined ? undefined : releaseOf(running);
  if (environment === undefined || running === undefined || runningRelease === undefined) return nothing;
  // Settings are read of an environment that is Ready.
  const others =
    environment.status === 'Ready' ? differing(comparedVariables(environment.settings), variables) : [];
  if (running === label && others.length === 0) return nothing;
  const byRelease = updateStrategy(runningRelease, wantedRelease, { patches });
  const divide = byRelease === 'check' ? thoseThatDivide(others) : thoseThatMayDivide(others);
  const strategy = divide.length > 0 && byRelease !== 'downgrade' ? 'recreate' : byRelease;
  return { strategy, running, runningRelease, differing: others, ...wanted };
}

export function requireNoDowngrade(update: UpdatePlan): UpdatePlan {
  const { strategy, runningRelease, wantedRelease } = update;
  if (strategy !== 'downgrade') return update;
  throw new UserError(
    'usage',
    `Keycloak cannot go back from ${runningRelease?.name ?? ''}, which runs, to ${wantedRelease.name}.`,
    { hint: downgradeHint },
  );
}

/** Is what an update meets still the same? Of an environment that is busy nobody knows. */
export function meetsTheSame(
  judged: EnvironmentFacts | undefined,
  now: EnvironmentFacts | undefined,
): boolean {
  if (judged === undefined || now === undefined) return judged === now;
  return (
    judged.status === 'Ready' &&
    judged.versionLabel === now.versionLabel &&
    differing(comparedVariables(judged.settings), comparedVariables(now.settings)).length === 0
  );
}

/** Beside the source bundle: what the version's image says of itself with these variables. */
export function metadataKey(bundleKey: string, variables: Variables): string {
  const hash = contentHash(new Map(Object.entries(variables)));
  return bundleKey.replace(/\.zip$/, `.${hash}.compatibility.json`);
}

/** Key of the bundle of another version of the same application. */
export function siblingKey(bundleKey: string, label: string): string {
  return bundleKey.replace(/[^/]+$/, `${label}.zip`);
}

const command = 'aws:elasticbeanstalk:command';

/** The same goal, reached on all instances at once. */
export function atOnce(goal: EnvironmentGoal): EnvironmentGoal {
  const { solutionStack, settings, minInstances, timeoutMinutes } = goal;
  return {
    ...{ solutionStack, minInstances, timeoutMinutes },
    settings: settings.map((setting) =>
      setting.Namespace === command && setting.OptionName === 'DeploymentPolicy'
        ? { ...setting, Value: 'AllAtOnce' }
        : setting,
    ),
  };
}

/** Why the two must not meet, for all that is known without asking an image; undefined where nothing is. */
export function whyNotTogether(update: UpdatePlan): string | undefined {
  const { runningRelease, wantedRelease, patches, differing: names } = update;
  const sure = thoseThatDivide(names);
  if (sure.length === 0 && runningRelease !== undefined && runningRelease.name !== wantedRelease.name) {
    const hint = patches ? undefined : patchHint(runningRelease, wantedRelease);
    const why = hint === undefined ? '' : ` (${hint})`;
    return `nodes of Keycloak ${runningRelease.name} and ${wantedRelease.name} must not be in one cluster${why}`;
  }
  const divide = sure.length > 0 ? sure : thoseThatMayDivide(names);
  if (divide.length === 0) return undefined;
  return `nodes with another ${divide.join(', ')} must not be in one cluster with those that run`;
}

/** A line of the plan; undefined where there is nothing to say. */
export function updateText(update: UpdatePlan): string | undefined {
  if (update.running === undefined) return undefined;
  switch (update.strategy) {
    case 'as-configured':
    case 'downgrade':
      return undefined;
    case 'check':
      return 'side by side with what runs, if kc.sh update-compatibility allows it; else deploy asks, and all instances get it at once';
    case 'recreate':
      return `all instances at once: ${whyNotTogether(update) ?? ''}. The service is interrupted; deploy asks first (--yes does not)`;
  }
}
