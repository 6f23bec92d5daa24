/**
 * What differs between databases. Drivers and default URLs: Keycloak's Database.java and
 * https://www.keycloak.org/server/db; JDBC_PING's table: http://www.jgroups.org/manual5/#_jdbc_ping.
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
  /** The first minor of Keycloak's that it works with. */
  readonly since: `${number}.${number}`;
  /** Options of `kc.sh build`. */
  readonly options: Readonly<Record<string, string>>;
  readonly port: number;
  /** JDBC URL with {{host}}, {{port}}, {{name}} and {{properties}}; Keycloak makes the same of its own options. */
  readonly jdbcUrl: string;
  /** The URL that Keycloak must be given because it would make another; undefined where it need not. */
  readonly keycloakUrl: string | undefined;
  /** Whether Keycloak leaves db-url-properties out of its URL: then it must be given one where there are any. */
  readonly dropsProperties: boolean;
  /** Class of Keycloak's driver. */
  readonly driver: string;
  /** Driver of JDBC_PING, which opens connections of its own. */
  readonly pingDriver: string;
  /** Makes JDBC_PING's table unless it is there; an error is logged and ignored by JGroups. */
  readonly pingTable: string;
  /** Properties of the URL that ask for TLS; used on Amazon RDS, which offers it everywhere. */
  readonly tlsProperties: string;
  /** How jars begin that providers/ must hold where Keycloak does not bring the driver (KeycloakTraits.drivers). */
  readonly driverFiles: readonly string[];
  /** What the server's administrator should know, one sentence each. */
  readonly hints: readonly string[];
  /** The vendor that stands for it in Local Beanstalk. */
  readonly localVendor: DatabaseVendor;
}

const columns = (data: string): string =>
  `JGROUPSPING (own_addr varchar(200) NOT NULL, cluster_name varchar(200) NOT NULL, ping_data ${data}, ` +
  'constraint PK_JGROUPSPING PRIMARY KEY (own_addr, cluster_name))';

const verifying = (properties: string): string =>
  `The default TLS on RDS encrypts and does not verify the server. To verify it: the RDS bundle (global-bundle.pem) in certificates/, and \`database.properties: '${properties}'\`.`;

/** The guide has a word on isolation for SQL Server only. */
const isolation = (level: string): string =>
  `Keycloak's guide asks for no other isolation than the server's default, ${level}.`;

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
  driverFiles: ['postgresql'],
  hints: [
    isolation('READ COMMITTED'),
    'From PostgreSQL 15 on the user must own the schema `public` or be granted CREATE on it.',
    verifying('?sslmode=verify-full&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory'),
  ],
  localVendor: 'postgres',
} satisfies DatabaseTraits;

const forMysqlAndMariadb = [
  isolation('REPEATABLE READ'),
  'Make the database with the character set utf8mb4.',
  'From Keycloak 26.4 on the pool closes connections after 7 h 50 min; where `wait_timeout` is below 8 h, set KC_DB_POOL_MAX_LIFETIME lower.',
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
  driverFiles: ['mysql-connector'],
  hints: [
    'A MariaDB server needs `mariadb`: Keycloak 22 with `mysql` cannot make its tables there.',
    '`sql_generate_invisible_primary_key` must be OFF (MySQL 8.0.30 and newer), or the tables cannot be made.',
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
    driverFiles: ['mssql-jdbc'],
    hints: [
      "The server's default isolation, READ COMMITTED, can deadlock under load; Keycloak's guide asks for `ALTER DATABASE keycloak SET READ_COMMITTED_SNAPSHOT ON`.",
      'A collation that ends with `_UTF8` stores names in all scripts.',
      "XA transactions, Keycloak's default before 25, need `sqljdbc_xa` on the server: `transaction-xa-enabled: 'false'` in keycloak.buildOptions does without.",
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
    // ORA-00955: the name is used already. Oracle has IF NOT EXISTS from 23ai on only.
    pingTable: `BEGIN EXECUTE IMMEDIATE 'CREATE TABLE ${columns('RAW(2000)')}'; EXCEPTION WHEN OTHERS THEN IF SQLCODE != -955 THEN RAISE; END IF; END;`,
    tlsProperties: '',
    driverFiles: ['ojdbc', 'orai18n'],
    hints: [
      '`database.name` is a service name. Character set AL32UTF8.',
      isolation('READ COMMITTED'),
      'From Keycloak 25 on ojdbc17 and orai18n must be put into providers/: their licence keeps them out of the distribution.',
      "RDS for Oracle speaks TLS on another port, with its option SSL. From Keycloak 26.6 on `KC_DB_TLS_MODE: verify-server` in keycloak.env asks for it; before, or with `database.properties`, a `KC_DB_URL` of one's own does: `jdbc:oracle:thin:@tcps://host:port/service`.",
      'With `database.properties` kc-eb makes the whole URL, `KC_DB_URL`: Keycloak leaves them out up to 26.6.',
    ],
    localVendor: 'oracle',
  },
  'aurora-postgres': {
    ...postgres,
    // Before, db-driver counts as a run-time option, and the driver that the build has settled stays.
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
      'The AWS JDBC wrapper follows a failover to the new writer; `database.host` is the writer endpoint of the cluster. Aurora without the wrapper is `postgres`.',
      'With `wrapperPlugins` in `database.properties`, keep `failover` or `failover2` among them.',
      ...postgres.hints,
    ],
  },
} satisfies Record<DatabaseVendor, DatabaseTraits>;
