import { describe, expect, it, test } from 'vitest';
import {
  releaseOf,
  rollsPatches,
  updateStrategy,
  type UpdateStrategy,
} from '../../src/core/update-strategy.ts';
import { planUpgrade, upgradeText, withVersion } from '../../src/core/upgrade.ts';
import { exampleConfig } from '../fakes/example-config.ts';

const on = (version: string, keycloak: object = {}) => {
  const config = exampleConfig();
  return { ...config, keycloak: { ...config.keycloak, version, ...keycloak } };
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
])('%s beside %s: %s', (running, wanted, strategy) => {
  const patches = rollsPatches({ version: wanted, features: [] });
  expect(updateStrategy(running, wanted, { patches })).toBe(strategy);
});

test.each([
  ['26.7.3-f9ac34bea168', '26.7.3'],
  ['v1', undefined],
  ['26.7.3-rc1', undefined],
])('label %s is of release %s', (label, release) => {
  expect(releaseOf(label)).toBe(release);
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

  it('says before anything is built that a patch release below 26.6 is not side by side, and what would let it be', () => {
    const upgrade = planUpgrade(on('26.5.5'), '26.5.6');
    expect(upgrade.strategy).toBe('recreate');
    expect(upgradeText(upgrade)).toMatch(/Side by side: no\..* only with its preview rolling-updates:v2/);
    const features = ['rolling-updates:v2'];
    expect(planUpgrade(on('26.5.5', { features }), '26.5.6')).toMatchObject({
      ...{ strategy: 'check', patchHint: undefined },
    });
    expect(planUpgrade(on('26.2.4', { features: [] }), '26.2.5').patchHint).toMatch(
      /26\.2 allows no two patch/,
    );
  });

  it.each([
    ['25.0.6', 'kc-eb.yaml has Keycloak 25.0.6 already.'],
    ['24.0.5', 'Keycloak cannot go back from 25.0.6 to 24.0.5.'],
    ['21.1.2', 'Keycloak 21.1.2 is not supported; 22.0 is the oldest that is.'],
    ['latest', '--to must be a release such as 26.7.3, not "latest".'],
  ])('refuses %s', (to, message) => {
    expect(() => planUpgrade(on('25.0.6'), to)).toThrow(message);
  });
});

test('withVersion changes the version and not one other character', () => {
  const text = "# mine\nkeycloak: # here\n    version:   '25.0.6'   # why\n    hostname: https://a.example\n";
  expect(withVersion(text, '26.7.3')).toBe(text.replace("'25.0.6'", '26.7.3'));
  const flow = '{keycloak: {version: 25.0.6, hostname: "https://a.example"}}';
  expect(withVersion(flow, '26.7.3')).toBe(flow.replace('25.0.6', '26.7.3'));
});
