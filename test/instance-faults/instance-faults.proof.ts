/**
 * Faults of container instances: the results of status and verify, the number of failed requests, and the recovery of
 * the cluster. `npm run test:instances` prints a table at the end.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alignColumns } from '../../src/base/table.ts';
import type { Verdict } from '../../src/cluster/verdict.ts';
import { dockerCommand } from '../../src/local-beanstalk/base/docker.ts';
import type { EnvironmentStatus } from '../../src/cluster/status.ts';
import { LocalProject } from '../real-cluster/local-project.ts';
import { Instances } from './instances.ts';
import { startRequestLoop } from '../real-cluster/request-loop.ts';

const docker = dockerCommand();
const rows: string[][] = [['FAULT', 'STATUS', 'VERIFY', 'AFTER', 'WHOLE AGAIN', 'REQUESTS', 'FAILED']];
/** JGroups suspects a silent node within a minute; the next heartbeat shows it. */
const settleMs = 90_000;
const wholeWithinMs = 300_000;

let project: LocalProject;
let instances: Instances;

beforeAll(async () => {
  project = await LocalProject.start(['--keycloak', '26.7.3'], ['--instance-disk', '4g']);
  await project.deploy();
  instances = new Instances(project);
});

afterAll(async () => {
  process.stderr.write(`\n${alignColumns(rows)}\n`);
  await project.end();
});

/** Causes a fault, observes it, repairs it, and waits until verify succeeds. */
async function suffer(
  title: string,
  { inject, settle = 0, heal }: { inject: () => Promise<void>; settle?: number; heal: () => Promise<void> },
): Promise<{ status: EnvironmentStatus; verdict: Verdict; failed: Record<string, number> }> {
  const endLoop = startRequestLoop(`${project.url}/realms/master`);
  await inject();
  await sleep(settle);
  const status = await instances.status();
  const began = Date.now();
  const verdict = await verify();
  const verified = seconds(began);
  await heal();
  const healed = Date.now();
  while (!(await verify()).ok) {
    if (Date.now() - healed > wholeWithinMs)
      throw new Error(`${title}: not one cluster after ${seconds(healed)}`);
  }
  const whole = seconds(healed);
  const { requests, failures } = await endLoop();
  rows.push([
    title,
    `${status.color ?? '-'}, ${status.oneCluster ? 'one cluster' : 'not one cluster'}`,
    verdict.ok ? 'one cluster' : (verdict.cause ?? '-'),
    verified,
    whole,
    String(requests),
    JSON.stringify(failures),
  ]);
  return { status, verdict, failed: failures };
}

test('an instance is killed', async () => {
  const [victim = ''] = await instances.ids();
  const { verdict } = await suffer('instance killed', {
    inject: async () => {
      await docker.run(['kill', instances.container(victim)]);
    },
    heal: async () => {
      // The Auto Scaling group has launched another.
      expect(await instances.ids()).not.toContain(victim);
      await Promise.resolve();
    },
  });
  expect(verdict.ok).toBe(true);
});

test('an instance is cut off from the other, and the network heals', async () => {
  let mend: () => Promise<void> = () => Promise.resolve();
  const { status, verdict } = await suffer('network cut', {
    inject: async () => {
      mend = await instances.cutApart();
    },
    settle: settleMs,
    heal: () => mend(),
  });
  expect(status.oneCluster).toBe(false);
  expect(verdict.cause).toBe('split');
});

test('the database restarts', async () => {
  await suffer('database restarted', {
    inject: async () => {
      await docker.run(['restart', `kc-eb-${instances.settings.project}-postgres`]);
    },
    heal: () => Promise.resolve(),
  });
});

test('the disk of an instance is full: the service continues, a deployment fails, and the next one succeeds', async () => {
  const [one = ''] = await instances.ids();
  const shell = (script: string) => docker.attempt(['exec', instances.container(one), 'sh', '-c', script]);
  await suffer('disk full', {
    inject: async () => {
      await shell('dd if=/dev/zero of=/var/lib/docker/fill bs=1M');
    },
    heal: () => Promise.resolve(),
  });
  await mkdir(join(project.folder, 'themes/mine/login'), { recursive: true });
  await writeFile(join(project.folder, 'themes/mine/login/theme.properties'), 'parent=keycloak\n');
  const endLoop = startRequestLoop(`${project.url}/realms/master`);
  const began = Date.now();
  const { exitCode } = await project.attempt(['deploy', '--local'], [0, 6, 7]);
  const deployed = seconds(began);
  await shell('rm /var/lib/docker/fill');
  const healed = Date.now();
  const { verdict } = await project.deploy();
  const whole = seconds(healed);
  const { requests, failures } = await endLoop();
  rows.push([
    ...['disk full: deploy', '-', `exit code ${exitCode}`, deployed, whole],
    ...[String(requests), JSON.stringify(failures)],
  ]);
  expect(exitCode).toBe(6);
  expect(verdict.ok).toBe(true);
});

async function verify(): Promise<Verdict> {
  const { results } = await project.attempt(['verify', '--local'], [0, 7, 12]);
  return results[0] as Verdict;
}

function seconds(since: number): string {
  return `${Math.round((Date.now() - since) / 1000)} s`;
}
