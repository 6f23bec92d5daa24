/** The server process: starting it in the background, finding it, ending it. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../base/user-error.ts';
import { projectHeader } from '../http/listen.ts';
import { projectHash, statePaths } from '../base/state.ts';

const mainModule = fileURLToPath(new URL('../../../dist/local-beanstalk/main.js', import.meta.url));
const startTimeoutMs = 120_000;
const stopTimeoutMs = 60_000;
const answerTimeoutMs = 2_000;

/** Process id of the server; undefined when none runs. A stale pid file counts for nothing. */
export async function findServer(projectFolder: string): Promise<number | undefined> {
  const pid = await readPid(statePaths(projectFolder).pid);
  if (pid === undefined) return undefined;
  // Process ids are used again: it must be ours by its command line.
  const command = await readIfThere(`/proc/${pid}/cmdline`);
  const ours =
    command === undefined ? isAlive(pid) && process.platform !== 'linux' : command.includes(projectFolder);
  return ours ? pid : undefined;
}

/** Resolves when the server answers on `port`. Throws UserError 'local' with the end of its log. */
export async function startServer(projectFolder: string, port: number): Promise<void> {
  const paths = statePaths(projectFolder);
  mkdirSync(paths.folder, { recursive: true });
  const log = openSync(paths.log, 'a');
  const child = spawn(process.execPath, [mainModule, projectFolder], {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: projectFolder,
  });
  closeSync(log);
  child.unref();
  if (child.pid === undefined) throw new UserError('local', `${process.execPath} could not be started.`);
  await writeFile(paths.pid, `${child.pid}\n`);
  const deadline = Date.now() + startTimeoutMs;
  while (!(await answers(port, projectHash(projectFolder)))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      const last = ((await readIfThere(paths.log)) ?? '').trim().split('\n').slice(-12).join('\n');
      const what = child.exitCode === null ? 'does not answer' : `ended with exit code ${child.exitCode}`;
      throw new UserError('local', `The local server ${what}. Its last lines:\n${last}`, {
        hint: `Its whole log is ${paths.log}.`,
      });
    }
    await sleep(100);
  }
}

/** True when one ran. */
export async function stopServer(projectFolder: string): Promise<boolean> {
  const pid = await findServer(projectFolder);
  const { pid: pidFile, log } = statePaths(projectFolder);
  if (pid !== undefined) {
    askToEnd(pid);
    const deadline = Date.now() + stopTimeoutMs;
    while (isAlive(pid)) {
      if (Date.now() > deadline) {
        throw new UserError('local', `The local server (process ${pid}) has not ended after SIGTERM.`, {
          hint: `Its log is ${log}; kill -9 ${pid} ends it.`,
        });
      }
      await sleep(100);
    }
  }
  await rm(pidFile, { force: true });
  return pid !== undefined;
}

function askToEnd(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // It has just ended by itself.
    if (code === 'ESRCH') return;
    if (code !== 'EPERM') throw error;
    throw new UserError('local', `The local server (process ${pid}) belongs to another user.`, {
      hint: 'Run kc-eb local stop as that user.',
      cause: error,
    });
  }
}

/** Does this project's server answer there? Another's may have taken the port a moment before. */
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
  const pid = Number.parseInt((await readIfThere(path)) ?? '', 10);
  return Number.isNaN(pid) ? undefined : pid;
}

async function readIfThere(path: string): Promise<string | undefined> {
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
