/** Run-time settings of Keycloak, which Beanstalk passes as environment properties. */
import type { Config } from './schema.ts';
import { type DatabaseTraits, databases } from '../keycloak/databases.ts';
import { publicUrl } from './derived-values.ts';
import { logLevels } from './log-levels.ts';
import { fillTemplate } from '../base/template.ts';

export interface EnvironmentProperties {
  plain: Record<string, string>;
  /** Variable → ARN; Beanstalk reads the values on the instance. */
  secrets: Record<string, string>;
}

export function environmentProperties(config: Config): EnvironmentProperties {
  const own = ownProperties(config);
  return {
    plain: { ...own.plain, ...config.keycloak.env, ...logLevels(config).variables },
    secrets: { ...own.secrets, ...config.keycloak.secrets },
  };
}

/** The properties that kc-eb derives from its own keys. */
export function ownProperties(config: Config): EnvironmentProperties {
  const { urlVariables, hostnameVariables, admin } = config.keycloak.version.traits;
  return {
    plain: {
      ...Object.fromEntries(urlVariables.map((name) => [name, publicUrl(config)])),
      ...hostnameVariables,
      ...databaseProperties(config),
      [admin.username]: config.admin.username,
    },
    secrets: { KC_DB_PASSWORD: config.database.password, [admin.password]: config.admin.password },
  };
}

/** Properties of the JDBC URL: those of kc-eb.yaml, or TLS for Amazon RDS. */
function jdbcProperties({ database }: Config): string {
  return database.properties ?? (isRds(database.host) ? databases[database.vendor].tlsProperties : '');
}

/** `….us-east-1.rds.amazonaws.com`, in China `….rds.cn-north-1.amazonaws.com.cn`, in aws-eusc `….amazonaws.eu`. */
const rdsHost = String.raw`\.rds(\.[a-z0-9-]+)?\.amazonaws\.(com(\.cn)?|eu)\.?`;
const isRdsHost = new RegExp(`${rdsHost}$`, 'i');
const holdsRdsHost = new RegExp(`${rdsHost}(?![\\w.-])`, 'i');

export function isRds(host: string): boolean {
  return isRdsHost.test(host);
}

/** True for a URL with a host of Amazon RDS. */
export function namesRds(url: string): boolean {
  return holdsRdsHost.test(url);
}

function databaseProperties(config: Config): Record<string, string> {
  const { vendor, host, name, username } = config.database;
  const traits: DatabaseTraits = databases[vendor];
  const port = String(config.database.port ?? traits.port);
  const properties = jdbcProperties(config);
  const url =
    traits.keycloakUrl ?? (traits.dropsProperties && properties !== '' ? traits.jdbcUrl : undefined);
  return {
    // Set even when KC_DB_URL takes precedence: the URL of JDBC_PING uses them.
    KC_DB_URL_HOST: host,
    KC_DB_URL_PORT: port,
    KC_DB_URL_DATABASE: name,
    ...(properties !== '' && { KC_DB_URL_PROPERTIES: properties }),
    ...(url !== undefined && { KC_DB_URL: fillTemplate(url, { host, port, name, properties }) }),
    KC_DB_USERNAME: username,
  };
}
