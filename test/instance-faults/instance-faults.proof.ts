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
import { containerName } from '../../src/local-beanstalk/instances/boot.ts';
import { readSettings } from '../../src/local-beanstalk/base/state.ts';
import type { EnvironmentStatus } from '../../src/cluster/status.ts';
import { LocalProject } from '../real-cluster/local-project.ts';
import { startRequestLoop } from '../real-cluster/request-loop.ts';

const docker = dockerCommand();
const rows: string[][] = [['FAULT', 'STATUS', 'VERIFY', 'AFTER', 'WHOLE AGAIN', 'REQUESTS', 'FAILED']];
/** JGroups suspects a silent node and merges parts within a minute. */
const settleMs = 45_000;
const wholeWithinMs = 300_000;

let project: LocalProject;

beforeAll(async () => {
  project = await LocalProject.start(['--keycloak', '26.7.3'], ['--instance-disk', '4g']);
  await project.deploy();
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
  const status = await readStatus();
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
  const [victim = ''] = await instances();
  const { verdict } = await suffer('instance killed', {
    inject: async () => {
      await docker.run(['kill', container(victim)]);
    },
    heal: async () => {
      // The Auto Scaling group has launched another.
      expect(await instances()).not.toContain(victim);
      await Promise.resolve();
    },
  });
  expect(verdict.ok).toBe(true);
});

test('an instance is cut off from the other, and the network heals', async () => {
  const [one = '', other = ''] = await instances();
  const address = (await docker.run(['inspect', '--format', addressFormat, container(other)])).trim();
  const rules = [
    ['INPUT', '--source', address],
    ['OUTPUT', '--destination', address],
  ];
  const filter = async (verb: string) => {
    for (const [chain = '', ...match] of rules) {
      await docker.run(['exec', container(one), 'iptables', verb, chain, ...match, '--jump', 'DROP']);
    }
  };
  const { status, verdict } = await suffer('network cut', {
    inject: () => filter('--insert'),
    settle: settleMs,
    heal: () => filter('--delete'),
  });
  expect(status.oneCluster).toBe(false);
  expect(verdict.cause).toBe('split');
});

test('the database restarts', async () => {
  await suffer('database restarted', {
    inject: async () => {
      await docker.run(['restart', `kc-eb-${settings().project}-postgres`]);
    },
    heal: () => Promise.resolve(),
  });
});

test('the disk of an instance is full: the service continues, a deployment fails, and the next one succeeds', async () => {
  const [one = ''] = await instances();
  const shell = (script: string) => docker.attempt(['exec', container(one), 'sh', '-c', script]);
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

const addressFormat = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';

async function readStatus(): Promise<EnvironmentStatus> {
  const [status] = await project.kcEb('status', '--local');
  return status as EnvironmentStatus;
}

async function instances(): Promise<string[]> {
  return (await readStatus()).instances.map(({ id }) => id);
}

async function verify(): Promise<Verdict> {
  const { results } = await project.attempt(['verify', '--local'], [0, 7]);
  return results[0] as Verdict;
}

function settings() {
  const found = readSettings(project.folder);
  if (found === undefined) throw new Error('Local Beanstalk was not started');
  return found;
}

function container(id: string): string {
  return containerName(settings().project, id);
}

function seconds(since: number): string {
  return `${Math.round((Date.now() - since) / 1000)} s`;
}
