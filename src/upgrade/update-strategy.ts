/** Decides whether nodes of the running and the wanted release may share a cluster during a deployment. */
import type { Config } from '../config/schema.ts';
import { compareVersions, parseRelease, type Release } from '../keycloak/releases.ts';

/**
 * `as-configured`: deployment.policy of kc-eb.yaml. `check`: `kc.sh update-compatibility check` in the new image decides.
 * `recreate`: no; all instances get the new version at once, and the service is interrupted. `downgrade`: to an older
 * minor, whose nodes cannot use the migrated database: rejected.
 * https://www.keycloak.org/server/update-compatibility
 */
export type UpdateStrategy = 'as-configured' | 'check' | 'recreate' | 'downgrade';

/** `patches`: the result of rollsPatches for the wanted release. */
export function updateStrategy(
  running: Release,
  wanted: Release,
  { patches }: { patches: boolean },
): UpdateStrategy {
  if (running.minor !== wanted.minor) {
    return compareVersions(running.minor, wanted.minor) > 0 ? 'downgrade' : 'recreate';
  }
  const { updateCompatibility } = wanted.traits;
  if (running.name === wanted.name) return updateCompatibility ? 'check' : 'as-configured';
  return updateCompatibility && patches ? 'check' : 'recreate';
}

const feature = 'rolling-updates:v2';

/** True when Keycloak may allow two patch releases of its minor in one cluster; otherwise its answer is always no. */
export function rollsPatches({
  version,
  features,
}: Pick<Config['keycloak'], 'version' | 'features'>): boolean {
  const { patchUpdates } = version.traits;
  // Tried on 26.5.6: neither rolling-updates alone nor preview turns it on.
  return patchUpdates === 'preview' ? features.includes(feature) : patchUpdates === 'on';
}

/** The missing requirement for two patch releases in one cluster; undefined if another rule decides. */
export function patchHint(running: Release, wanted: Release): string | undefined {
  const { patchUpdates, updateCompatibility } = wanted.traits;
  if (running.minor !== wanted.minor || running.name === wanted.name || !updateCompatibility)
    return undefined;
  const minor = `Keycloak ${wanted.minor}`;
  return {
    absent: `${minor} does not allow two patch releases in one cluster`,
    preview: `${minor} allows two patch releases in one cluster only with its preview ${feature} in keycloak.features`,
    on: undefined,
  }[patchUpdates];
}

export const downgradeHint =
  'The newer release migrated the database: restore a snapshot from before. Then kc-eb rollback --force deploys an earlier verified version, or kc-eb terminate and kc-eb deploy create the environment again.';

/** The release in a version label of kc-eb's, e.g. 26.7.3 in "26.7.3-f9ac34bea168"; undefined for other labels. */
export function releaseOf(versionLabel: string): Release | undefined {
  return /^\d+\.\d+\.\d+-[0-9a-f]{12}$/.test(versionLabel) ? parseRelease(versionLabel) : undefined;
}
