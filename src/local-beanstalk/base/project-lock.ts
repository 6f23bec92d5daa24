/**
 * An exclusive lock that ends with its process, however that ends. It is a listening socket: Linux has a name space for
 * them, Windows has pipes, and elsewhere a file remains, which a connection proves to be stale.
 */
import { createConnection, createServer, type Server } from 'node:net';
import { rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { projectHash } from './state.ts';

/** start: one `kc-eb local start` prepares the project. server: one server writes its state. */
type LockName = 'start' | 'server';

export interface ProjectLock {
  release(): Promise<void>;
}

/** undefined when another process holds it. */
export async function takeLock(projectFolder: string, name: LockName): Promise<ProjectLock | undefined> {
  const address = addressOf(projectFolder, name);
  const server = createServer((socket) => socket.on('error', () => undefined).end(String(process.pid)));
  if (await listens(server, address)) return release(server);
  if (isFile(address) && (await lockHolder(projectFolder, name)) === undefined) {
    rmSync(address, { force: true });
    if (await listens(server, address)) return release(server);
  }
  return undefined;
}

/** Process id of the holder; undefined when the lock is free. */
export async function lockHolder(projectFolder: string, name: LockName): Promise<number | undefined> {
  const socket = createConnection(addressOf(projectFolder, name));
  socket.setTimeout(2_000, () => socket.destroy());
  try {
    const pid = Number.parseInt(await text(socket), 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

function addressOf(projectFolder: string, name: LockName): string {
  const id = `kc-eb-${userInfo().uid}-${projectHash(projectFolder)}-${name}`;
  if (process.platform === 'linux') return `\0${id}`;
  return process.platform === 'win32' ? String.raw`\\.\pipe\${id}` : join(tmpdir(), `${id}.lock`);
}

function isFile(address: string): boolean {
  return !['linux', 'win32'].includes(process.platform) && address !== '';
}

function listens(server: Server, address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    };
    server.once('error', failed);
    server.listen(address, () => {
      server.off('error', failed);
      // The lock alone does not keep a process alive.
      server.unref();
      resolve(true);
    });
  });
}

function release(server: Server): ProjectLock {
  return {
    release: () =>
      new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      ),
  };
}
