/**
 * Differences between databases. Drivers and default URLs: Keycloak's Database.java and
 * https://www.keycloak.org/server/db. Table of JDBC_PING: http://www.jgroups.org/manual5/#_jdbc_ping.
 */
export const databaseVendors = [
  'postgres',
  'mysql',
  'mariadb',
  'mssql',
  'oracle',
  'aurora-postgres',
] as const;
export type DatabaseVendor = (typeof databaseVendors)[number];

export interface DatabaseTraits {
  /** First minor of Keycloak that supports it. */
  readonly since: `${number}.${number}`;
  /** Options of `kc.sh build`. */
  readonly options: Readonly<Record<string, string>>;
  readonly port: number;
  /** JDBC URL with {{host}}, {{port}}, {{name}} and {{properties}}; Keycloak builds the same from its options. */
  readonly jdbcUrl: string;
  /** URL for KC_DB_URL when Keycloak would build another one; else undefined. */
  readonly keycloakUrl: string | undefined;
  /** True when Keycloak omits db-url-properties from its URL: with properties, kc-eb sets KC_DB_URL. */
  readonly dropsProperties: boolean;
  /** Driver class of Keycloak. */
  readonly driver: string;
  /** Driver class of JDBC_PING, which opens its own connections. */
  readonly pingDriver: string;
  /** SQL that creates the table of JDBC_PING if it does not exist. JGroups logs an error and continues. */
  readonly pingTable: string;
  /** Properties of the URL that request TLS; the default on Amazon RDS, where every server supports it. */
  readonly tlsProperties: string;
  /** Sign between the URL and its first property. */
  readonly propertiesStart: '?' | ';';
  /** Property of the URL that names the default schema of a connection; undefined when the driver has none. */
  readonly schemaProperty: string | undefined;
  /** Prefixes of the jars that providers/ needs when Keycloak lacks the driver (KeycloakTraits.drivers). */
  readonly driverFiles: readonly string[];
  /** Advice for the administrator of the server, for docs/databases.md. */
  readonly hints: readonly string[];
  /** Vendor that Local Beanstalk runs in its place. */
  readonly localVendor: DatabaseVendor;
}

const columns = (data: string): string =>
  `JGROUPSPING (own_addr varchar(200) NOT NULL, cluster_name varchar(200) NOT NULL, ping_data ${data}, ` +
  'constraint PK_JGROUPSPING PRIMARY KEY (own_addr, cluster_name))';

const verifying = (properties: string): string =>
  `The default TLS on RDS encrypts the connection but does not verify the server. To verify it, put the RDS bundle (global-bundle.pem) into certificates/ and set \`database.properties: '${properties}'\`.`;

/** Keycloak's guide recommends another isolation level only for SQL Server. */
const isolation = (level: string): string =>
  `Keep the default isolation level, ${level}: Keycloak's guide does not recommend another.`;

const postgres = {
  since: '22.0',
  options: { db: 'postgres' },
  port: 5432,
  jdbcUrl: 'jdbc:postgresql://{{host}}:{{port}}/{{name}}{{properties}}',
  keycloakUrl: undefined,
  dropsProperties: false,
  driver: 'org.postgresql.Driver',
  pingDriver: 'org.postgresql.Driver',
  pingTable: `CREATE TABLE IF NOT EXISTS ${columns('BYTEA')}`,
  tlsProperties: '?sslmode=require',
  propertiesStart: '?',
  schemaProperty: 'currentSchema',
  driverFiles: ['postgresql'],
  hints: [
    isolation('READ COMMITTED'),
    'From PostgreSQL 15 on, the user must own the schema `public` or have CREATE on it.',
    verifying('?sslmode=verify-full&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory'),
  ],
  localVendor: 'postgres',
} satisfies DatabaseTraits;

const forMysqlAndMariadb = [
  isolation('REPEATABLE READ'),
  'Create the database with the character set utf8mb4.',
  'From Keycloak 26.4 on, the pool closes connections after 7 h 50 min. If `wait_timeout` is below 8 h, set KC_DB_POOL_MAX_LIFETIME to less than `wait_timeout`.',
];

const mysql = {
  since: '22.0',
  options: { db: 'mysql' },
  port: 3306,
  jdbcUrl: 'jdbc:mysql://{{host}}:{{port}}/{{name}}{{properties}}',
  keycloakUrl: undefined,
  dropsProperties: false,
  driver: 'com.mysql.cj.jdbc.Driver',
  pingDriver: 'com.mysql.cj.jdbc.Driver',
  pingTable: `CREATE TABLE IF NOT EXISTS ${columns('VARBINARY(5000)')}`,
  tlsProperties: '?sslMode=REQUIRED',
  propertiesStart: '?',
  // A schema is a database there.
  schemaProperty: undefined,
  driverFiles: ['mysql-connector'],
  hints: [
    'A MariaDB server needs `mariadb`: Keycloak 22 with `mysql` cannot create its tables there.',
    '`sql_generate_invisible_primary_key` must be OFF (MySQL 8.0.30 and newer); otherwise Keycloak cannot create its tables.',
    '`sql_require_primary_key` must be OFF: the table DATABASECHANGELOG of Liquibase has no primary key. The table of node discovery has one.',
    ...forMysqlAndMariadb,
    verifying('?sslMode=VERIFY_IDENTITY'),
  ],
  localVendor: 'mysql',
} satisfies DatabaseTraits;

export const databases = {
  postgres,
  mysql,
  mariadb: {
    ...mysql,
    options: { db: 'mariadb' },
    jdbcUrl: 'jdbc:mariadb://{{host}}:{{port}}/{{name}}{{properties}}',
    driver: 'org.mariadb.jdbc.Driver',
    pingDriver: 'org.mariadb.jdbc.Driver',
    tlsProperties: '?sslMode=trust',
    driverFiles: ['mariadb-java-client'],
    hints: [...forMysqlAndMariadb, verifying('?sslMode=verify-full')],
    localVendor: 'mariadb',
  },
  mssql: {
    since: '22.0',
    options: { db: 'mssql' },
    port: 1433,
    jdbcUrl: 'jdbc:sqlserver://{{host}}:{{port}};databaseName={{name}}{{properties}}',
    keycloakUrl: undefined,
    dropsProperties: false,
    driver: 'com.microsoft.sqlserver.jdbc.SQLServerDriver',
    pingDriver: 'com.microsoft.sqlserver.jdbc.SQLServerDriver',
    pingTable: `IF OBJECT_ID('JGROUPSPING') IS NULL CREATE TABLE ${columns('VARBINARY(5000)')}`,
    tlsProperties: ';encrypt=true;trustServerCertificate=true',
    propertiesStart: ';',
    schemaProperty: undefined,
    driverFiles: ['mssql-jdbc'],
    hints: [
      "The default isolation level, READ COMMITTED, can deadlock under load. Keycloak's guide recommends `ALTER DATABASE keycloak SET READ_COMMITTED_SNAPSHOT ON`.",
      'Use a collation that ends with `_UTF8`, which stores names in all scripts.',
      "XA transactions, the default before Keycloak 25, need `sqljdbc_xa` on the server. To disable them, set `transaction-xa-enabled: 'false'` in keycloak.buildOptions.",
      verifying(';encrypt=true;trustServerCertificate=false'),
    ],
    localVendor: 'mssql',
  },
  oracle: {
    since: '22.0',
    options: { db: 'oracle' },
    port: 1521,
    jdbcUrl: 'jdbc:oracle:thin:@//{{host}}:{{port}}/{{name}}{{properties}}',
    keycloakUrl: undefined,
    // Until 26.6.
    dropsProperties: true,
    driver: 'oracle.jdbc.OracleDriver',
    pingDriver: 'oracle.jdbc.OracleDriver',
    // ORA-00955: the table exists. Only Oracle 23ai and newer support IF NOT EXISTS.
    pingTable: `BEGIN EXECUTE IMMEDIATE 'CREATE TABLE ${columns('RAW(2000)')}'; EXCEPTION WHEN OTHERS THEN IF SQLCODE != -955 THEN RAISE; END IF; END;`,
    tlsProperties: '',
    propertiesStart: '?',
    schemaProperty: undefined,
    driverFiles: ['ojdbc', 'orai18n'],
    hints: [
      '`database.name` is a service name. Use the character set AL32UTF8.',
      isolation('READ COMMITTED'),
      'From Keycloak 25 on, put ojdbc17 and orai18n into providers/: the distribution does not include them, because of their licence.',
      'RDS for Oracle offers TLS on another port, through its SSL option. From Keycloak 26.6 on, set `KC_DB_TLS_MODE: verify-server` in keycloak.env. Before 26.6, or with `database.properties`, set `KC_DB_URL` to `jdbc:oracle:thin:@tcps://host:port/service`.',
      'With `database.properties`, kc-eb sets the whole URL as `KC_DB_URL`: Keycloak up to 26.6 ignores them.',
    ],
    localVendor: 'oracle',
  },
  'aurora-postgres': {
    ...postgres,
    // Before 24, db-driver is a run-time option, which does not change the driver that the build fixed.
    since: '24.0',
    options: {
      db: 'postgres',
      'db-driver': 'software.amazon.jdbc.Driver',
      // The wrapper has no XA data source.
      'transaction-xa-enabled': 'false',
    },
    keycloakUrl: 'jdbc:aws-wrapper:postgresql://{{host}}:{{port}}/{{name}}{{properties}}',
    driver: 'software.amazon.jdbc.Driver',
    driverFiles: ['aws-advanced-jdbc-wrapper'],
    hints: [
      'The AWS JDBC wrapper follows a failover to the new writer. Set `database.host` to the writer endpoint of the cluster. For Aurora without the wrapper, use `postgres`.',
      'If `database.properties` has `wrapperPlugins`, include `failover` or `failover2`.',
      ...postgres.hints,
    ],
  },
} satisfies Record<DatabaseVendor, DatabaseTraits>;
