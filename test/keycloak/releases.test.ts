import { describe, expect, test } from 'vitest';
import { compareVersions, parseRelease } from '../../src/keycloak/releases.ts';
import { keycloakVersions } from '../../src/keycloak/release-table.ts';

test.each([
  ['22.0.5', '22.0', '22.0', false],
  ['25.0.0', '25.0', '25.0', false],
  ['26.7.9', '26.7', '26.7', false],
  // A minor that the table lacks.
  ['24.1.0', '24.1', '24.0', false],
  ['26.8.0', '26.8', '26.7', true],
  ['26.12.0', '26.12', '26.7', true],
  ['27.0.1', '27.0', '26.7', true],
] as const)('%s is of minor %s, and in row %s', (name, minor, row, newerThanTable) => {
  expect(parseRelease(name)).toEqual({ name, minor, row, newerThanTable, traits: keycloakVersions[row] });
});

test.each([
  ['26.7.3-f9ac34bea168', '26.7.3'],
  ['26.7.3.redhat-00001', '26.7.3'],
  ['26.7', undefined],
  ['v26.7.3', undefined],
  ['latest', undefined],
  ['21.1.2', undefined],
  ['9.0.0', undefined],
])('a text that starts with a release: %s', (text, name) => {
  expect(parseRelease(text)?.name).toBe(name);
});

test('versions compare by number', () => {
  expect(['26.10', '26.7', '9.0', '26.1'].sort(compareVersions)).toEqual(['9.0', '26.1', '26.7', '26.10']);
});

describe('the table', () => {
  const rows = Object.entries(keycloakVersions);

  test('has its rows in order, oldest first', () => {
    const minors = rows.map(([minor]) => minor);
    expect(minors).toEqual(minors.toSorted(compareVersions));
  });

  const withoutStack = rows.filter(([, { jdbcPing }]) => jdbcPing === 'file');
  test.each(withoutStack)('%s has no built-in stack, so it has caches for its file', (_minor, { caches }) => {
    expect(caches).toBeDefined();
  });

  // 21: https://www.keycloak.org/docs/25.0.6/release_notes/#java-21-support (keycloak#28517); 25: release notes of 26.6.0,
  // "Java 25 support". 17 was deprecated with 25 and has not gone.
  test('has the Java releases that the release notes name', () => {
    const list = (first: string, before: string, java: number[]): [string, number[]][] =>
      rows
        .filter(([minor]) => compareVersions(minor, first) >= 0 && compareVersions(minor, before) < 0)
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
    ['built-in jdbc-ping', '26.1', (traits: (typeof rows)[0][1]) => traits.jdbcPing === 'built-in'],
    ['encryption between nodes', '26.2', (traits: (typeof rows)[0][1]) => traits.mtls === 'on'],
    ['a bind address option', '26.4', (traits: (typeof rows)[0][1]) => traits.bindAddress.startsWith('KC_')],
  ])('%s: from %s on', (_what, first, has) => {
    expect(rows.find(([, traits]) => has(traits))?.[0]).toBe(first);
    expect(
      rows.filter(([minor]) => compareVersions(minor, first) >= 0).every(([, traits]) => has(traits)),
    ).toBe(true);
  });
});
