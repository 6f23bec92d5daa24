/** Finds a Docker that answers; on a bare Debian or Ubuntu, as root, installs and starts one. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { messageOf, UserError } from '../../base/user-error.ts';
import { type Docker, dockerCommand } from '../base/docker.ts';

/** A daemon of our own keeps its images apart from those of any other. */
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
  /** We started its daemon, now or at an earlier start. */
  ours: boolean;
  /** There was nothing to do. */
  already: boolean;
}

/** Throws UserError 'engine' when none can be had. A daemon that runs already is used as it is. */
export async function provideEngine(onLine: (line: string) => void): Promise<EngineSetup> {
  if (process.platform !== 'linux') {
    throw new UserError('engine', `Local instances need Linux; this is ${process.platform}.`, {
      hint: 'kc-eb local start --reporting-only runs the API without instances.',
    });
  }
  const docker = dockerCommand();
  const found = await askVersion();
  if (found.version !== undefined) {
    return { docker, description: `Docker ${found.version}`, ours: await weStartedIt(), already: true };
  }
  if (process.getuid?.() !== 0) {
    throw new UserError('engine', `No Docker daemon answers: ${found.reason}`, {
      hint: 'Install and start Docker and let this user use it (group docker), or run kc-eb as root.',
    });
  }
  if (!(await isOnPath('dockerd'))) await installDocker(onLine);
  // With systemd, the package has started its service.
  let version = (await askVersion()).version;
  const ours = version === undefined;
  version ??= await startDaemon(onLine);
  return { docker, description: `Docker ${version}`, ours, already: false };
}

/** Stops the daemon if it is the one we started; true when it did. */
export async function stopOwnEngine(): Promise<boolean> {
  const pid = await ownPid();
  if (pid === undefined) return false;
  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + stopTimeoutMs;
  while (existsSync(`/proc/${pid}`)) {
    if (Date.now() > deadline) {
      throw new UserError(
        'engine',
        `dockerd (process ${pid}) has not ended ${stopTimeoutMs / 1000} s after SIGTERM.`,
        {
          hint: `Its log is ${own.log}.`,
        },
      );
    }
    await sleep(200);
  }
  await rm(own.pidFile, { force: true });
  return true;
}

export async function weStartedIt(): Promise<boolean> {
  return (await ownPid()) !== undefined;
}

/** Installs Debian packages, showing apt's output. Throws UserError 'engine'. */
export async function installPackages(
  packages: readonly string[],
  onLine: (line: string) => void,
): Promise<void> {
  if (process.getuid?.() !== 0 || !(await isOnPath('apt-get'))) {
    throw new UserError('engine', `${packages.join(', ')} must be installed, which needs root and apt-get.`, {
      hint: 'Install them, or start Docker on a machine that reaches an image registry.',
    });
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
  // Newer releases keep the client in a package of its own.
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

async function askVersion(): Promise<{ version?: string; reason?: string }> {
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
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    const { version, reason } = await askVersion();
    if (version !== undefined) return version;
    if (Date.now() > deadline) {
      const last = (await readFile(own.log, 'utf8')).trim().split('\n').slice(-5).join('\n');
      throw new UserError(
        'engine',
        `dockerd does not answer after ${startTimeoutMs / 1000} s: ${reason}\n${last}`,
        {
          hint: `Its whole log is ${own.log}.`,
        },
      );
    }
    await sleep(300);
  }
}

/** The process of the pid file, if it still is a dockerd. */
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
