import { describe, expect, it, test } from 'vitest';
import {
  releaseOf,
  rollsPatches,
  updateStrategy,
  type UpdateStrategy,
} from '../../src/upgrade/update-strategy.ts';
import { withVersion } from '../../src/config/edit-version.ts';
import { planUpgrade } from '../../src/upgrade/plan.ts';
import { upgradeText } from '../../src/upgrade/text.ts';
import { describeTraits } from '../../src/keycloak/describe-release.ts';
import { type KeycloakTraits, keycloakVersions } from '../../src/keycloak/release-table.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';

const on = (version: string, keycloak: object = {}) => {
  const config = exampleConfig();
  return { ...config, keycloak: { ...config.keycloak, version: asRelease(version), ...keycloak } };
};

test.each<[string, string, UpdateStrategy]>([
  ['26.7.2', '26.7.3', 'check'],
  ['26.7.3', '26.7.3', 'check'],
  ['26.2.0', '26.2.5', 'recreate'],
  ['26.2.5', '26.2.5', 'check'],
  ['26.5.5', '26.5.6', 'recreate'],
  ['26.6.3', '26.6.4', 'check'],
  // A patch may be taken back, a minor has migrated the database.
  ['26.7.3', '26.7.2', 'check'],
  ['26.7.3', '26.6.4', 'downgrade'],
  ['26.10.0', '26.7.3', 'downgrade'],
  ['26.6.2', '26.7.3', 'recreate'],
  ['26.1.4', '26.1.4', 'as-configured'],
  ['26.1.3', '26.1.4', 'recreate'],
  ['25.0.6', '26.7.3', 'recreate'],
  ['22.0.5', '22.0.5', 'as-configured'],
  // Not in the table yet, and taken for its newest row.
  ['27.0.0', '27.0.1', 'check'],
])('%s next to %s: %s', (running, wanted, strategy) => {
  const version = asRelease(wanted);
  const patches = rollsPatches({ version, features: [] });
  expect(updateStrategy(asRelease(running), version, { patches })).toBe(strategy);
});

test.each([
  ['26.7.3-f9ac34bea168', '26.7.3'],
  ['v1', undefined],
  ['26.7.3-rc1', undefined],
])('label %s is of release %s', (label, release) => {
  expect(releaseOf(label)?.name).toBe(release);
});

describe('planUpgrade', () => {
  it('names what differs, and nothing else', () => {
    const { changes, strategy, migratesDatabase, problems } = planUpgrade(on('25.0.6'), '26.7.3');
    expect({ strategy, migratesDatabase, problems }).toEqual({
      ...{ strategy: 'recreate', migratesDatabase: true, problems: [] },
    });
    expect(changes.map(({ what }) => what)).toContain('First admin');
    expect(changes.every(({ from, to }) => from !== to)).toBe(true);
    expect(planUpgrade(on('26.7.2'), '26.7.3')).toMatchObject({ changes: [], strategy: 'check' });
  });

  it("names the options of kc-eb.yaml that the new release does not have, with the new release's own", () => {
    const config = on('25.0.6', { env: { KC_HOSTNAME_STRICT_BACKCHANNEL: 'true' } });
    const upgrade = planUpgrade(config, '26.7.3');
    expect(upgrade.problems).toEqual([expect.stringContaining('hostname-backchannel-dynamic')]);
    expect(upgradeText(upgrade)).toContain('keycloak.env.KC_HOSTNAME_STRICT_BACKCHANNEL');
  });

  it('reports before the build that two patch releases below 26.6 cannot share a cluster, with the requirement', () => {
    const upgrade = planUpgrade(on('26.5.5'), '26.5.6');
    expect(upgrade.strategy).toBe('recreate');
    expect(upgradeText(upgrade)).toMatch(/one cluster: no\..* only with its preview rolling-updates:v2/);
    const features = ['rolling-updates:v2'];
    expect(planUpgrade(on('26.5.5', { features }), '26.5.6')).toMatchObject({
      ...{ strategy: 'check', patchHint: undefined },
    });
    expect(planUpgrade(on('26.2.4', { features: [] }), '26.2.5').patchHint).toMatch(
      /26\.2 does not allow two patch/,
    );
  });

  it.each([
    ['25.0.6', /already has Keycloak 25\.0\.6/],
    ['24.0.5', /cannot go back from 25\.0\.6 to 24\.0\.5/],
    ['21.1.2', /^--to "21\.1\.2": .*22\.0 is the oldest/],
    ['26.07.03', /^--to "26\.07\.03": must be a release/],
    ['latest', /^--to "latest": must be a release/],
  ])('rejects %s', (to, message) => {
    expect(() => planUpgrade(on('25.0.6'), to)).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringMatching(message) as unknown }),
    );
  });
});

describe('planUpgrade of a release newer than the table', () => {
  it('claims nothing of what it does not know', () => {
    const upgrade = planUpgrade(on('26.7.3'), '26.9.0');
    expect(upgrade).toMatchObject({ newerThanTable: true, changes: [] });
    const text = upgradeText(upgrade);
    expect(text).not.toMatch(/ports and defaults .*same/);
    expect(text).toMatch(/26\.9\.0 .*26\.7.* no differences/);
    expect(upgradeText(planUpgrade(on('25.0.6'), '26.9.0'))).toMatch(
      / 26\.7 and shows the differences[^]*First admin/,
    );
    expect(upgradeText(planUpgrade(on('26.7.2'), '26.7.3'))).toMatch(/ports and defaults .*same/);
  });
});

describe('planUpgrade reports all known differences:', () => {
  const oracle = { ...on('24.0.5'), database: { ...on('24.0.5').database, vendor: 'oracle' as const } };

  it('drivers that the new release does not bring', () => {
    const upgrade = planUpgrade(oracle, '26.7.3');
    expect(upgradeText(upgrade)).toMatch(
      /before you deploy 26\.7\.3:\n {2}Keycloak 26\.7\.3 .*oracle .* into providers\//,
    );
    const jars = ['providers/ojdbc17.jar', 'providers/orai18n.jar'];
    expect(planUpgrade(oracle, '26.7.3', jars).warnings).toEqual([]);
  });

  it('files and options that it does not take', () => {
    const { warnings } = planUpgrade(on('24.0.5', { env: { KC_LOG_LEVVEL: 'info' } }), '26.7.3', [
      'certificates/ca.jks',
    ]);
    expect(warnings).toEqual([
      expect.stringContaining('certificates/ca.jks'),
      expect.stringContaining('KC_LOG_LEVVEL'),
    ]);
  });

  it('keys that only another release takes', () => {
    const config = { ...on('22.0.5'), cluster: { ...on('22.0.5').cluster, cache: 'jdbc-ping' as const } };
    expect(planUpgrade(config, '25.0.6').problems).toEqual([expect.stringMatching(/^cluster\.cache: /)]);
  });

  it('every trait of the version table', () => {
    const minors = Object.entries(keycloakVersions);
    const said = Object.keys(keycloakVersions['26.7']).filter(
      (trait) => !['falseWarnings', 'probeToken'].includes(trait),
    );
    for (const trait of said as (keyof KeycloakTraits)[]) {
      const [, first] = minors.find(([, traits]) => traits[trait] !== keycloakVersions['26.7'][trait]) ?? [];
      if (first === undefined) continue;
      const changed = { ...keycloakVersions['26.7'], [trait]: first[trait] };
      expect([trait, [...describeTraits(changed)]]).not.toEqual([
        trait,
        [...describeTraits(keycloakVersions['26.7'])],
      ]);
    }
    expect(planUpgrade(on('22.0.5'), '26.7.3').changes.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        'Trusted certificates',
        'Caches in a cache file',
        'Can listen before it is ready',
      ]),
    );
  });
});

test('withVersion changes the version and not one other character', () => {
  const text = "# mine\nkeycloak: # here\n    version:   '25.0.6'   # why\n    hostname: https://a.example\n";
  expect(withVersion(text, 'kc-eb.yaml', '26.7.3')).toBe(text.replace("'25.0.6'", '26.7.3'));
  const flow = '{keycloak: {version: 25.0.6, hostname: "https://a.example"}}';
  expect(withVersion(flow, 'kc-eb.yaml', '26.7.3')).toBe(flow.replace('25.0.6', '26.7.3'));
});

test.each([
  ['a block of lines', 'keycloak:\n  version: >-\n    24.0.5\n', '2:12 keycloak.version is a block scalar'],
  ['an alias', 'v: &v 24.0.5\nkeycloak:\n  version: *v\n', '3:12 keycloak.version is an alias (*v)'],
  [
    'an alias of all',
    'k: &k { version: 24.0.5 }\nkeycloak: *k\n',
    '2:11 keycloak.version is defined elsewhere',
  ],
  [
    'a merge',
    'k: &k { version: 24.0.5 }\nkeycloak:\n  <<: *k\n  hostname: x\n',
    '3:3 keycloak.version is defined elsewhere',
  ],
  [
    'an anchor',
    'keycloak:\n  version: &v 24.0.5\nother: *v\n',
    '2:15 keycloak.version is also used elsewhere',
  ],
])('withVersion writes nothing over %s', (_, text, message) => {
  expect(() => withVersion(text, 'id/kc-eb.yaml', '26.7.3')).toThrow(`id/kc-eb.yaml:${message}`);
});

test('withVersion leaves an anchor that nobody uses', () => {
  const text = 'a: 1\nkeycloak: { hostname: x, "version": &v "24.0.5" }\n';
  expect(withVersion(text, 'kc-eb.yaml', '26.7.3')).toBe(text.replace('"24.0.5"', '26.7.3'));
});
