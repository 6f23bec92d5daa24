/** A Keycloak release and its row of the version table. */
import { type KeycloakTraits, keycloakVersions } from './release-table.ts';

export type Minor = keyof typeof keycloakVersions;

/** One value for all that kc-eb derives from a release; parseRelease makes it. */
export interface Release {
  /** e.g. "26.7.3". */
  readonly name: string;
  /** e.g. "26.7". */
  readonly minor: string;
  /** Its row of the table: its own minor, or the newest below when the table lacks that minor. */
  readonly row: Minor;
  readonly traits: KeycloakTraits;
  /** True when its minor is newer than the table; kc-eb then treats it like the newest row. */
  readonly newerThanTable: boolean;
}

const minors = Object.keys(keycloakVersions) as Minor[];
export const oldestMinor: Minor = minors.at(0) ?? '22.0';
export const newestMinor: Minor = minors.at(-1) ?? '26.7';

/** A whole release, e.g. "26.7.3"; not "26.07.03", which has no image. */
export const releasePattern = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

/**
 * Reads the release at the start of a text: "26.7.3", a version label such as "26.7.3-f9ac34bea168", or a log's
 * "26.7.3.redhat-00001". Returns undefined for other texts and for releases older than the table.
 */
export function parseRelease(text: string): Release | undefined {
  const [name, minor] = /^(\d+\.\d+)\.\d+/.exec(text) ?? [];
  if (name === undefined || minor === undefined) return undefined;
  const row = minors.findLast((candidate) => compareVersions(candidate, minor) <= 0);
  if (row === undefined) return undefined;
  const newerThanTable = compareVersions(minor, newestMinor) > 0;
  return { name, minor, row, traits: keycloakVersions[row], newerThanTable };
}

/** Compares two minors or two releases by number, for sort: "26.10" follows "26.7". */
export function compareVersions(a: string, b: string): number {
  return Math.sign(a.localeCompare(b, 'en', { numeric: true }));
}

/** True for releases of this minor of the table and later ones. */
export function isFrom({ row }: Release, minor: string): boolean {
  return compareVersions(row, minor) >= 0;
}
