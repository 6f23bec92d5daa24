/** Properties of JDBC URLs as the drivers read them, and which of them ask for TLS. */
import { databases, type DatabaseVendor } from './databases.ts';

export interface JdbcProperty {
  readonly name: string;
  readonly value: string;
}

/** Reads `database.properties`, or a whole URL: the properties follow the vendor's first sign. */
export function readProperties(vendor: DatabaseVendor, text: string): JdbcProperty[] {
  const { propertiesStart } = databases[vendor];
  const at = text.indexOf(propertiesStart);
  const rest = at < 0 ? '' : text.slice(at + 1);
  // SQL Server's driver takes {…} around a value with a semicolon, and decodes nothing.
  return propertiesStart === ';'
    ? [...rest.matchAll(/(?:[^;{]|\{[^}]*\}?)+/g)].map(([part]) => propertyOf(part, withoutBraces))
    : rest
        .split('&')
        .filter((part) => part !== '')
        .map((part) => propertyOf(part, decoded));
}

function propertyOf(part: string, read: (text: string) => string): JdbcProperty {
  const [name = '', ...value] = part.split('=');
  return { name: read(name).trim(), value: read(value.join('=')).trim() };
}

/** The text itself where it is not percent-encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function withoutBraces(text: string): string {
  return /^\s*\{(.*)\}\s*$/s.exec(text)?.[1] ?? text;
}

/** The value of a property, in whatever case its name is written. The last one counts. */
export function valueOf(properties: readonly JdbcProperty[], name: string): string | undefined {
  return properties.findLast((one) => one.name.toLowerCase() === name.toLowerCase())?.value;
}

interface TlsRule {
  /** True when the driver connects by TLS alone. `value`: in lower case. */
  readonly isAsked: (value: (name: string) => string | undefined) => boolean;
  /** True when the case of a name counts. */
  readonly exactNames?: true;
  /** The connections of a driver that is not asked. */
  readonly otherwise: string;
}

const isTrue = (value: string | undefined): boolean => value === 'true' || value === 'yes' || value === '1';
const isOn = (value: string | undefined, ...off: string[]): boolean =>
  value !== undefined && !['', ...off].includes(value);

/** https://jdbc.postgresql.org/documentation/use/#connection-parameters */
const postgres: TlsRule = {
  exactNames: true,
  isAsked: (value) => {
    const ssl = value('ssl');
    return value('sslmode') === undefined
      ? ssl === '' || ssl === 'true'
      : isOn(value('sslmode'), 'disable', 'allow', 'prefer');
  },
  otherwise: 'the driver also connects without TLS',
};

const tlsRules: Readonly<Record<DatabaseVendor, TlsRule | undefined>> = {
  postgres,
  'aurora-postgres': postgres,
  /** https://dev.mysql.com/doc/connector-j/en/connector-j-connp-props-security.html */
  mysql: {
    isAsked: (value) =>
      value('sslMode') === undefined
        ? value('useSSL') !== 'false' &&
          (isTrue(value('requireSSL')) || isTrue(value('verifyServerCertificate')))
        : isOn(value('sslMode'), 'disabled', 'preferred'),
    otherwise: 'the driver also connects without TLS',
  },
  /** https://mariadb.com/docs/connectors/mariadb-connector-j/about-mariadb-connector-j */
  mariadb: {
    isAsked: (value) =>
      value('sslMode') === undefined
        ? isTrue(value('useSsl'))
        : isOn(value('sslMode'), 'disable', 'disabled', 'false', '0'),
    otherwise: 'the driver connects without TLS',
  },
  /** https://learn.microsoft.com/en-us/sql/connect/jdbc/setting-the-connection-properties */
  mssql: {
    isAsked: (value) =>
      value('encrypt') === undefined
        ? value('trustServerCertificate') !== undefined
        : isOn(value('encrypt'), 'false', 'no', 'optional'),
    otherwise: 'the driver connects without TLS, or rejects the certificate of the server',
  },
  // A URL with tcps asks for TLS there.
  oracle: undefined,
};

/**
 * Describes the connections of a URL or of `database.properties` that lack TLS; undefined when a property asks for TLS, and
 * for a vendor without such properties.
 */
export function withoutTls(vendor: DatabaseVendor, text: string): string | undefined {
  const rule = tlsRules[vendor];
  if (rule === undefined) return undefined;
  const properties = readProperties(vendor, text);
  const value = (name: string): string | undefined =>
    valueOf(rule.exactNames === true ? properties.filter((one) => one.name === name) : properties, name);
  return rule.isAsked((name) => value(name)?.toLowerCase()) ? undefined : rule.otherwise;
}

/** Plug-ins of the AWS JDBC wrapper that log in with a token of IAM, in lower case. */
const iamPlugins: readonly string[] = ['iam', 'federatedauth', 'okta'];

/**
 * True when the driver logs in with a token of IAM: by a plug-in of the AWS JDBC wrapper, or by MariaDB's driver.
 * https://github.com/aws/aws-advanced-jdbc-wrapper/blob/main/docs/using-the-jdbc-driver/using-plugins/UsingTheIamAuthenticationPlugin.md
 */
export function usesIam(vendor: DatabaseVendor, text: string): boolean {
  const properties = readProperties(vendor, text);
  const plugins = valueOf(properties, 'wrapperPlugins')?.toLowerCase().split(',') ?? [];
  return (
    plugins.some((plugin) => iamPlugins.includes(plugin.trim())) ||
    valueOf(properties, 'credentialType')?.toLowerCase() === 'aws-iam'
  );
}
