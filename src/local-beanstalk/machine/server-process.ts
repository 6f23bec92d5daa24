/** The server process: starts it in the background, finds it, ends it. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { UserError } from '../../base/user-error.ts';
import { packageFile } from '../../package.ts';
import { projectHeader } from '../http/listen.ts';
import { openOwnLog } from '../base/own-file.ts';
import { pollUntil } from '../base/poll-until.ts';
import { lockHolder } from '../base/project-lock.ts';
import { projectHash, statePaths } from '../base/state.ts';

const mainModule = packageFile('dist/local-beanstalk.js');
const startTimeoutMs = 120_000;
const stopTimeoutMs = 60_000;
const answerTimeoutMs = 2_000;
const everyMs = 100;

/** Process id of the server; undefined when it does not run. Ignores a stale pid file, and finds a server without one. */
export async function findServer(projectFolder: string): Promise<number | undefined> {
  const pid = await readPid(statePaths(projectFolder).pid);
  if (pid === undefined) return lockHolder(projectFolder, 'server');
  // Systems reuse process ids: the command line must be that of the server.
  const command = await readIfPresent(`/proc/${pid}/cmdline`);
  const ours =
    command === undefined ? isAlive(pid) && process.platform !== 'linux' : command.includes(projectFolder);
  return ours ? pid : lockHolder(projectFolder, 'server');
}

/** Resolves when the server answers on `port`. Throws UserError 'local' with the end of its log. */
export async function startServer(projectFolder: string, port: number): Promise<void> {
  const paths = statePaths(projectFolder);
  mkdirSync(paths.folder, { recursive: true });
  const log = openOwnLog(paths.log);
  // Stacks in its log name src/….
  const child = spawn(process.execPath, ['--enable-source-maps', mainModule, projectFolder], {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: projectFolder,
  });
  closeSync(log);
  child.unref();
  if (child.pid === undefined)
    throw new UserError('local', `Node.js could not be started: ${process.execPath}`);
  const state = await pollUntil(
    async () => {
      if (child.exitCode !== null) return 'ended';
      return (await answers(port, projectHash(projectFolder))) ? 'ready' : undefined;
    },
    { everyMs, timeoutMs: startTimeoutMs },
  );
  if (state === 'ready') return;
  const last = ((await readIfPresent(paths.log)) ?? '').trim().split('\n').slice(-12).join('\n');
  const failure = child.exitCode === null ? 'did not answer' : `ended with exit code ${child.exitCode}`;
  throw new UserError('local', `The local server ${failure}. Last lines of its log:\n${last}`, {
    hint: `Read the log: ${paths.log}`,
  });
}

/** Returns true when the server ran. */
export async function stopServer(projectFolder: string): Promise<boolean> {
  const pid = await findServer(projectFolder);
  const { pid: pidFile, log } = statePaths(projectFolder);
  if (pid !== undefined) {
    sendSigterm(pid);
    const ended = (): true | undefined => (isAlive(pid) ? undefined : true);
    if ((await pollUntil(ended, { everyMs, timeoutMs: stopTimeoutMs })) === undefined) {
      throw new UserError('local', `The local server did not end after SIGTERM: process ${pid}`, {
        hint: `Read the log (${log}), or run kill -9 ${pid}.`,
      });
    }
  }
  await rm(pidFile, { force: true });
  return pid !== undefined;
}

function sendSigterm(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // It has just ended.
    if (code === 'ESRCH') return;
    if (code !== 'EPERM') throw error;
    throw new UserError('local', `The local server belongs to another user: process ${pid}`, {
      hint: 'Run kc-eb local stop as that user.',
      cause: error,
    });
  }
}

/** True when this project's server answers, not one of another project on the same port. */
async function answers(port: number, project: string): Promise<boolean> {
  try {
    const url = `http://127.0.0.1:${port}/`;
    const { headers } = await fetch(url, { signal: AbortSignal.timeout(answerTimeoutMs) });
    return headers.get(projectHeader) === project;
  } catch {
    return false;
  }
}

async function readPid(path: string): Promise<number | undefined> {
  const pid = Number.parseInt((await readIfPresent(path)) ?? '', 10);
  return Number.isNaN(pid) ? undefined : pid;
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
