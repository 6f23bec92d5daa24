/**
 * What differs between databases. Drivers and default URLs: Keycloak's Database.java
 * (https://www.keycloak.org/server/db); JDBC_PING's table: http://www.jgroups.org/manual5/#_jdbc_ping.
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
  /** Options of `kc.sh build`. */
  readonly buildOptions: Readonly<Record<string, string>>;
  readonly port: number;
  /** JDBC URL with {{host}}, {{port}}, {{name}} and {{properties}}; Keycloak makes the same of its own options. */
  readonly jdbcUrl: string;
  /** The URL that Keycloak must be given because it would make another; undefined where it need not. */
  readonly keycloakUrl: string | undefined;
  /** Driver of JDBC_PING, which opens connections of its own. */
  readonly pingDriver: string;
  /** Makes JDBC_PING's table unless it is there; an error is logged and ignored by JGroups. */
  readonly pingTable: string;
  /** Properties of the URL that ask for TLS; used on Amazon RDS, which offers it everywhere. */
  readonly tlsProperties: string;
  /** What to put into providers/ where Keycloak does not bring the driver (KeycloakTraits.drivers). */
  readonly driver: string;
  /** The vendor that stands for it in Local Beanstalk. */
  readonly localVendor: DatabaseVendor;
}

const columns = (data: string): string =>
  `JGROUPSPING (own_addr varchar(200) NOT NULL, cluster_name varchar(200) NOT NULL, ping_data ${data}, ` +
  'constraint PK_JGROUPSPING PRIMARY KEY (own_addr, cluster_name))';

const postgres: DatabaseTraits = {
  buildOptions: { db: 'postgres' },
  port: 5432,
  jdbcUrl: 'jdbc:postgresql://{{host}}:{{port}}/{{name}}{{properties}}',
  keycloakUrl: undefined,
  pingDriver: 'org.postgresql.Driver',
  pingTable: `CREATE TABLE IF NOT EXISTS ${columns('BYTEA')}`,
  tlsProperties: '?sslmode=require',
  driver: 'postgresql.jar',
  localVendor: 'postgres',
};

const mysql: DatabaseTraits = {
  buildOptions: { db: 'mysql' },
  port: 3306,
  jdbcUrl: 'jdbc:mysql://{{host}}:{{port}}/{{name}}{{properties}}',
  keycloakUrl: undefined,
  pingDriver: 'com.mysql.cj.jdbc.Driver',
  pingTable: `CREATE TABLE IF NOT EXISTS ${columns('VARBINARY(5000)')}`,
  tlsProperties: '?sslMode=REQUIRED',
  driver: 'mysql-connector-j.jar',
  localVendor: 'mysql',
};

export const databases = {
  postgres,
  mysql,
  mariadb: {
    ...mysql,
    buildOptions: { db: 'mariadb' },
    jdbcUrl: 'jdbc:mariadb://{{host}}:{{port}}/{{name}}{{properties}}',
    pingDriver: 'org.mariadb.jdbc.Driver',
    tlsProperties: '?sslMode=trust',
    driver: 'mariadb-java-client.jar',
    localVendor: 'mariadb',
  },
  mssql: {
    buildOptions: { db: 'mssql' },
    port: 1433,
    jdbcUrl: 'jdbc:sqlserver://{{host}}:{{port}};databaseName={{name}}{{properties}}',
    keycloakUrl: undefined,
    pingDriver: 'com.microsoft.sqlserver.jdbc.SQLServerDriver',
    pingTable: `IF OBJECT_ID('JGROUPSPING') IS NULL CREATE TABLE ${columns('VARBINARY(5000)')}`,
    tlsProperties: ';encrypt=true;trustServerCertificate=true',
    driver: 'mssql-jdbc.jar',
    localVendor: 'mssql',
  },
  oracle: {
    buildOptions: { db: 'oracle' },
    port: 1521,
    jdbcUrl: 'jdbc:oracle:thin:@//{{host}}:{{port}}/{{name}}{{properties}}',
    keycloakUrl: undefined,
    pingDriver: 'oracle.jdbc.OracleDriver',
    // ORA-00955: the name is used already. Oracle has IF NOT EXISTS from 23ai on only.
    pingTable: `BEGIN EXECUTE IMMEDIATE 'CREATE TABLE ${columns('RAW(2000)')}'; EXCEPTION WHEN OTHERS THEN IF SQLCODE != -955 THEN RAISE; END IF; END;`,
    tlsProperties: '',
    driver: 'ojdbc17.jar and orai18n.jar',
    localVendor: 'oracle',
  },
  'aurora-postgres': {
    ...postgres,
    buildOptions: {
      db: 'postgres',
      'db-driver': 'software.amazon.jdbc.Driver',
      'transaction-xa-enabled': 'false',
    },
    keycloakUrl: 'jdbc:aws-wrapper:postgresql://{{host}}:{{port}}/{{name}}{{properties}}',
    driver: 'aws-advanced-jdbc-wrapper.jar',
  },
} satisfies Record<DatabaseVendor, DatabaseTraits>;
