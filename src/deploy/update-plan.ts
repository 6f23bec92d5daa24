/** Decides how to update instances that run another version: next to each other, or all at once. */
import {
  comparedVariables,
  differing,
  dividingVariables,
  possiblyDividingVariables,
  type Variables,
} from './compared-variables.ts';
import type { Config } from '../config/schema.ts';
import type { Release } from '../keycloak/releases.ts';
import { contentHash } from '../base/content-hash.ts';
import { UserError } from '../base/user-error.ts';
import type { EnvironmentFacts } from '../environment/facts.ts';
import { optionSettings } from '../render/option-settings.ts';
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
  /** The running version label; undefined where nothing is to compare, or kc-eb did not deploy it. */
  running: string | undefined;
  /** Keycloak's release of that label. */
  runningRelease: Release | undefined;
  wantedRelease: Release;
  /** Whether the image supports update-compatibility. */
  tells: boolean;
  /** Whether the image may allow another patch release in its cluster. */
  patches: boolean;
  /** Wanted run-time variables; secrets have placeholder values. */
  variables: Variables;
  /** Names of the variables that run with another value, or are not set. */
  differing: string[];
}

type Wanted = Pick<UpdatePlan, 'wantedRelease' | 'tells' | 'patches' | 'variables'>;

/** Throws UserError 'usage' for a Keycloak that can no longer use the database. */
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
  return requireNoDowngrade(decideUpdate(wanted, label, environment));
}

/** Decides again, for the environment in its present state. Does not reject an older minor. */
export function decideUpdate(
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
  const divide = byRelease === 'check' ? dividingVariables(others) : possiblyDividingVariables(others);
  const strategy = divide.length > 0 && byRelease !== 'downgrade' ? 'recreate' : byRelease;
  return { strategy, running, runningRelease, differing: others, ...wanted };
}

export function requireNoDowngrade(update: UpdatePlan): UpdatePlan {
  const { strategy, runningRelease, wantedRelease } = update;
  if (strategy !== 'downgrade') return update;
  throw new UserError(
    'usage',
    `Keycloak cannot go back from the running ${runningRelease?.name ?? ''} to ${wantedRelease.name}.`,
    { hint: downgradeHint },
  );
}

/** Whether an update meets the same environment as before; false for a busy one. */
export function isUnchanged(
  before: EnvironmentFacts | undefined,
  now: EnvironmentFacts | undefined,
): boolean {
  if (before === undefined || now === undefined) return before === now;
  return (
    before.status === 'Ready' &&
    before.versionLabel === now.versionLabel &&
    differing(comparedVariables(before.settings), comparedVariables(now.settings)).length === 0
  );
}

/** Key of an image's compatibility metadata with these variables, next to the source bundle. */
export function metadataKey(bundleKey: string, variables: Variables): string {
  const hash = contentHash(new Map(Object.entries(variables)));
  return bundleKey.replace(/\.zip$/, `.${hash}.compatibility.json`);
}

/** Key of the bundle of another version of the same application. */
export function siblingKey(bundleKey: string, label: string): string {
  return bundleKey.replace(/(?<=^|\/)[^/]+$/, `${label}.zip`);
}

/** The reason against one cluster, as far as known without an image's check; undefined without a reason. */
export function reasonToSeparate(update: UpdatePlan): string | undefined {
  const { runningRelease, wantedRelease, patches, differing: names } = update;
  const sure = dividingVariables(names);
  if (sure.length === 0 && runningRelease !== undefined && runningRelease.name !== wantedRelease.name) {
    const hint = patches ? undefined : patchHint(runningRelease, wantedRelease);
    const why = hint === undefined ? '' : ` (${hint})`;
    return `nodes of Keycloak ${runningRelease.name} and ${wantedRelease.name} must not be in one cluster${why}`;
  }
  const divide = sure.length > 0 ? sure : possiblyDividingVariables(names);
  if (divide.length === 0) return undefined;
  return `nodes with another ${divide.join(', ')} must not be in one cluster with those that run`;
}

/** A line of the plan; undefined where the configured policy applies. */
export function updateText(update: UpdatePlan): string | undefined {
  if (update.running === undefined) return undefined;
  switch (update.strategy) {
    case 'as-configured':
    case 'downgrade':
      return undefined;
    case 'check':
      return 'next to the running version, if kc.sh update-compatibility allows it; otherwise to all instances at once, after a confirmation';
    case 'recreate':
      return `all instances at once: ${reasonToSeparate(update) ?? ''}. This interrupts the service and needs a confirmation (or --yes)`;
  }
}
