/** Keycloak's log levels, and the categories of the lines that src/cluster/log-lines.ts reads. */
import { isFrom, type Release } from './releases.ts';

/** Severities of JBoss LogManager; a record passes when its own is not below that of its logger and its handler. */
const severities = {
  off: Infinity,
  fatal: 1100,
  error: 1000,
  severe: 1000,
  warn: 900,
  warning: 900,
  info: 800,
  config: 700,
  debug: 500,
  fine: 500,
  trace: 400,
  finer: 400,
  finest: 300,
  all: -Infinity,
} as const;

export type LogLevel = keyof typeof severities;

/** Reads a level in any case; undefined for other texts. */
export function parseLevel(text: string): LogLevel | undefined {
  const level = text.trim().toLowerCase();
  return Object.hasOwn(severities, level) ? (level as LogLevel) : undefined;
}

/** True when `level` drops records of the severity `needed`. */
export function hides(level: LogLevel, needed: LogLevel): boolean {
  return severities[level] > severities[needed];
}

export function stricter(a: LogLevel, b: LogLevel): LogLevel {
  return hides(b, a) ? b : a;
}

/** A category and a level, in the releases from the minor `first` on. */
interface CategoryRow {
  category: string;
  level: LogLevel;
  first: string;
}

/** The least severe line of each category that `verify` reads; test/cluster/captures has them. */
const readCategories: readonly CategoryRow[] = [
  // Channel, views and addresses.
  { category: 'org.infinispan.CLUSTER', level: 'info', first: '22.0' },
  // "Keycloak … started in", "Keycloak stopped in".
  { category: 'io.quarkus', level: 'info', first: '22.0' },
  // "Bootstrap completed in".
  { category: 'org.keycloak.services.resources.KeycloakApplication', level: 'info', first: '26.6' },
  // Peers that do not answer, TLS, JDBC_PING.
  { category: 'org.jgroups', level: 'warn', first: '22.0' },
  // The reason why a connection to the database fails.
  { category: 'io.agroal.pool', level: 'warn', first: '22.0' },
  // KEYCLOAK_JDBC_PING2.
  { category: 'org.keycloak.jgroups', level: 'error', first: '26.1' },
  // "Failed to start server", with its causes.
  {
    category: 'org.keycloak.quarkus.runtime.cli.ExecutionExceptionHandler',
    level: 'error',
    first: '22.0',
  },
];

/**
 * Categories with a level in application.properties of org.keycloak:keycloak-quarkus-server, unless the user sets one.
 * Releases before 26.0 have no level of the console, for which the table is needed. Rows with the level off are omitted.
 */
const presetCategories: readonly CategoryRow[] = [
  {
    category: 'io.quarkus.hibernate.orm.deployment.HibernateOrmProcessor',
    level: 'warn',
    first: '26.0',
  },
  { category: 'io.quarkus.deployment.steps.ReflectiveHierarchyStep', level: 'error', first: '26.0' },
  { category: 'org.jboss.resteasy.resteasy_jaxrs.i18n', level: 'warn', first: '26.2' },
  {
    category: 'org.infinispan.transaction.lookup.JBossStandaloneJTAManagerLookup',
    level: 'warn',
    first: '26.2',
  },
  { category: 'org.hibernate.SQL_SLOW', level: 'info', first: '26.3' },
  { category: 'liquibase.database.core.PostgresDatabase', level: 'error', first: '26.4' },
  { category: 'org.hibernate.orm.sql.exec', level: 'info', first: '26.6' },
];

const rowsOf = (table: readonly CategoryRow[], release: Release): readonly CategoryRow[] =>
  table.filter(({ first }) => isFrom(release, first));

export const categoriesThatVerifyReads = (release: Release) => rowsOf(readCategories, release);
export const categoriesWithPresetLevel = (release: Release) => rowsOf(presetCategories, release);
