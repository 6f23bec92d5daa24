import { expect, test } from 'vitest';
import { matching, regionChoices, releaseChoices, vendorChoices } from '../../src/init/choices.ts';
import { nextCommand } from '../../src/init/next-command.ts';
import { keycloakVersions } from '../../src/keycloak/release-table.ts';
import { knownReleases } from '../../src/keycloak/known-releases.ts';
import { regions } from '../../src/project/regions.ts';
import { configSchema } from '../../src/config/schema.ts';

const values = (choices: readonly { value: string }[]): string[] => choices.map(({ value }) => value);

test('the list begins with the initial answer, also when no table has it', () => {
  expect(values(matching(regionChoices, 'eu-west-1', undefined))[0]).toBe('eu-west-1');
  expect(values(matching(regionChoices, 'eu-new-1', undefined)).slice(0, 2)).toEqual([
    'eu-new-1',
    'us-east-1',
  ]);
  expect(values(matching(releaseChoices, '26.7.3', undefined)).slice(0, 2)).toEqual(['26.7.3', '26.7.2']);
});

test.each([
  ['frank', ['eu-central-1']],
  ['EU-NORTH', ['eu-north-1']],
  ['eu-centrl-1', ['eu-central-1']],
  ['nowhere near these', []],
])('typed "%s": %j', (term, expected) => {
  expect(values(matching(regionChoices, 'us-east-1', term))).toEqual(expected);
});

test('a release that does not exist leads to the nearest', () => {
  expect(values(matching(releaseChoices, '26.7.3', '26.7.33'))).toEqual(['26.7.3']);
  expect(values(matching(releaseChoices, '26.7.3', '25.0'))[0]).toBe('25.0.6');
});

test('a database that the release does not support cannot be chosen', () => {
  const disabled = (release: string) =>
    vendorChoices(release).flatMap(({ value, disabled }) => (disabled === undefined ? [] : [value]));
  expect(disabled('26.7.3')).toEqual([]);
  expect(disabled('22.0.5')).toEqual(['aurora-postgres']);
});

test('the tables fit the schema and the rows of releases', () => {
  for (const region of Object.keys(regions)) expect(configSchema.shape.region.parse(region)).toBe(region);
  const minors = new Set(knownReleases.map((release) => release.split('.').slice(0, 2).join('.')));
  expect([...minors].reverse()).toEqual(Object.keys(keycloakVersions));
});

test.each([
  [{ host: undefined, vendor: 'postgres', answered: undefined }, 'kc-eb bootstrap'],
  [{ host: 'database.example.com', vendor: 'mysql', answered: true }, 'kc-eb bootstrap'],
  [{ host: undefined, vendor: 'oracle', answered: true }, 'kc-eb doctor'],
  [{ host: 'db.internal', vendor: 'postgres', answered: true }, 'kc-eb doctor'],
  [{ host: undefined, vendor: 'postgres', answered: false }, 'kc-eb local start'],
])('after %j: %s', (facts, expected) => {
  expect(nextCommand(facts)).toBe(expected);
});
