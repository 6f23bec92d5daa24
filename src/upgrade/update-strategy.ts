/** Whether nodes of the running release and of the wanted one may be in one cluster while a deployment goes on. */
import type { Config } from '../config/schema.ts';
import { compareMinors, minorOf, traitsOf, unsupported } from '../keycloak/releases.ts';

/**
 * `as-configured`: deployment.policy of kc-eb.yaml. `check`: `kc.sh update-compatibility check` in the new image tells.
 * `recreate`: no; all instances get the new version at once, and the service is interrupted. `downgrade`: to an older
 * minor, whose nodes cannot use the database any more: refused.
 * https://www.keycloak.org/server/update-compatibility
 */
export type UpdateStrategy = 'as-configured' | 'check' | 'recreate' | 'downgrade';

/** Both are releases such as "26.7.3". `patches`: see rollsPatches, of the wanted one. */
export function updateStrategy(
  running: string,
  wanted: string,
  { patches }: { patches: boolean },
): UpdateStrategy {
  if (minorOf(running) !== minorOf(wanted)) {
    return compareMinors(minorOf(running), minorOf(wanted)) > 0 ? 'downgrade' : 'recreate';
  }
  if (running === wanted) return tells(wanted) ? 'check' : 'as-configured';
  return tells(running) && tells(wanted) && patches ? 'check' : 'recreate';
}

/** Whether the image can say what it is compatible with. */
export function tells(version: string): boolean {
  return unsupported(version) === undefined && traitsOf(version).updateCompatibility;
}

const feature = 'rolling-updates:v2';

/** Whether Keycloak may allow two patch releases of its minor in one cluster; otherwise its answer is always no. */
export function rollsPatches({
  version,
  features,
}: Pick<Config['keycloak'], 'version' | 'features'>): boolean {
  const { patchUpdates } = traitsOf(version);
  // Tried on 26.5.6: neither rolling-updates alone nor preview turns it on.
  return patchUpdates === 'preview' ? features.includes(feature) : patchUpdates === 'on';
}

/** What two patch releases lack to be side by side; undefined where it is something else. */
export function patchHint(running: string, wanted: string): string | undefined {
  if (minorOf(running) !== minorOf(wanted) || running === wanted || !tells(wanted)) return undefined;
  const minor = `Keycloak ${minorOf(wanted)}`;
  return {
    absent: `${minor} allows no two patch releases in one cluster`,
    preview: `${minor} allows two patch releases in one cluster only with its preview ${feature} in keycloak.features`,
    on: undefined,
  }[traitsOf(wanted).patchUpdates];
}

export const downgradeHint =
  'Its database has been migrated: restore a snapshot of before. Then kc-eb rollback --force brings a version back that was verified, or kc-eb terminate and kc-eb deploy make the environment anew.';

/** The release that a version label of kc-eb's names, e.g. "26.7.3" for "26.7.3-f9ac34bea168". */
export function releaseOf(versionLabel: string): string | undefined {
  return /^(\d+\.\d+\.\d+)-[0-9a-f]{12}$/.exec(versionLabel)?.[1];
}
