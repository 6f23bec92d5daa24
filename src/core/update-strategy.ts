/** Whether nodes of the running release and of the wanted one may be in one cluster while a deployment goes on. */
import { minorOf, traitsOf, unsupported } from './keycloak.ts';

/**
 * `as-configured`: deployment.policy of kc-eb.yaml. `check`: `kc.sh update-compatibility check` in the new image tells.
 * `recreate`: no; all instances get the new version at once, and the service is interrupted.
 * https://www.keycloak.org/server/update-compatibility
 */
export type UpdateStrategy = 'as-configured' | 'check' | 'recreate';

/** Both are releases such as "26.7.3". */
export function updateStrategy(running: string, wanted: string): UpdateStrategy {
  if (minorOf(running) === minorOf(wanted) && tells(running) && tells(wanted)) return 'check';
  return running === wanted ? 'as-configured' : 'recreate';
}

/** The release that a version label of kc-eb's names, e.g. "26.7.3" for "26.7.3-f9ac34bea168". */
export function releaseOf(versionLabel: string): string | undefined {
  return /^(\d+\.\d+\.\d+)-[0-9a-f]{12}$/.exec(versionLabel)?.[1];
}

function tells(version: string): boolean {
  return unsupported(version) === undefined && traitsOf(version).updateCompatibility;
}
