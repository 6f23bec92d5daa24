/** The setup of a proof: a network, a PostgreSQL, and containers in place of instances. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseCreator, startDatabase } from '../../src/local-beanstalk/machine/database.ts';
import { type Docker, dockerCommand } from '../../src/local-beanstalk/base/docker.ts';
import { provideEngine } from '../../src/local-beanstalk/machine/engine-setup.ts';
import { provideImage } from '../../src/local-beanstalk/images/provide-image.ts';
import { databaseRecipes } from '../../src/local-beanstalk/images/recipes.ts';
import { projectLabel } from '../../src/local-beanstalk/base/labels.ts';
import { addressIn, provideNetwork } from '../../src/local-beanstalk/base/network.ts';
import { provideSecrets, readSecret } from '../../src/local-beanstalk/identity/project-secrets.ts';
import { projectHash } from '../../src/local-beanstalk/base/state.ts';

export interface Bench {
  docker: Docker;
  /** An empty folder of this bench. */
  folder: string;
  network: string;
  /** Addresses of the containers in place of instances. */
  address: string;
  secondAddress: string;
  database: { host: string; password: string };
  adminPassword: string;
  label: string;
  makeDatabase(name: string): Promise<void>;
  remove(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const docker = dockerCommand();
  const quiet = (): void => undefined;
  await provideEngine(quiet);
  const folder = await mkdtemp(join(tmpdir(), 'kc-eb-versions-'));
  const project = projectHash(folder);
  const secretsFolder = join(folder, 'secrets');
  await provideSecrets(secretsFolder);
  const { network } = await provideNetwork(docker, project);
  const image = await provideImage(docker, databaseRecipes.postgres, quiet);
  const password = await readSecret(secretsFolder, 'database-password');
  const { host } = await startDatabase(docker, {
    ...{ vendor: 'postgres', project, network, secretsFolder, password, image: image.reference },
  });
  return {
    ...{ docker, folder, network: network.name },
    ...{ address: addressIn(network.subnet, 11), secondAddress: addressIn(network.subnet, 12) },
    database: { host, password },
    adminPassword: await readSecret(secretsFolder, 'admin-password'),
    label: projectLabel(project),
    makeDatabase: databaseCreator(docker, project, 'postgres'),
    async remove() {
      await removeLabelled(docker, projectLabel(project));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Only what bears the bench's label: others may use the same engine. */
async function removeLabelled(docker: Docker, label: string): Promise<void> {
  const filter = ['--quiet', '--filter', `label=${label}`];
  const kinds = [
    { list: ['ps', '--all'], remove: ['rm', '--force', '--volumes'] },
    { list: ['volume', 'ls'], remove: ['volume', 'rm'] },
    { list: ['network', 'ls'], remove: ['network', 'rm'] },
  ];
  for (const { list, remove } of kinds) {
    const names = (await docker.run([...list, ...filter])).split('\n').filter((name) => name !== '');
    if (names.length > 0) await docker.run([...remove, ...names]);
  }
}

/** Writes variables for Docker's --env-file, which does not quote values. */
export async function writeEnvFile(path: string, variables: Readonly<Record<string, string>>): Promise<void> {
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(path, lines.join(''), { mode: 0o600 });
}
