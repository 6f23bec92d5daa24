/** Ending Local Beanstalk of a project, with or without its state. */
import { rm } from 'node:fs/promises';
import { stopDaemon } from './daemon.ts';
import { type Docker, dockerCommand } from './docker.ts';
import { provideEngine, stopOwnEngine } from './engine-setup.ts';
import { projectLabel } from './labels.ts';
import { projectHash, readSettings, statePaths } from './state.ts';

export interface Stopped {
  /** The server ran. */
  server: boolean;
  /** Containers that ran. */
  containers: number;
  /** The daemon that we had started was stopped. */
  engine: boolean;
}

/** Stops server, containers and the engine if it is ours; state and data stay. */
export async function stopLocal(projectFolder: string): Promise<Stopped> {
  const server = await stopDaemon(projectFolder);
  if (readSettings(projectFolder)?.containers === undefined) return { server, containers: 0, engine: false };
  const docker = dockerCommand();
  if (!(await daemonAnswers(docker))) return { server, containers: 0, engine: false };
  const ids = await list(docker, ['ps', '--quiet', '--filter', ofProject(projectFolder)]);
  if (ids.length > 0) await docker.run(['stop', ...ids]);
  return { server, containers: ids.length, engine: await stopEngineUnlessUsed(docker) };
}

/** Removes containers, volumes, networks and the state folder. Images stay. */
export async function resetLocal(
  projectFolder: string,
  onLine: (line: string) => void,
): Promise<{ containers: number; volumes: number; networks: number }> {
  await stopDaemon(projectFolder);
  const removed = { containers: 0, volumes: 0, networks: 0 };
  if (readSettings(projectFolder)?.containers !== undefined) {
    const { docker } = await provideEngine(onLine);
    const filter = ['--quiet', '--filter', ofProject(projectFolder)];
    const containers = await list(docker, ['ps', '--all', ...filter]);
    if (containers.length > 0) await docker.run(['rm', '--force', '--volumes', ...containers]);
    const volumes = await list(docker, ['volume', 'ls', ...filter]);
    if (volumes.length > 0) await docker.run(['volume', 'rm', '--force', ...volumes]);
    const networks = await list(docker, ['network', 'ls', ...filter]);
    if (networks.length > 0) await docker.run(['network', 'rm', ...networks]);
    await stopEngineUnlessUsed(docker);
    Object.assign(removed, {
      containers: containers.length,
      volumes: volumes.length,
      networks: networks.length,
    });
  }
  await rm(statePaths(projectFolder).folder, { recursive: true, force: true });
  return removed;
}

/** Another project may run on the engine that we started. */
async function stopEngineUnlessUsed(docker: Docker): Promise<boolean> {
  const running = await list(docker, ['ps', '--quiet']);
  return running.length === 0 && (await stopOwnEngine());
}

async function daemonAnswers(docker: Docker): Promise<boolean> {
  const { exitCode } = await docker.attempt(['version']);
  return exitCode === 0;
}

function ofProject(projectFolder: string): string {
  return `label=${projectLabel(projectHash(projectFolder))}`;
}

async function list(docker: Docker, argv: readonly string[]): Promise<string[]> {
  const stdout = await docker.run(argv);
  return stdout.split('\n').filter((line) => line !== '');
}
