/** Finds the row of a Keycloak release. */
import { UserError } from '../base/user-error.ts';
import { type KeycloakTraits, keycloakVersions } from './release-table.ts';

export type Minor = keyof typeof keycloakVersions;

const minors = Object.keys(keycloakVersions) as Minor[];
const oldest = minors.at(0) ?? '22.0';
export const newestMinor: Minor = minors.at(-1) ?? '26.7';

/** "26.7.3"; not "26.07.03", of which there is no image. */
export const releasePattern = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

/** Of minors or of releases: -1, 0 or 1, as sort wants it; "26.10" is after "26.7". */
export function compareMinors(a: string, b: string): number {
  return Math.sign(a.localeCompare(b, 'en', { numeric: true }));
}

/**
 * The row that stands for a release: its own, the newest below it where it is not in the table (a minor that was
 * skipped, or one newer than the table). undefined for releases older than the table.
 */
export function findMinor(version: string): Minor | undefined {
  return minors.findLast((minor) => compareMinors(minor, minorOf(version)) <= 0);
}

/** Why a release cannot be deployed; undefined when it can. */
export function unsupported(version: string): string | undefined {
  return findMinor(version) === undefined
    ? `Keycloak ${version} is not supported; ${oldest} is the oldest that is`
    : undefined;
}

/** Throws UserError 'usage' for a release older than the table. */
export function traitsOf(version: string): KeycloakTraits {
  const minor = findMinor(version);
  if (minor === undefined) throw new UserError('usage', `${unsupported(version) ?? version}.`);
  return keycloakVersions[minor];
}

/** True for a release that kc-eb knows nothing of and takes for its newest. */
export function isNewerThanTable(version: string): boolean {
  return compareMinors(minorOf(version), newestMinor) > 0;
}

/** "26.7" of "26.7.3". */
export function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
