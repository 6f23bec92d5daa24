import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { freePort, isFree } from '../../../src/local-beanstalk/base/free-port.ts';
import { findServer, stopServer } from '../../../src/local-beanstalk/machine/server-process.ts';
import {
  provideSecrets,
  readSecret,
  readSecrets,
  secretArn,
} from '../../../src/local-beanstalk/identity/project-secrets.ts';
import { readSettings, statePaths, writeSettings } from '../../../src/local-beanstalk/base/state.ts';
import { readLocalTarget } from '../../../src/local/target.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(`${tmpdir()}/kc-eb-state-`);
  await mkdir(statePaths(folder).folder, { recursive: true });
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const settings = () => ({
  project: '0123abcd',
  projectFolder: folder,
  apiPort: 4599,
  balancerPort: 8080,
  pace: 10,
});

test.each([
  ['of a process that has ended', '4194999'],
  ['of another program', String(process.pid)],
  ['that is not a number', 'rubbish'],
])('a pid file %s is ignored', async (_title, text) => {
  await writeFile(statePaths(folder).pid, text);
  expect(await findServer(folder)).toBeUndefined();
  expect(await stopServer(folder)).toBe(false);
});

test('stopServer rejects with an error for the server of another user', async () => {
  const server = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', folder], { stdio: 'ignore' });
  await writeFile(statePaths(folder).pid, `${server.pid ?? 0}`);
  await vi.waitFor(async () => {
    expect(await findServer(folder)).toBe(server.pid);
  });
  const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error('kill EPERM'), { code: 'EPERM', syscall: 'kill' });
  });
  try {
    await expect(stopServer(folder)).rejects.toMatchObject({
      kind: 'local',
      message: expect.stringContaining(`${server.pid ?? 0}`) as unknown,
      hint: expect.stringContaining('kc-eb local stop') as unknown,
    });
  } finally {
    kill.mockRestore();
    server.kill();
  }
});

test('a command with --local fails without a server, and the hint starts one', async () => {
  await expect(readLocalTarget(folder, 'id')).rejects.toMatchObject({
    kind: 'local',
    hint: 'Run kc-eb local start.',
  });
  await writeSettings(settings());
  await expect(readLocalTarget(folder, 'id')).rejects.toMatchObject({ kind: 'local' });
});

test('settings are read as they were written', async () => {
  expect(readSettings(folder)).toBeUndefined();
  await writeSettings(settings());
  expect(readSettings(folder)).toEqual(settings());
});

test('a port in use is not free, and freePort skips it', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await isFree(port)).toBe(false);
  expect(await freePort(port)).toBeGreaterThan(port);
  server.close();
});

test("secrets stay the same, are the owner's alone, and hold a dollar sign", async () => {
  const { secrets } = statePaths(folder);
  await provideSecrets(secrets);
  const first = await readSecret(secrets, 'database-password');
  await provideSecrets(secrets);
  expect(await readSecret(secrets, 'database-password')).toBe(first);
  expect(first).toMatch(/^[\w-]{16}\$x$/);
  expect((await stat(secrets)).mode & 0o777).toBe(0o700);
  expect((await readSecrets(secrets)).get(secretArn('database-password'))).toBe(first);
});
