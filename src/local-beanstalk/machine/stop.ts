/** Stops Local Beanstalk of a project, or deletes it with its state. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { UserError } from '../../base/user-error.ts';
import { stopServer } from './server-process.ts';
import { type Docker, dockerCommand } from '../base/docker.ts';
import { provideEngine, stopOwnEngine } from './engine-setup.ts';
import { projectLabel } from '../base/labels.ts';
import { requireOwnFolder } from '../base/own-file.ts';
import { projectHash, readSettings, statePaths } from '../base/state.ts';

export interface Stopped {
  /** The server ran. */
  server: boolean;
  /** Containers that ran. */
  containers: number;
  /** kc-eb's own Docker daemon was stopped. */
  engine: boolean;
}

interface Engine {
  docker: Docker;
  /** Starts a daemon where none runs. */
  provide: (onLine: (line: string) => void) => Promise<unknown>;
  /** Stops kc-eb's own daemon. */
  stop: () => Promise<boolean>;
}

const ofMachine: Engine = { docker: dockerCommand(), provide: provideEngine, stop: stopOwnEngine };

/** Stops the server, the containers and kc-eb's own Docker daemon. State and data stay. */
export async function stopLocal(projectFolder: string, engine = ofMachine): Promise<Stopped> {
  requireOwnFolder(statePaths(projectFolder).folder);
  const server = await stopServer(projectFolder);
  const { docker } = engine;
  if (!(await daemonAnswers(docker))) return { server, containers: 0, engine: false };
  const ids = await list(docker, ['ps', '--quiet', '--filter', ofProject(projectFolder)]);
  if (ids.length > 0) await docker.run(['stop', ...ids]);
  const isUser = ids.length > 0 || mayHaveStartedEngine(projectFolder);
  return { server, containers: ids.length, engine: isUser && (await stopEngineUnlessUsed(engine)) };
}

export interface Removed {
  containers: number;
  volumes: number;
  networks: number;
}

/** Deletes containers, volumes, networks and the state folder. Images stay. */
export async function resetLocal(
  projectFolder: string,
  onLine: (line: string) => void,
  engine = ofMachine,
): Promise<Removed> {
  requireOwnFolder(statePaths(projectFolder).folder);
  await stopServer(projectFolder);
  // A stopped daemon may hold containers of this project. A failed start leaves no settings.
  const needed = usesContainers(projectFolder);
  if (needed) await engine.provide(onLine);
  const answers = needed || (await daemonAnswers(engine.docker));
  const removed = answers
    ? await removeSurely(engine, ofProject(projectFolder), onLine)
    : { containers: 0, volumes: 0, networks: 0 };
  const isUser = removed.containers > 0 || mayHaveStartedEngine(projectFolder);
  if (answers && isUser) await stopEngineUnlessUsed(engine);
  await rm(statePaths(projectFolder).folder, { recursive: true, force: true });
  return removed;
}

/**
 * Whether kc-eb's own daemon may run for this project. It does not for one that only reports, or that never started: then
 * another project may be building an image with it. A failed start leaves a folder without settings.
 */
function mayHaveStartedEngine(projectFolder: string): boolean {
  const { settings, folder } = statePaths(projectFolder);
  return usesContainers(projectFolder) || (existsSync(folder) && !existsSync(settings));
}

/** False for invalid settings, which are deleted too. */
function usesContainers(projectFolder: string): boolean {
  try {
    return readSettings(projectFolder)?.containers !== undefined;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** Another project's reset may stop kc-eb's own daemon in the middle: none of its containers runs by then. */
async function removeSurely(
  { docker, provide }: Engine,
  label: string,
  onLine: (line: string) => void,
): Promise<Removed> {
  try {
    return await removeAll(docker, label);
  } catch (error) {
    if (!(error instanceof UserError) || (await daemonAnswers(docker))) throw error;
    await provide(onLine);
    return removeAll(docker, label);
  }
}

async function removeAll(docker: Docker, label: string): Promise<Removed> {
  const filter = ['--quiet', '--filter', label];
  const containers = await list(docker, ['ps', '--all', ...filter]);
  if (containers.length > 0) await docker.run(['rm', '--force', '--volumes', ...containers]);
  const volumes = await list(docker, ['volume', 'ls', ...filter]);
  if (volumes.length > 0) await docker.run(['volume', 'rm', '--force', ...volumes]);
  const networks = await list(docker, ['network', 'ls', ...filter]);
  if (networks.length > 0) await docker.run(['network', 'rm', ...networks]);
  return { containers: containers.length, volumes: volumes.length, networks: networks.length };
}

/** Another project may use kc-eb's own daemon. */
async function stopEngineUnlessUsed({ docker, stop }: Engine): Promise<boolean> {
  const running = await list(docker, ['ps', '--quiet']);
  return running.length === 0 && (await stop());
}

async function daemonAnswers(docker: Docker): Promise<boolean> {
  try {
    await docker.run(['version']);
    return true;
  } catch (error) {
    // Includes a missing docker program.
    if (error instanceof UserError) return false;
    throw error;
  }
}

function ofProject(projectFolder: string): string {
  return `label=${projectLabel(projectHash(projectFolder))}`;
}

async function list(docker: Docker, argv: readonly string[]): Promise<string[]> {
  const stdout = await docker.run(argv);
  return stdout.split('\n').filter((line) => line !== '');
}
