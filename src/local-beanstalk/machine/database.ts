/** The database server that stands for RDS: a container on the instances' network. */
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../base/user-error.ts';
import type { LocalDatabaseVendor } from '../base/database-vendors.ts';
import type { Docker } from '../base/docker.ts';
import { projectLabel, roleLabel } from '../base/labels.ts';
import { addressIn } from '../base/network.ts';
import type { LocalNetwork } from '../base/state.ts';

/** The user that environments log in as; it may make databases. */
export const databaseUser = 'keycloak';

interface Dialect {
  port: number;
  dataFolder: string;
  environment: readonly string[];
  /** Command of a client inside the container that reads SQL from standard input. */
  client: readonly string[];
  /** Run once the server answers; may be run again. */
  prepare(password: string): string;
  /** Asks for a row if the database is there. */
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

/** Starts it, or goes on with the one that is there; resolves when it answers SQL. */
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
 * Gives a function that makes the database it is told unless it is there: what an administrator does before the
 * first deployment. Instances are deployed to side by side, so that calls for one name share their work.
 */
export function databaseCreator(
  docker: Docker,
  project: string,
  vendor: LocalDatabaseVendor,
): (name: string) => Promise<void> {
  const dialect: Dialect = dialects[vendor];
  const made = new Map<string, Promise<void>>();
  const make = async (name: string): Promise<void> => {
    if (!/^\w[\w-]{0,62}$/.test(name)) {
      throw new UserError('local', `"${name}" cannot be a database's name here.`, {
        hint: 'Letters, digits, "_" and "-", at most 63.',
      });
    }
    const container = containerName(project, vendor);
    const state = await docker.attempt(['inspect', container, '--format', '{{.State.Running}}']);
    // As on AWS, the deployment knows nothing of a database that is down; Keycloak itself says so.
    if (state.lines[0] !== 'true') return;
    const sql = (input: string) => query(docker, container, dialect, input);
    if ((await sql(dialect.find(name))).includes('found')) return;
    await sql(dialect.create(name));
  };
  return async (name) => {
    const promise = made.get(name) ?? make(name);
    made.set(name, promise);
    try {
      await promise;
    } finally {
      // Asked again at the next deployment: it may have been dropped.
      made.delete(name);
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
        throw new UserError('local', `The database ${name} does not answer.\n${lines.join('\n')}`, {
          hint: 'kc-eb local reset removes it with its data.',
          cause: error,
        });
      }
    }
    await sleep(500);
  }
}
