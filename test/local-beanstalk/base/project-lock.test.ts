import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { lockHolder, takeLock } from '../../../src/local-beanstalk/base/project-lock.ts';
import { temporaryFolder } from '../../system/temporary-folder.ts';

test('one holder at a time, by project and name', async () => {
  const folder = temporaryFolder();
  const taken = await Promise.all(Array.from({ length: 20 }, () => takeLock(folder, 'server')));
  expect(taken.filter((lock) => lock !== undefined)).toHaveLength(1);
  expect(await lockHolder(folder, 'server')).toBe(process.pid);
  const [start, other] = [await takeLock(folder, 'start'), await takeLock(temporaryFolder(), 'server')];
  expect([start, other]).not.toContain(undefined);
  for (const lock of [...taken, start, other]) await lock?.release();
  expect(await lockHolder(folder, 'server')).toBeUndefined();
  const again = await takeLock(folder, 'server');
  expect(again).toBeDefined();
  await again?.release();
});

test('a killed holder leaves nothing behind', async () => {
  const folder = temporaryFolder();
  const holder = spawn(
    process.execPath,
    ['node_modules/jiti/lib/jiti-cli.mjs', 'test/local-beanstalk/base/hold-lock.ts', folder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(holder.stdout, 'data');
  expect(await takeLock(folder, 'server')).toBeUndefined();
  expect(await lockHolder(folder, 'server')).toBe(holder.pid);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const lock = await takeLock(folder, 'server');
  expect(lock).toBeDefined();
  await lock?.release();
});
