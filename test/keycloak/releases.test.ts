import { describe, expect, test } from 'vitest';
import {
  compareMinors,
  findMinor,
  isNewerThanTable,
  traitsOf,
  unsupported,
} from '../../src/keycloak/releases.ts';
import { keycloakVersions } from '../../src/keycloak/release-table.ts';

test.each([
  ['22.0.5', '22.0'],
  ['25.0.0', '25.0'],
  ['26.7.3', '26.7'],
  ['26.12.0', '26.7'],
  ['27.0.1', '26.7'],
  ['24.1.0', '24.0'],
  ['21.1.2', undefined],
  ['9.0.0', undefined],
])('%s stands in the row %s', (version, minor) => {
  expect(findMinor(version)).toBe(minor);
});

test('older than the table is not supported, newer is, with a warning', () => {
  expect(unsupported('21.1.2')).toBe('Keycloak 21.1.2 is not supported; 22.0 is the oldest that is');
  expect(unsupported('22.0.5')).toBeUndefined();
  expect(() => traitsOf('21.1.2')).toThrow(/21\.1\.2 is not supported/);
  expect(['26.7.9', '26.8.0', '26.10.0', '27.0.0'].map(isNewerThanTable)).toEqual([false, true, true, true]);
});

test('minors are compared as numbers', () => {
  expect(['26.10', '26.7', '9.0', '26.1'].sort(compareMinors)).toEqual(['9.0', '26.1', '26.7', '26.10']);
});

describe('the table', () => {
  const rows = Object.entries(keycloakVersions);

  test('has its rows in order, oldest first', () => {
    const minors = rows.map(([minor]) => minor);
    expect(minors).toEqual(minors.toSorted(compareMinors));
  });

  test.each(rows)('%s: what brings no stack of its own needs caches in its file', (_minor, traits) => {
    if (traits.jdbcPing === 'file') expect(traits.caches).toBeDefined();
  });

  // 21: https://www.keycloak.org/docs/25.0.6/release_notes/#java-21-support (keycloak#28517); 25: release notes of 26.6.0,
  // "Java 25 support". 17 was deprecated with 25 and has not gone.
  test('has the Java releases that the release notes name', () => {
    const list = (first: string, before: string, java: number[]): [string, number[]][] =>
      rows
        .filter(([minor]) => compareMinors(minor, first) >= 0 && compareMinors(minor, before) < 0)
        .map(([minor]) => [minor, java]);
    expect(rows.map(([minor, { java }]) => [minor, java])).toEqual([
      ...list('22.0', '25.0', [17]),
      ...list('25.0', '26.6', [17, 21]),
      ...list('26.6', '27.0', [17, 21, 25]),
    ]);
  });

  // Where Keycloak changed: https://www.keycloak.org/docs/latest/upgrading/
  test.each([
    ['proxy-headers', '24.0', (traits: (typeof rows)[0][1]) => 'KC_PROXY_HEADERS' in traits.proxyVariables],
    ['the management port', '25.0', (traits: (typeof rows)[0][1]) => traits.managementPort === 9000],
    ['hostname v2', '25.0', (traits: (typeof rows)[0][1]) => traits.urlVariables.includes('KC_HOSTNAME')],
    ['cache options at the start', '25.0', (traits: (typeof rows)[0][1]) => traits.cacheOptions === 'run'],
    ['bootstrap-admin', '26.0', (traits: (typeof rows)[0][1]) => traits.admin.username.includes('BOOTSTRAP')],
    ['jdbc-ping of its own', '26.1', (traits: (typeof rows)[0][1]) => traits.jdbcPing === 'built-in'],
    ['encryption between nodes', '26.2', (traits: (typeof rows)[0][1]) => traits.mtls === 'on'],
    ['a bind address option', '26.4', (traits: (typeof rows)[0][1]) => traits.bindAddress.startsWith('KC_')],
  ])('%s: from %s on', (_what, first, has) => {
    expect(rows.find(([, traits]) => has(traits))?.[0]).toBe(first);
    expect(
      rows.filter(([minor]) => compareMinors(minor, first) >= 0).every(([, traits]) => has(traits)),
    ).toBe(true);
  });
});
