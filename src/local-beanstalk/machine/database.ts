/** The database server that stands for RDS: a container on the network of the instances. */
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../base/user-error.ts';
import type { LocalDatabaseVendor } from '../base/database-vendors.ts';
import type { Docker } from '../base/docker.ts';
import { projectLabel, roleLabel } from '../base/labels.ts';
import { addressIn } from '../base/network.ts';
import type { LocalNetwork } from '../base/state.ts';

/** The user of environments; it may create databases. */
export const databaseUser = 'keycloak';

interface Dialect {
  port: number;
  dataFolder: string;
  environment: readonly string[];
  /** Command of a client in the container that reads SQL from standard input. */
  client: readonly string[];
  /** SQL for the first connection; may run again. */
  prepare(password: string): string;
  /** SQL that returns a row when the database exists. */
  find(name: string): string;
  create(name: string): string;
}

const passwordFile = '/run/secrets/database/database-password';

const mysqlLike = (program: string): Omit<Dialect, 'environment'> => ({
  port: 3306,
  dataFolder: '/var/lib/mysql',
  client: [
    'sh',
    '-c',
    `MYSQL_PWD="$(cat ${passwordFile})" ${program} --user=root --batch --skip-column-names`,
  ],
  prepare: (password) =>
    `CREATE USER IF NOT EXISTS ${databaseUser}@'%' IDENTIFIED BY '${password}'; ` +
    `GRANT ALL ON *.* TO ${databaseUser}@'%';`,
  find: (name) => `SELECT 'found' FROM information_schema.schemata WHERE schema_name = '${name}';`,
  create: (name) => `CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4;`,
});

const dialects = {
  postgres: {
    port: 5432,
    dataFolder: '/var/lib/postgresql/data',
    environment: [`POSTGRES_USER=${databaseUser}`, `POSTGRES_PASSWORD_FILE=${passwordFile}`],
    client: [
      'psql',
      '--username',
      databaseUser,
      '--dbname',
      'postgres',
      '--tuples-only',
      '--no-align',
      '--quiet',
    ],
    prepare: () => 'SELECT 1;',
    find: (name) => `SELECT 'found' FROM pg_database WHERE datname = '${name}';`,
    create: (name) => `CREATE DATABASE "${name}";`,
  },
  mariadb: { ...mysqlLike('mariadb'), environment: [`MARIADB_ROOT_PASSWORD_FILE=${passwordFile}`] },
  mysql: { ...mysqlLike('mysql'), environment: [`MYSQL_ROOT_PASSWORD_FILE=${passwordFile}`] },
} satisfies Record<LocalDatabaseVendor, Dialect>;

const readyTimeoutMs = 120_000;
const hostNumber = 5;

export interface DatabaseSpec {
  vendor: LocalDatabaseVendor;
  project: string;
  image: string;
  network: LocalNetwork;
  /** Folder of this machine that holds the file database-password. */
  secretsFolder: string;
  password: string;
}

export interface LocalDatabase {
  host: string;
  port: number;
  already: boolean;
}

/** Starts the database, or uses the existing one; resolves when it answers SQL. Throws UserError 'local'. */
export async function startDatabase(docker: Docker, spec: DatabaseSpec): Promise<LocalDatabase> {
  const { vendor, project, network } = spec;
  const dialect: Dialect = dialects[vendor];
  const name = containerName(project, vendor);
  const host = addressIn(network.subnet, hostNumber);
  const state = await docker.attempt(['inspect', name, '--format', '{{.State.Running}}']);
  const already = state.exitCode === 0 && state.lines[0] === 'true';
  if (state.exitCode !== 0) {
    await docker.run([
      ...['run', '--detach', '--init', '--name', name, '--network', network.name, '--ip', host],
      ...['--label', projectLabel(project), '--label', `${roleLabel}=database`, '--stop-timeout', '30'],
      ...['--volume', `${await labelledVolume(docker, project, name)}:${dialect.dataFolder}`],
      ...['--volume', `${spec.secretsFolder}:/run/secrets/database:ro`],
      ...dialect.environment.flatMap((variable) => ['--env', variable]),
      spec.image,
    ]);
  } else if (!already) {
    await docker.run(['start', name]);
  }
  await awaitAnswer(docker, name, dialect, spec.password);
  return { host, port: dialect.port, already };
}

/**
 * Returns a function that creates a missing database, as an administrator does before the first deployment. Instances
 * deploy simultaneously: calls for one name share the work.
 */
export function databaseCreator(
  docker: Docker,
  project: string,
  vendor: LocalDatabaseVendor,
): (name: string) => Promise<void> {
  const dialect: Dialect = dialects[vendor];
  const pending = new Map<string, Promise<void>>();
  const create = async (name: string): Promise<void> => {
    if (!/^\w[\w-]{0,62}$/.test(name)) {
      throw new UserError('local', `Invalid database name: "${name}"`, {
        hint: 'Use at most 63 letters, digits, "_" and "-".',
      });
    }
    const container = containerName(project, vendor);
    const state = await docker.attempt(['inspect', container, '--format', '{{.State.Running}}']);
    // As on AWS, a stopped database does not fail the deployment; Keycloak reports it.
    if (state.lines[0] !== 'true') return;
    const sql = (input: string) => query(docker, container, dialect, input);
    if ((await sql(dialect.find(name))).includes('found')) return;
    await sql(dialect.create(name));
  };
  return async (name) => {
    const promise = pending.get(name) ?? create(name);
    pending.set(name, promise);
    try {
      await promise;
    } finally {
      // The next deployment checks again: the database may be gone by then.
      pending.delete(name);
    }
  };
}

function containerName(project: string, vendor: LocalDatabaseVendor): string {
  return `kc-eb-${project}-${vendor}`;
}

async function labelledVolume(docker: Docker, project: string, name: string): Promise<string> {
  return docker.run(['volume', 'create', '--label', projectLabel(project), name]);
}

function query(docker: Docker, container: string, { client }: Dialect, input: string): Promise<string> {
  return docker.run(['exec', '--interactive', container, ...client], { input });
}

async function awaitAnswer(docker: Docker, name: string, dialect: Dialect, password: string): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs;
  for (;;) {
    try {
      await query(docker, name, dialect, dialect.prepare(password));
      return;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const running = await docker.run(['inspect', name, '--format', '{{.State.Running}}']);
      if (running !== 'true' || Date.now() > deadline) {
        const { lines } = await docker.attempt(['logs', '--tail', '15', name]);
        throw new UserError('local', `The database did not answer: ${name}\n${lines.join('\n')}`, {
          hint: 'Delete it with its data: kc-eb local reset --yes',
          cause: error,
        });
      }
    }
    await sleep(500);
  }
}
