/** Keycloak's releases, to find typing errors. kc-eb.yaml and `kc-eb upgrade` take newer ones too. */
import { suggestion } from '../base/did-you-mean.ts';
import type { Minor } from './releases.ts';

/**
 * The newest patch of each minor, from the versions of @keycloak/keycloak-admin-client on npm, which every release
 * publishes. Of the newest minor: the one that kc-eb's tests run.
 */
const newestPatches = {
  '22.0': 5,
  '23.0': 7,
  '24.0': 5,
  '25.0': 6,
  '26.0': 8,
  '26.1': 5,
  '26.2': 5,
  '26.3': 5,
  '26.4': 7,
  '26.5': 7,
  '26.6': 4,
  '26.7': 3,
} satisfies Record<Minor, number>;

/** The newest first. */
export const knownReleases: readonly string[] = Object.entries(newestPatches)
  .flatMap(([minor, newest]) => Array.from({ length: newest + 1 }, (_, patch) => `${minor}.${patch}`))
  .toReversed();

/** The reason why a release is most likely a typing error; undefined for a known one. */
export function releaseProblem(release: string): string | undefined {
  if (knownReleases.includes(release)) return undefined;
  const [newestOfLine] = knownReleases.filter((known) => release !== '' && known.startsWith(`${release}.`));
  const near =
    newestOfLine === undefined ? suggestion(release, knownReleases) : `; did you mean ${newestOfLine}?`;
  return `is not a Keycloak release of this kc-eb${near}`;
}
