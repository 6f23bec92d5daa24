/** docs/keycloak-versions.md, made of the table that deploys Keycloak. */
import type { KeycloakTraits } from '../../src/core/keycloak-versions.ts';
import { keycloakVersions } from '../../src/core/keycloak-versions.ts';
import { evidenceReleases } from '../evidence/read-evidence.ts';

const head = `# Keycloak's releases

Generated from src/core/keycloak-versions.ts: \`UPDATE=1 npx vitest run test/docs\`. What kc-eb does by release; nobody
needs to know it to use kc-eb. The facts come from the distributions: \`npm run evidence\` takes them anew from the release
in the first table, and a test compares the table with test/evidence/keycloak. \`npm run test:versions\` builds and starts
them. A release newer than the table is deployed like the newest row, with a warning.
`;

const rows: Record<string, (traits: KeycloakTraits) => string> = {
  'Public URL': ({ urlVariables }) => codes(urlVariables),
  'Believing the headers of nginx': ({ proxyVariables }) =>
    codes(Object.entries(proxyVariables).map(([name, value]) => `${name}=${value}`)),
  'First admin': ({ admin }) => codes([admin.username, admin.password]),
  '/health and /metrics': ({ managementPort }) => `port ${managementPort}, below \`relativePath\``,
  'Cache options': ({ cacheOptions }) => (cacheOptions === 'build' ? '`kc.sh build`' : '`kc.sh start`'),
  'jdbc-ping stack': ({ jdbcPing }) => (jdbcPing === 'file' ? 'in the cache file' : 'of Keycloak itself'),
  'Schema of the cache file': ({ infinispanSchema }) => infinispanSchema,
  'Caches in the cache file': ({ caches }) =>
    caches === undefined ? 'of Keycloak itself' : `templates/image/caches/${caches}`,
  'Bind address': ({ bindAddress }) =>
    bindAddress === 'JAVA_OPTS_APPEND' ? '`-Djgroups.bind.address`' : `\`${bindAddress}\``,
  'Encryption between nodes': ({ mtls }) => mtls,
  'User sessions in the database': ({ persistentSessions }) => persistentSessions,
  'Trusted certificates': ({ certificates }) =>
    certificates === 'java' ? 'in the truststore of Java' : 'conf/truststores',
  '`kc.sh update-compatibility`': ({ updateCompatibility }) => (updateCompatibility ? 'yes' : 'no'),
  'May listen before it has bootstrapped': ({ bootstrapLine }) => (bootstrapLine ? 'yes' : 'no'),
  'Database drivers': ({ drivers }) => drivers.join(', '),
  Java: ({ java }) => java.join(', '),
};

export function keycloakVersionsPage(): string {
  const minors = Object.entries(keycloakVersions);
  const evidence = minors.map(([minor]) => [
    minor,
    evidenceReleases.find((release) => release.startsWith(`${minor}.`)) ?? 'none',
  ]);
  const facts = Object.entries(rows).flatMap(([title, cell]) =>
    runs(minors.map(([minor, traits]) => [minor, cell(traits)] as const)).map(
      ({ first, last, text }, index) => [
        index === 0 ? title : '',
        last === minors.at(-1)?.[0] ? `${first} and newer` : first === last ? first : `${first} to ${last}`,
        text,
      ],
    ),
  );
  return [
    head,
    table(
      ['Row', ...evidence.map(([minor = '']) => minor)],
      [['Evidence from', ...evidence.map(([, release = '']) => release)]],
    ),
    table(['Fact', 'Releases', ''], facts),
  ].join('\n');
}

/** Neighbours that are alike become one. */
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
