/** The tables of src/keycloak against what was taken from the distributions: npm run evidence. */
import { describe, expect, test } from 'vitest';
import { projectFiles } from '../../src/system/files.ts';
import { readClusterLine } from '../../src/cluster/log-lines.ts';
import { databases } from '../../src/keycloak/databases.ts';
import { compareVersions, type Minor } from '../../src/keycloak/releases.ts';
import { featureSpans } from '../../src/keycloak/features.ts';
import { buildTimeSpans, type OptionSpan, optionSpans } from '../../src/keycloak/options.ts';
import { optionTypes } from '../../src/keycloak/option-types.ts';
import { valueSpans } from '../../src/keycloak/option-values.ts';
import { keycloakVersions } from '../../src/keycloak/release-table.ts';
import { recipeOf } from '../../src/local/base-recipe.ts';
import { cacheElements } from './cache-elements.ts';
import { evidenceReleases, readEvidence } from './read-evidence.ts';

const rows = Object.entries(keycloakVersions).map(([minor, traits]) => {
  const version = evidenceReleases.find((release) => release.startsWith(`${minor}.`)) ?? '';
  return { minor: minor as Minor, traits, version, evidence: readEvidence(version) };
});

/** log-level for KC_LOG_LEVEL. */
const optionOf = (variable: string): string => variable.slice(3).toLowerCase().replaceAll('_', '-');

test('every row has its evidence, and no evidence is without a row', () => {
  expect(rows.map(({ version }) => version)).toEqual([...evidenceReleases]);
});

describe.each(rows)('Keycloak $version', ({ minor, version, traits, evidence }) => {
  const offers = (variable: string): boolean => evidence.inHelp('start').has(optionOf(variable));

  test('has every variable of the row, and deprecates none', () => {
    const variables = [
      ...[...traits.urlVariables, ...Object.keys(traits.proxyVariables)],
      ...[...Object.values(traits.admin), traits.bindAddress].filter((name) => name.startsWith('KC_')),
    ];
    expect(variables.filter((name) => !offers(name))).toEqual([]);
    // 25 has hostname twice: of v1, deprecated, and of v2.
    const deprecated = evidence
      .lines('option')
      .filter((line) => line.includes(' deprecated') && !line.startsWith('hostname '))
      .map((line) => line.split(' ')[0]);
    expect(variables.filter((name) => deprecated.includes(optionOf(name)))).toEqual([]);
    for (const [name, value] of Object.entries(traits.proxyVariables)) {
      expect(evidence.option(optionOf(name))?.values).toContain(value);
    }
  });

  test('has no newer way than the one the row takes', () => {
    expect(traits.admin.username === 'KC_BOOTSTRAP_ADMIN_USERNAME').toBe(
      evidence.inHelp('start').has('bootstrap-admin-username'),
    );
    expect('KC_PROXY_HEADERS' in traits.proxyVariables).toBe(evidence.inHelp('start').has('proxy-headers'));
    expect(traits.urlVariables.includes('KC_HOSTNAME')).toBe(
      evidence.feature('hostname-v2') !== undefined || hostnameTwo(),
    );
    expect(traits.bindAddress.startsWith('KC_')).toBe(
      evidence.inHelp('start').has('cache-embedded-network-bind-address'),
    );
    expect(traits.certificates === 'truststores').toBe(evidence.lines('folder').includes('conf/truststores'));
  });

  const hostnameTwo = (): boolean => evidence.inHelp('start').has('hostname-backchannel-dynamic');

  test('variables that are not options are in its classes', () => {
    const names = Object.values(traits.admin).filter((name) => !name.startsWith('KC_'));
    expect(names.filter((name) => !evidence.lines('words').includes(name))).toEqual([]);
    expect(evidence.lines('tcp').join('\n')).toContain('${jgroups.bind.address');
  });

  test('ports', () => {
    const port = evidence.option('http-management-port')?.default ?? evidence.option('http-port')?.default;
    expect(String(traits.managementPort)).toBe(port);
    expect(evidence.lines('tcp').join('\n')).toMatch(/:7800}"[^]*:50000}"|:50000}"[^]*:7800}"/);
  });

  test('cache options, stacks, the cache file', async () => {
    expect(traits.jdbcPing === 'built-in').toBe(evidence.option('cache-stack')?.values.includes('jdbc-ping'));
    for (const name of ['cache', 'cache-config-file']) {
      expect(traits.cacheOptions === 'build').toBe(evidence.inHelp('build').has(name));
      expect(evidence.option(name)?.buildTime).toBe(traits.cacheOptions === 'build');
    }
    expect(evidence.lines('schema')).toEqual([traits.infinispanSchema]);
    const templates = await projectFiles('.').templates();
    const caches = traits.caches === undefined ? '' : templates.get(`image/caches/${traits.caches}`);
    expect(cacheElements(caches ?? 'no such template').sort()).toEqual(evidence.lines('cache'));
  });

  test('encryption between nodes, sessions, update-compatibility, the end of the start', () => {
    const mtls = evidence.option('cache-embedded-mtls-enabled')?.default;
    expect(traits.mtls).toBe(mtls === undefined ? 'absent' : mtls === 'true' ? 'on' : 'off');
    const sessions = evidence.feature('persistent-user-sessions');
    expect(traits.persistentSessions).toBe(
      sessions === undefined ? 'absent' : sessions === 'default' ? 'on' : 'preview',
    );
    expect(traits.updateCompatibility).toBe(evidence.lines('command').includes('update-compatibility'));
    const patches = evidence.feature('rolling-updates-v2');
    expect(traits.patchUpdates).toBe(
      patches === undefined ? 'absent' : patches === 'default' ? 'on' : patches,
    );
    expect(traits.bootstrapLine).toBe(evidence.says('Bootstrap completed in'));
  });

  test('Java', () => {
    expect(evidence.lines('java-needed')).toEqual([String(traits.java[0])]);
    const recipe = recipeOf(`quay.io/keycloak/keycloak:${version}`);
    const java = /openjdk-(\d+)-/.exec(recipe.standIn?.buildArgs?.['JRE'] ?? '')?.[1];
    expect(traits.java).toContain(Number(java));
  });

  test('databases and their drivers', () => {
    for (const [vendor, database] of Object.entries(databases)) {
      expect(evidence.option('db')?.values).toContain(database.options.db);
      if (compareVersions(minor, database.since) >= 0) {
        const settled = Object.keys(database.options).filter((name) => evidence.option(name)?.buildTime);
        expect(settled).toEqual(Object.keys(database.options));
      }
      const brought = evidence.lines('driver').includes(database.driver);
      expect(traits.drivers.some((name) => name === vendor)).toBe(brought);
    }
  });

  test('the lines of the cluster view are those that verify reads', () => {
    const news = evidence
      .lines('words')
      .filter((words) => words.startsWith('ISPN'))
      .map((words) => readClusterLine(exampleOf(words))?.type);
    expect([...new Set(news)].sort()).toEqual(['address', 'channel-started', 'channel-stopped', 'view']);
  });

  test('features', () => {
    const names = evidence.lines('feature').map((line) => line.split(' ')[0]);
    expect([...namesAt(featureSpans, minor)].sort()).toEqual(names.sort());
  });

  test('values of options that take no other', () => {
    const free = ['cache-stack', 'https-protocols', 'http-access-log-pattern', 'event-metrics-user-events'];
    const ofOurs = /^(storage.*|db|cache|proxy|proxy-headers|http-management-scheme)$/;
    const facts = new Map(
      evidence.lines('option').flatMap((line): [string, string][] => {
        const [key = ''] = line.split(' ');
        const name = key.replace(/<.*>/, '*');
        const values = evidence.option(key)?.values.join() ?? '';
        const held = namesAt(optionSpans, minor).has(name) && !free.includes(name) && !ofOurs.test(name);
        return held && values !== '' && values !== 'false,true' ? [[name, values]] : [];
      }),
    );
    const table = new Map<string, string[]>();
    for (const entry of namesAt(valueSpans, minor)) {
      const [name = '', values = ''] = entry.split('=');
      table.set(name, [...(table.get(name) ?? []), ...values.split(',')].sort());
    }
    expect([...table].map(([name, values]) => [name, values.join()]).sort()).toEqual([...facts].sort());
  });

  test('types of options', () => {
    const types = ['boolean', 'integer', 'double', 'duration', 'size'];
    const inTable = namesAt(optionSpans, minor);
    const facts = evidence.lines('option').flatMap((line) => {
      const [key = ''] = line.split(' ');
      const name = key.replace(/<.*>/, '*');
      const { type } = evidence.option(key) ?? {};
      return inTable.has(name) && type !== undefined ? [[name, type] as const] : [];
    });
    expect(facts.length).toBeGreaterThan(15);
    for (const [name, type] of facts) {
      expect([name, types[optionTypes.findIndex(({ options }) => options.includes(name))]]).toEqual([
        name,
        type,
      ]);
    }
    // CachingOptions.maxCountOption makes them: no class has them as fields.
    const made = 'cache-embedded-*-max-count';
    const typed = new Set(facts.map(([name]) => name));
    const names = optionTypes.flatMap(({ options }) => options).filter((name) => name !== made);
    expect(names.filter((name) => inTable.has(name) && !typed.has(name))).toEqual([]);
  });

  test('the scheme of the management interface', () => {
    const has = (name: string): boolean => evidence.inHelp('start').has(name);
    const expected = has('http-management-scheme')
      ? 'option'
      : has('http-management-port')
        ? 'inherited'
        : 'none';
    expect(traits.managementScheme).toBe(expected);
    expect('KC_HOSTNAME_STRICT_BACKCHANNEL' in traits.hostnameVariables).toBe(!hostnameTwo());
  });

  test('options', () => {
    const listed = new Set([...evidence.inHelp('build'), ...evidence.inHelp('start')]);
    const own = ['help', 'help-all', 'verbose', 'optimized', 'import-realm', 'auto-build'];
    const hidden = new Set(evidence.lines('option').map((line) => line.split(' ')[0]?.replace(/<.*>/, '*')));
    const inTable = namesAt(optionSpans, minor);
    // Help lists hostname v1 next to v2, which is enabled and excludes it.
    const ofVersionOne = minor === '25.0' ? namesAt(optionSpans, '24.0') : new Set<string>();
    const dead = [...ofVersionOne].filter((name) => name.startsWith('hostname-') && !inTable.has(name));
    expect(dead.every((name) => evidence.option(name)?.deprecated)).toBe(true);
    expect([...listed].filter((name) => ![...own, ...dead].includes(name) && !inTable.has(name))).toEqual([]);
    expect([...inTable].filter((name) => !listed.has(name) && !hidden.has(name))).toEqual([]);
    const buildTime = namesAt(buildTimeSpans, minor);
    expect([...buildTime].sort()).toEqual(
      [...inTable].filter((name) => evidence.inHelp('build').has(name)).sort(),
    );
  });
});

function namesAt(spans: readonly OptionSpan[], minor: Minor): Set<string> {
  const there = spans.filter(
    ({ first, last }) =>
      compareVersions(first, minor) <= 0 && (last === undefined || compareVersions(minor, last) <= 0),
  );
  return new Set(there.flatMap(({ names }) => names));
}

/** A message of Infinispan with its run-time values. */
function exampleOf(words: string): string {
  const values: Record<string, string[]> = {
    ISPN000078: ['ISPN', 'jdbc-ping'],
    ISPN000079: ['ISPN', 'ip-10-0-0-11-1', '[10.0.0.11:7800]'],
    ISPN000080: ['ISPN'],
    ISPN000093: [
      'ISPN',
      'MergeView::[ip-10-0-0-11-1|5] (1) [ip-10-0-0-11-1], 1 subgroups: [ip-10-0-0-11-1|4]',
    ],
    ISPN000094: ['ISPN', '[ip-10-0-0-11-1|1] (2) [ip-10-0-0-11-1, ip-10-0-0-12-1]'],
  };
  const rest = [...(values[words.slice(0, 10)] ?? [])];
  return words.replace(/%s/g, () => rest.shift() ?? '');
}
