import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { environmentPort } from '../../src/local/choose-ports.ts';
import { candidatePorts } from '../../src/local-beanstalk/balancer/ports.ts';
import { claimPort } from '../../src/local-beanstalk/base/port-claims.ts';
import { freePort } from '../../src/local-beanstalk/base/free-port.ts';
import { statePaths } from '../../src/local-beanstalk/base/state.ts';
import { temporaryFolder } from '../system/temporary-folder.ts';

let folder: string;
let first: number;
beforeEach(async () => {
  vi.stubEnv('XDG_STATE_HOME', temporaryFolder());
  folder = temporaryFolder();
  first = await freePort(21_000);
  mkdirSync(statePaths(folder).store, { recursive: true });
  claimPort(folder, first);
});

function record(ports: Record<string, number>): void {
  const path = join(statePaths(folder).store, 'balancer-ports.json');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(ports));
}

test('the first environment has the first port, also before it exists', async () => {
  expect(await environmentPort(folder, first, 'prod')).toBe(first);
  record({ prod: first });
  expect(await environmentPort(folder, first, 'prod')).toBe(first);
});

test('another environment has its own port, the one that the server chooses', async () => {
  const ports = { prod: first };
  record(ports);
  const stage = await environmentPort(folder, first, 'stage');
  expect(stage).toBeGreaterThan(first);
  const options = { ports: { value: ports, keep: () => undefined }, firstPort: first };
  expect([...candidatePorts(options, 'stage')]).toContain(stage);
  record({ ...ports, stage });
  expect(await environmentPort(folder, first, 'stage')).toBe(stage);
});

test('the port of another project is not chosen', async () => {
  record({ prod: first });
  const other = temporaryFolder();
  mkdirSync(statePaths(other).folder, { recursive: true });
  expect(claimPort(other, first + 1)).toBe(true);
  expect(await environmentPort(folder, first, 'stage')).toBeGreaterThan(first + 1);
});
