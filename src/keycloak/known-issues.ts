/**
 * Faults of Keycloak releases that affect clusters, one row each, from the release changelogs
 * (https://www.keycloak.org/blog, cache/releases of keycloak/keycloak-web up to 26.7.0) and the issues.
 */
import type { DatabaseVendor } from './databases.ts';
import { compareVersions, parseRelease, type Release } from './releases.ts';

export interface KeycloakFault {
  /** Number at https://github.com/keycloak/keycloak/issues/. */
  issue: number;
  /** First release known to be affected. */
  from: string;
  /** First fixed release of each affected minor; later minors were never affected. */
  fixed: readonly [string, ...string[]];
  what: string;
  /** Set when only these databases are affected. */
  databases?: readonly DatabaseVendor[];
}

export const keycloakFaults: readonly KeycloakFault[] = [
  {
    issue: 25837,
    from: '22.0.0',
    fixed: ['26.0.0'],
    what: 'after a network split, caches keep outdated entries',
  },
  {
    issue: 33777,
    from: '26.0.0',
    fixed: ['26.0.1'],
    what: 'with two nodes, users cannot be added to or removed from organizations',
  },
  {
    issue: 35328,
    from: '26.0.0',
    fixed: ['26.0.7'],
    what: 'with two nodes, creating a permission ticket fails',
  },
  {
    issue: 37162,
    from: '26.1.0',
    fixed: ['26.1.2'],
    what: 'a node with one processor stops answering: virtual threads block each other',
  },
  {
    issue: 38550,
    from: '26.1.0',
    fixed: ['26.2.0'],
    what: 'jdbc-ping: nodes that start at the same time may not join each other',
  },
  {
    issue: 38925,
    from: '26.1.0',
    fixed: ['26.2.1'],
    what: 'threads that write sessions to the database accumulate until the node stops answering',
  },
  {
    issue: 40784,
    from: '26.1.0',
    fixed: ['26.3.2'],
    what: 'jdbc-ping cannot create its table',
    databases: ['oracle'],
  },
  {
    issue: 41290,
    from: '26.1.0',
    fixed: ['26.3.3'],
    what: 'jdbc-ping: nodes that start at the same time form two clusters',
  },
  {
    issue: 41390,
    from: '26.1.0',
    fixed: ['26.3.3'],
    what: 'jdbc-ping: two clusters take minutes to merge, or never do',
  },
  {
    issue: 43335,
    from: '26.3.5',
    fixed: ['26.4.1'],
    what: 'jdbc-ping: the first join times out, and the node stays alone until a merge',
  },
  {
    issue: 44189,
    from: '26.4.0',
    fixed: ['26.4.6'],
    what: 'jdbc-ping: a node that restarts fails with "Duplicate entry"',
  },
  {
    issue: 45015,
    from: '26.2.0',
    fixed: ['26.2.13', '26.4.9', '26.5.2'],
    what: 'a node may stop answering while nodes join or leave: virtual threads block each other',
  },
  {
    issue: 45980,
    from: '26.1.0',
    fixed: ['26.4.10', '26.5.4'],
    what: 'a node that lost its connection for a while does not rejoin',
  },
  {
    issue: 47970,
    from: '26.4.0',
    fixed: ['26.7.0'],
    what: 'when one of two nodes fails during a split, the other is not ready until it restarts',
  },
];

/** Known faults of a release with this database, oldest issue first. */
export function faultsOf(release: Release, database: DatabaseVendor): KeycloakFault[] {
  return keycloakFaults.filter(
    (fault) => (fault.databases?.includes(database) ?? true) && isAffected(release, fault),
  );
}

/** The first release without any of them: this one, or a later one that fixed a fault. */
export function firstWithout(release: Release, database: DatabaseVendor): string {
  const fixes = keycloakFaults
    .flatMap(({ fixed }) => fixed)
    .filter((name) => compareVersions(name, release.name) > 0)
    .sort(compareVersions)
    .flatMap((name) => parseRelease(name) ?? []);
  const found = [release, ...fixes].find((candidate) => faultsOf(candidate, database).length === 0);
  return (found ?? release).name;
}

function isAffected({ name, minor }: Release, { from, fixed }: KeycloakFault): boolean {
  if (compareVersions(name, from) < 0) return false;
  const ofMinor = fixed.filter((fix) => fix.startsWith(`${minor}.`));
  return (ofMinor.length > 0 ? ofMinor : fixed).some((fix) => compareVersions(name, fix) < 0);
}
