import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, expect, test, vi } from 'vitest';
import { claimPort, portOwner } from '../../../src/local-beanstalk/base/port-claims.ts';
import { statePaths } from '../../../src/local-beanstalk/base/state.ts';
import { temporaryFolder } from '../../system/temporary-folder.ts';

let home: string;
beforeEach(() => {
  home = temporaryFolder();
  vi.stubEnv('XDG_STATE_HOME', home);
});

function project(): string {
  const folder = temporaryFolder();
  mkdirSync(statePaths(folder).folder, { recursive: true });
  return folder;
}

test('a port has one owner, until the state of its project is gone', () => {
  const [one, two] = [project(), project()];
  expect(claimPort(one, 4599)).toBe(true);
  expect(claimPort(one, 4599)).toBe(true);
  expect(claimPort(two, 4599)).toBe(false);
  expect(portOwner(4599)).toBe(one);
  expect(claimPort(two, 4600)).toBe(true);

  rmSync(statePaths(one).folder, { recursive: true });
  expect(portOwner(4599)).toBeUndefined();
  expect(claimPort(two, 4599)).toBe(true);
  expect(portOwner(4599)).toBe(two);
  expect(readdirSync(join(home, 'kc-eb', 'ports')).sort()).toEqual(['4599', '4600']);
});

test('processes that claim a port at once: one gets it', async () => {
  const module = new URL('../../../src/local-beanstalk/base/port-claims.ts', import.meta.url).pathname;
  const script = join(home, 'claim.mjs');
  writeFileSync(
    script,
    `import { createJiti } from ${JSON.stringify(import.meta.resolve('jiti'))};
    const { claimPort } = await createJiti(import.meta.url).import(${JSON.stringify(module)});
    console.log(claimPort(process.argv[2], 8080));`,
  );
  const claims = Array.from({ length: 3 }, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [script, project()]);
    return stdout.trim();
  });
  expect((await Promise.all(claims)).sort()).toEqual(['false', 'false', 'true']);
});
