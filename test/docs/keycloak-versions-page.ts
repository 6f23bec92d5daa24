/** Generates docs/keycloak-versions.md from the version table. */
import type { KeycloakTraits } from '../../src/keycloak/release-table.ts';
import { keycloakVersions } from '../../src/keycloak/release-table.ts';
import { evidenceReleases, readEvidence } from '../evidence/read-evidence.ts';

const head = `# Keycloak releases

Generated from src/keycloak/release-table.ts: \`UPDATE=1 npx vitest run --project fast test/docs\`. This page shows what kc-eb
does for each release; you do not need it to use kc-eb. The facts come from the distributions: \`npm run evidence\` reads them
from the releases in the first table, and a test compares the table with test/evidence/keycloak. \`npm run test:versions\`
builds and starts the images of the same releases. kc-eb deploys a newer release like the newest row, with a warning.
`;

const rows: Record<string, (traits: KeycloakTraits) => string> = {
  'Public URL': ({ urlVariables }) => codes(urlVariables),
  'URLs for back channels': ({ hostnameVariables }) =>
    Object.keys(hostnameVariables).length === 0
      ? 'the public URL'
      : codes(Object.entries(hostnameVariables).map(([name, value]) => `${name}=${value}`)),
  'Trust in the headers of nginx': ({ proxyVariables }) =>
    codes(Object.entries(proxyVariables).map(([name, value]) => `${name}=${value}`)),
  'First admin': ({ admin }) => codes([admin.username, admin.password]),
  '/health and /metrics': ({ managementPort }) => `port ${managementPort}, below \`relativePath\``,
  'Management interface next to a certificate of Keycloak': ({ managementScheme }) =>
    ({ none: 'none', inherited: 'HTTPS: rejected', option: '`KC_HTTP_MANAGEMENT_SCHEME=http`' })[
      managementScheme
    ],
  'Cache options': ({ cacheOptions }) => (cacheOptions === 'build' ? '`kc.sh build`' : '`kc.sh start`'),
  'jdbc-ping stack': ({ jdbcPing }) => (jdbcPing === 'file' ? 'in the cache file' : 'built into Keycloak'),
  'Schema of the cache file': ({ infinispanSchema }) => infinispanSchema,
  'Caches in the cache file': ({ caches }) =>
    caches === undefined ? 'built into Keycloak' : `templates/image/caches/${caches}`,
  'Bind address': ({ bindAddress }) =>
    bindAddress === 'JAVA_OPTS_APPEND' ? '`-Djgroups.bind.address`' : `\`${bindAddress}\``,
  'Encryption between nodes': ({ mtls }) => mtls,
  'User sessions in the database': ({ persistentSessions }) => persistentSessions,
  'Trusted certificates': ({ certificates }) =>
    certificates === 'java' ? 'truststore of Java' : 'conf/truststores',
  '`kc.sh update-compatibility`': ({ updateCompatibility }) => (updateCompatibility ? 'yes' : 'no'),
  'Two patch releases in one cluster': ({ patchUpdates }) =>
    ({
      absent: 'never',
      preview: 'with the preview `rolling-updates:v2`',
      on: 'when `kc.sh update-compatibility` allows them',
    })[patchUpdates],
  'Can listen before the bootstrap is complete': ({ bootstrapLine }) => (bootstrapLine ? 'yes' : 'no'),
  'Harmless warnings of kc.sh': ({ falseWarnings }) =>
    falseWarnings.length === 0
      ? 'none'
      : falseWarnings
          .map(
            ({ option, issue }) =>
              `a start without realms calls \`${option}\` DEPRECATED, which is wrong: ${issue}`,
          )
          .join('; '),
  'Database drivers': ({ drivers }) => drivers.join(', '),
  Java: ({ java }) => java.join(', '),
};

/** Log lines that verify reads. Only the names of nodes differ between releases. */
const logRows: Record<string, (release: string) => string> = {
  'Log: the view of the cluster': (release) =>
    `\`${wordsOf(release, 'ISPN000094')
      .replace('%s', 'ISPN')
      .replace(
        '%s',
        `[${nodeIn(release, 'a')}\\|1] (2) [${nodeIn(release, 'a')}, ${nodeIn(release, 'b')}]`,
      )}\``,
  'Log: the address of the node': (release) =>
    `\`\` ${['ISPN', 'a', '[10.0.0.11:7800]'].reduce(
      (text, value) => text.replace('%s', value),
      wordsOf(release, 'ISPN000079'),
    )} \`\``,
};

function wordsOf(release: string, code: string): string {
  return (
    readEvidence(release)
      .lines('words')
      .find((words) => words.startsWith(code)) ?? 'absent'
  );
}

/** Infinispan 16 appends its release to a node's name in a view (captures in test/cluster). */
function nodeIn(release: string, name: string): string {
  const library = readEvidence(release)
    .lines('library')
    .find((line) => line.startsWith('org.infinispan.infinispan-core'));
  const infinispan = / (\d+)\./.exec(library ?? '')?.[1];
  return Number(infinispan) >= 16 ? `${name}(v=${infinispan ?? ''}.…)` : name;
}

export function keycloakVersionsPage(): string {
  const minors = Object.entries(keycloakVersions).map(([minor, traits]) => ({
    minor,
    traits,
    release: evidenceReleases.find((release) => release.startsWith(`${minor}.`)) ?? 'none',
  }));
  const cells: [string, (readonly [string, string])[]][] = [
    ...Object.entries(rows).map(([title, cell]): [string, (readonly [string, string])[]] => [
      title,
      minors.map(({ minor, traits }) => [minor, cell(traits)] as const),
    ]),
    ...Object.entries(logRows).map(([title, cell]): [string, (readonly [string, string])[]] => [
      title,
      minors.map(({ minor, release }) => [minor, cell(release)] as const),
    ]),
  ];
  const facts = cells.flatMap(([title, ofMinors]) =>
    runs(ofMinors).map(({ first, last, text }, index) => [
      index === 0 ? title : '',
      last === minors.at(-1)?.minor ? `${first} and newer` : first === last ? first : `${first} to ${last}`,
      text,
    ]),
  );
  return [
    head,
    table(
      ['Row', ...minors.map(({ minor }) => minor)],
      [['Evidence from', ...minors.map(({ release }) => release)]],
    ),
    table(['Fact', 'Releases', ''], facts),
  ].join('\n');
}

/** Merges equal neighbours. */
function runs(cells: readonly (readonly [minor: string, text: string])[]) {
  const found: { first: string; last: string; text: string }[] = [];
  for (const [minor, text] of cells) {
    const before = found.at(-1);
    if (before?.text === text) before.last = minor;
    else found.push({ first: minor, last: minor, text });
  }
  return found;
}

function table(titles: readonly string[], lines: readonly (readonly string[])[]): string {
  return [titles, titles.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function codes(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
