/** Generates docs/databases.md from the table of databases. */
import { databases, type DatabaseTraits } from '../../src/keycloak/databases.ts';
import { keycloakVersions } from '../../src/keycloak/release-table.ts';

const head = `# Databases

Generated from src/keycloak/databases.ts: \`UPDATE=1 npx vitest run --project fast test/docs\`. \`database.vendor\` in
kc-eb.yaml selects a database. Each node opens up to 100 connections (\`KC_DB_POOL_MAX_SIZE\`). The limit of the server must
allow that for \`instances.max\` nodes, and for the instances that a deployment adds.
https://www.keycloak.org/server/db lists the server releases that Keycloak supports.

\`database.properties\` and \`KC_DB_URL\` in keycloak.env replace the TLS default of Amazon RDS. \`plan\` reads their
properties as the driver does, and warns where none asks for TLS. \`database.properties: ''\` turns TLS off without a
warning. With \`--local\`, the database is on this machine: kc-eb leaves out \`database.properties\`, \`KC_DB_URL\` and
\`KC_DB_TLS_MODE\`.

On Keycloak 22 to 26.0, the table of node discovery follows \`currentSchema\` of \`database.properties\`, not
\`KC_DB_SCHEMA\`. \`plan\` compares the two.
`;

export function databasesPage(): string {
  return [head, ...Object.entries(databases).map(([name, traits]) => section(name, traits))].join('\n');
}

function section(name: string, traits: DatabaseTraits): string {
  const rows = {
    Keycloak: `${traits.since} and newer`,
    'JDBC URL': code(traits.keycloakUrl ?? traits.jdbcUrl),
    'URL of JDBC_PING (22 to 26.0)': traits.keycloakUrl === undefined ? 'the same' : code(traits.jdbcUrl),
    Port: String(traits.port),
    'Options of Keycloak': Object.entries(traits.options)
      .map(([option, value]) => code(`${option}=${value}`))
      .join(', '),
    Driver: `${code(traits.driver)}, ${driverFrom(name, traits)}`,
    'TLS on Amazon RDS, unless `database.properties` or `KC_DB_URL` is set':
      traits.tlsProperties === '' ? 'none' : code(traits.tlsProperties),
    'Table of JDBC_PING (22 to 26.0)': code(traits.pingTable),
  };
  const table = Object.entries(rows).map(([title, cell]) => `| ${title} | ${cell} |`);
  return [
    `## ${name}\n`,
    '| | |',
    '| --- | --- |',
    ...table,
    '',
    ...traits.hints.map((hint) => `- ${hint}`),
    '',
  ].join('\n');
}

/** The minors with the driver are the oldest ones, if not all. */
function driverFrom(name: string, { driverFiles }: DatabaseTraits): string {
  const minors = Object.entries(keycloakVersions);
  const last = minors.findLast(([, { drivers }]) => drivers.some((vendor) => vendor === name))?.[0];
  const put = `${driverFiles.map((file) => code(`${file}*.jar`)).join(' and ')} in providers/`;
  if (last === undefined) return put;
  return last === minors.at(-1)?.[0] ? 'in Keycloak' : `in Keycloak up to ${last}, then ${put}`;
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}
