/** Finds a running Docker daemon. On Debian or Ubuntu, as root, installs and starts one. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { messageOf, UserError } from '../../base/user-error.ts';
import { pollUntil } from '../base/poll-until.ts';
import { type Docker, dockerCommand } from '../base/docker.ts';

/** The paths of kc-eb's own daemon, which keeps its images separate. */
const own = {
  folder: '/var/lib/kc-eb',
  dataRoot: '/var/lib/kc-eb/docker',
  pidFile: '/run/kc-eb-dockerd.pid',
  log: '/var/lib/kc-eb/dockerd.log',
};
const startTimeoutMs = 60_000;
const stopTimeoutMs = 60_000;

export interface EngineSetup {
  docker: Docker;
  /** e.g. "Docker 26.1.5". */
  description: string;
  /** kc-eb started the daemon, now or earlier. */
  ours: boolean;
  /** The daemon ran before. */
  already: boolean;
}

/** Uses a running daemon, or starts one. Throws UserError 'engine' when neither is possible. */
export async function provideEngine(onLine: (line: string) => void): Promise<EngineSetup> {
  if (process.platform !== 'linux') {
    throw new UserError('engine', `Local instances need Linux (this system: ${process.platform}).`, {
      hint: 'Run kc-eb local start --reporting-only for the API without instances.',
    });
  }
  const docker = dockerCommand();
  const found = await readVersion();
  if (found.version !== undefined) {
    return { docker, description: `Docker ${found.version}`, ours: await ownEngineRuns(), already: true };
  }
  if (process.getuid?.() !== 0) {
    throw new UserError('engine', `No Docker daemon answered: ${found.reason}`, {
      hint: 'Install and start Docker and add this user to the group docker, or run kc-eb as root.',
    });
  }
  if (!(await isOnPath('dockerd'))) await installDocker(onLine);
  // With systemd, the package starts its service.
  let version = (await readVersion()).version;
  const ours = version === undefined;
  version ??= await startDaemon(onLine);
  return { docker, description: `Docker ${version}`, ours, already: false };
}

/** Stops kc-eb's own daemon. Returns false when it does not run. */
export async function stopOwnEngine(): Promise<boolean> {
  const pid = await ownPid();
  if (pid === undefined) return false;
  process.kill(pid, 'SIGTERM');
  const ended = (): true | undefined => (existsSync(`/proc/${pid}`) ? undefined : true);
  if ((await pollUntil(ended, { everyMs: 200, timeoutMs: stopTimeoutMs })) === undefined) {
    throw new UserError('engine', `dockerd did not end within ${stopTimeoutMs / 1000} s: process ${pid}`, {
      hint: `Read its log: ${own.log}`,
    });
  }
  await rm(own.pidFile, { force: true });
  return true;
}

export async function ownEngineRuns(): Promise<boolean> {
  return (await ownPid()) !== undefined;
}

/** Installs Debian packages, showing apt's output. Throws UserError 'engine'. */
export async function installPackages(
  packages: readonly string[],
  onLine: (line: string) => void,
): Promise<void> {
  if (process.getuid?.() !== 0 || !(await isOnPath('apt-get'))) {
    throw new UserError(
      'engine',
      `Missing packages: ${packages.join(', ')}. Their installation needs root and apt-get.`,
      { hint: 'Install them, or use a machine that reaches an image registry.' },
    );
  }
  await runShowing('apt-get', ['update', '-q'], onLine);
  await runShowing('apt-get', ['install', '-qy', '--no-install-recommends', ...packages], onLine);
}

export async function isOnPath(program: string): Promise<boolean> {
  const { exitCode } = await execa('which', [program], { reject: false });
  return exitCode === 0;
}

async function installDocker(onLine: (line: string) => void): Promise<void> {
  await installPackages(['docker.io', 'iproute2', 'iptables', 'debootstrap'], onLine);
  // Newer releases have the client in a separate package.
  if (!(await isOnPath('docker'))) await installPackages(['docker-cli'], onLine);
}

async function runShowing(program: string, argv: string[], onLine: (line: string) => void): Promise<void> {
  const child = execa(program, argv, { all: true, env: { DEBIAN_FRONTEND: 'noninteractive' } });
  try {
    for await (const line of child.iterable({ from: 'all' })) onLine(line);
    await child;
  } catch (error) {
    throw new UserError('engine', `${program} ${argv.join(' ')} failed: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

async function readVersion(): Promise<{ version?: string; reason?: string }> {
  try {
    const version = await dockerCommand().run(['version', '--format', '{{.Server.Version}}']);
    return { version };
  } catch (error) {
    if (error instanceof UserError) return { reason: error.message };
    throw error;
  }
}

async function startDaemon(onLine: (line: string) => void): Promise<string> {
  mkdirSync(own.folder, { recursive: true });
  onLine(`starting dockerd, data in ${own.dataRoot}, log in ${own.log}`);
  const log = openSync(own.log, 'a');
  spawn('dockerd', ['--data-root', own.dataRoot, '--pidfile', own.pidFile], {
    detached: true,
    stdio: ['ignore', log, log],
  }).unref();
  closeSync(log);
  const read = async () => (await readVersion()).version;
  const version = await pollUntil(read, { everyMs: 300, timeoutMs: startTimeoutMs });
  if (version !== undefined) return version;
  const { reason } = await readVersion();
  const last = (await readFile(own.log, 'utf8')).trim().split('\n').slice(-5).join('\n');
  throw new UserError(
    'engine',
    `dockerd did not answer within ${startTimeoutMs / 1000} s: ${reason}\n${last}`,
    { hint: `Read its log: ${own.log}` },
  );
}

/** The process in the pid file; undefined unless it is a dockerd. */
async function ownPid(): Promise<number | undefined> {
  try {
    const pid = Number.parseInt(await readFile(own.pidFile, 'utf8'), 10);
    const command = await readFile(join('/proc', String(pid), 'comm'), 'utf8');
    return command.trim() === 'dockerd' ? pid : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
