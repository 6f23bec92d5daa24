import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { choosePorts } from '../../src/local/choose-ports.ts';
import { freePort } from '../../src/local-beanstalk/base/free-port.ts';
import { statePaths } from '../../src/local-beanstalk/base/state.ts';
import { temporaryFolder } from '../system/temporary-folder.ts';

test.each([
  { taken: 'apiPort', flag: '--port' },
  { taken: 'balancerPort', flag: 'local reset --yes' },
] as const)('a stopped project whose $taken is taken names $flag, which works', async ({ taken, flag }) => {
  vi.stubEnv('XDG_STATE_HOME', temporaryFolder());
  const folder = temporaryFolder();
  const apiPort = await freePort(23_000);
  const before = { apiPort, balancerPort: await freePort(apiPort + 1) };
  mkdirSync(statePaths(folder).store, { recursive: true });
  const record = join(statePaths(folder).store, 'balancer-ports.json');
  writeFileSync(record, JSON.stringify({ 'id-prod': before.balancerPort }));
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(before[taken], '127.0.0.1', resolve));
  try {
    await expect(choosePorts(folder, before, undefined)).rejects.toMatchObject({
      ...{ kind: 'local', hint: expect.stringContaining(flag) as string },
    });
    if (taken === 'apiPort') {
      const port = await freePort(before.balancerPort + 1);
      expect(await choosePorts(folder, before, port)).toEqual({ ...before, apiPort: port });
    }
    // After the reset.
    writeFileSync(record, '{}');
    expect((await choosePorts(folder, before, undefined))[taken]).not.toBe(before[taken]);
  } finally {
    other.close();
  }
});
