/** docs/databases.md, made of the table that makes JDBC URLs. */
import { databases, type DatabaseTraits } from '../../src/keycloak/databases.ts';
import { keycloakVersions } from '../../src/keycloak/release-table.ts';

const head = `# Databases

Generated from src/keycloak/databases.ts: \`UPDATE=1 npx vitest run test/docs\`. \`database.vendor\` in kc-eb.yaml chooses one.
Each node holds up to 100 connections (\`KC_DB_POOL_MAX_SIZE\`): \`instances.max\` times that, and one more set while a
deployment adds instances, must fit into the server's limit.
https://www.keycloak.org/server/db has the releases of the servers that Keycloak is tested with.
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
    'TLS on Amazon RDS, unless `database.properties` is set':
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

/** The minors that bring the driver are the oldest ones, if not all. */
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
