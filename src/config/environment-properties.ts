/** What Keycloak is told at run time through Beanstalk's environment properties. */
import type { Config } from './schema.ts';
import { type DatabaseTraits, databases } from '../keycloak/databases.ts';
import { publicUrl } from './derived-values.ts';
import { fillTemplate } from '../base/template.ts';

export interface EnvironmentProperties {
  plain: Record<string, string>;
  /** Variable → ARN; Beanstalk fetches the values on the instance. */
  secrets: Record<string, string>;
}

export function environmentProperties(config: Config): EnvironmentProperties {
  const own = ownProperties(config);
  return {
    plain: { ...own.plain, ...config.keycloak.env },
    secrets: { ...own.secrets, ...config.keycloak.secrets },
  };
}

/** Those that kc-eb.yaml's own keys stand for. */
export function ownProperties(config: Config): EnvironmentProperties {
  const { urlVariables, admin } = config.keycloak.version.traits;
  return {
    plain: {
      ...Object.fromEntries(urlVariables.map((name) => [name, publicUrl(config)])),
      ...databaseProperties(config),
      [admin.username]: config.admin.username,
    },
    secrets: { KC_DB_PASSWORD: config.database.password, [admin.password]: config.admin.password },
  };
}

/** Of the JDBC URL: the user's, or TLS where the database is Amazon RDS. */
function jdbcProperties({ database }: Config): string {
  return database.properties ?? (isRds(database.host) ? databases[database.vendor].tlsProperties : '');
}

/** `….us-east-1.rds.amazonaws.com`; in China the region comes after: `….rds.cn-north-1.amazonaws.com.cn`. */
export function isRds(host: string): boolean {
  return /\.rds(\.[a-z0-9-]+)?\.amazonaws\.com(\.cn)?\.?$/i.test(host);
}

function databaseProperties(config: Config): Record<string, string> {
  const { vendor, host, name, username } = config.database;
  const traits: DatabaseTraits = databases[vendor];
  const port = String(config.database.port ?? traits.port);
  const properties = jdbcProperties(config);
  const url =
    traits.keycloakUrl ?? (traits.dropsProperties && properties !== '' ? traits.jdbcUrl : undefined);
  return {
    // Also where KC_DB_URL wins: JDBC_PING's URL is made of them.
    KC_DB_URL_HOST: host,
    KC_DB_URL_PORT: port,
    KC_DB_URL_DATABASE: name,
    ...(properties !== '' && { KC_DB_URL_PROPERTIES: properties }),
    ...(url !== undefined && { KC_DB_URL: fillTemplate(url, { host, port, name, properties }) }),
    KC_DB_USERNAME: username,
  };
}
