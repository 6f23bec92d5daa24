/** kc-eb's commands with real Keycloaks on container instances, from the first deploy on. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ProbeResult, Verdict } from '../../src/cluster/verdict.ts';
import { readCredentials } from '../../src/local-beanstalk/base/credentials.ts';
import { readSettings } from '../../src/local-beanstalk/base/state.ts';
import { healthPath } from '../../src/config/derived-values.ts';
import { hiddenTargets } from '../templates/hidden-paths.ts';
import { visitConsole } from './admin-console.ts';
import { findValues } from './find-values.ts';
import { LocalProject } from './local-project.ts';
import { leaksOf } from './operators-paths.ts';
import { startRequestLoop } from './request-loop.ts';

let project: LocalProject;
/** In each a value that is nowhere else. */
let secrets: Readonly<Record<string, string>>;
let image: string;

beforeAll(async () => {
  project = await LocalProject.start(['--keycloak', '26.7.3']);
  const local = async (path: string) => readFile(join(project.folder, '.kc-eb/local', path), 'utf8');
  secrets = {
    'database password': await local('secrets/database-password'),
    'admin password': await local('secrets/admin-password'),
    'AWS secret key': 'canary-aws-secret-key-51d0',
    'ECR token': (JSON.parse(await local('store/registry-login.json')) as { password: string }).password,
  };
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secrets['AWS secret key']);
  // Where docker login keeps what it was given.
  vi.stubEnv('DOCKER_CONFIG', join(project.folder, '.docker'));
});

afterAll(async () => {
  await project.end();
  vi.unstubAllEnvs();
});

test('deploy --local: two Keycloaks are one cluster, by CloudWatch and by use', async () => {
  const deployed = await project.deploy();
  const { verdict } = deployed;
  image = deployed.image;
  expect(deployed.nothingToDo).toBe(false);
  // Keycloak has said what the version is compatible with; the update below is then compared with it.
  expect(project.reporter.steps()).toContain('compatibility done');
  expect(verdict).toMatchObject({
    ok: true,
    probe: { outcome: 'passed', requests: 12 } satisfies Partial<ProbeResult>,
  });
  expect(verdict.instances).toHaveLength(2);
  for (const { address, view } of verdict.instances) {
    expect(address).toMatch(/^10\./);
    expect(view?.size).toBe(2);
  }
});

test('a browser logs in to the admin console on each node, and stays logged in on the other', async () => {
  const [{ instances }] = (await project.kcEb('verify', '--local', '--no-probe')) as [Verdict];
  const ids = instances.map(({ id }) => id);
  const visits = await visitConsole(project, ids, secrets['admin password'] ?? '');
  expect(visits.map(({ instance }) => instance)).toEqual(ids);
  for (const { instance, logins, asAdmin } of visits) {
    expect(logins).toMatchObject([{ instance, status: 302 }]);
    expect(new Set(asAdmin.map((request) => request.instance))).toEqual(new Set(ids));
    expect(new Set(asAdmin.map(({ status }) => status))).toEqual(new Set([200]));
  }
});

test('neither layers nor history nor configuration of the image hold a secret, nor the output of deploy', async () => {
  const layers = await findValues(secrets, ['save', image]);
  expect(layers.bytes).toBeGreaterThan(100_000_000);
  expect(layers.found).toEqual([]);
  expect((await findValues(secrets, ['history', '--no-trunc', image])).found).toEqual([]);
  expect((await findValues(secrets, ['inspect', image])).found).toEqual([]);
  const output = JSON.stringify(project.reporter.events);
  expect(Object.keys(secrets).filter((name) => output.includes(secrets[name] ?? ''))).toEqual([]);
});

test('the search finds a value that exists', async () => {
  const argv = ['version', '--format', secrets['database password'] ?? ''];
  expect((await findValues(secrets, argv)).found).toEqual(['database password']);
});

test('docker keeps the token of ECR by its own rules, as docker login does for everybody', async () => {
  const config = await readFile(join(project.folder, '.docker/config.json'), 'utf8');
  const { auths } = JSON.parse(config) as { auths: Record<string, { auth: string }> };
  expect(Object.values(auths).map(({ auth }) => Buffer.from(auth, 'base64').toString())).toEqual([
    `AWS:${secrets['ECR token'] ?? ''}`,
  ]);
});

test('the public health check returns up or down, without Keycloak’s checks', async () => {
  const answer = await fetch(`${project.url}${healthPath}`);
  expect([answer.status, await answer.text()]).toEqual([200, '']);
});

test('no spelling of a path reaches Keycloak’s metrics or checks', async () => {
  expect(await leaksOf(project.url, hiddenTargets(''))).toEqual([]);
});

test('logs has the view of every instance, as its awslogs driver shipped it', async () => {
  const lines = await keycloakLines('ISPN000094');
  expect(new Set(lines.map(({ instance }) => instance)).size).toBe(2);
  expect(lines.at(-1)?.message).toMatch(/ISPN000094: Received new cluster view .*\(2\) \[/);
});

test('each Keycloak advertises the address of its instance', async () => {
  const [verdict] = (await project.kcEb('verify', '--local', '--no-probe')) as [Verdict];
  const own = verdict.instances.map(({ id, address }) => [id, address]);
  const advertised = (await keycloakLines('ISPN000079')).map(({ instance, message }) => [
    instance,
    /physical addresses are `\[([\d.]+):7800\]`/.exec(message)?.[1],
  ]);
  expect(advertised.toSorted()).toEqual(own.toSorted());
});

async function keycloakLines(filter: string): Promise<{ instance: string; message: string }[]> {
  const flags = ['--local', '--service', 'keycloak', '--filter', filter, '--since', '15m'];
  return (await project.kcEb('logs', ...flags)) as { instance: string; message: string }[];
}

test('logs --follow shows each request once, whichever instance answered it', async () => {
  const ctrlC = new AbortController();
  const following = project.attempt(['logs', '--local', '--follow', '--service', 'nginx'], [0], ctrlC.signal);
  const asked = Array.from({ length: 100 }, (_, index) => `/realms/master?asked=${index}&`);
  for (const path of asked) await fetch(`${project.url}${path}`);
  // Long enough for the driver to ship the last of them, and for a second look at the same lines.
  await sleep(20_000);
  ctrlC.abort();
  const { results } = await following;
  const lines = results as readonly { instance: string; message: string }[];
  const shown = lines.flatMap(({ message }) => /GET (\S+asked=\d+&)/.exec(message)?.[1] ?? []);
  expect(shown.toSorted()).toEqual(asked.toSorted());
  expect(new Set(lines.map(({ instance }) => instance)).size).toBe(2);
});

test('doctor accepts the logs of the nodes as proof of open ports and of the database', async () => {
  const [result] = await project.kcEb('doctor', '--local');
  const { ok, checks } = result as { ok: boolean; checks: { id: string; outcome: string }[] };
  expect(ok).toBe(true);
  const outcomes = new Map(checks.map(({ id, outcome }) => [id, outcome]));
  for (const id of ['environment', 'platform', 'secrets', 'security-group', 'database']) {
    expect([id, outcomes.get(id)]).toEqual([id, 'ok']);
  }
});

test('an unchanged deploy does nothing and sends no changing call to AWS', async () => {
  await project.forgetCalls();
  const { nothingToDo } = await project.deploy();
  expect(nothingToDo).toBe(true);
  expect(project.reporter.of('step-started').map(({ step }) => step)).toEqual(['verify']);
  const { counts } = await project.calls();
  const asked = Object.entries(counts).flatMap(([service, operations]) =>
    Object.keys(operations).map((operation) => `${service} ${operation}`),
  );
  expect(asked).toContain('elasticbeanstalk DescribeEnvironments');
  // Instances continue to ship their logs. CreateStorageLocation only returns the name of an existing bucket.
  const changing = asked.filter((call) => /(Create|Put|Update|Delete|Upload|registry)/.test(call));
  expect(
    changing.filter(
      (call) => !/^(logs (PutLogEvents|CreateLogStream)|elasticbeanstalk CreateStorageLocation)$/.test(call),
    ),
  ).toEqual([]);
});

test('a changed theme: a new tag and version, one instance after the other, and the service answers throughout', async () => {
  await mkdir(join(project.folder, 'themes/mine/login'), { recursive: true });
  await writeFile(join(project.folder, 'themes/mine/login/theme.properties'), 'parent=keycloak\n');
  const [before] = await project.kcEb('status', '--local');
  const endLoop = startRequestLoop(`${project.url}/realms/master`);
  const { versionLabel, verdict } = await project.deploy();
  const { requests, failures } = await endLoop();
  process.stderr.write(`rolling deployment: ${requests} requests, failures ${JSON.stringify(failures)}\n`);
  expect(requests).toBeGreaterThan(100);
  expect(failures).toEqual({});
  expect(versionLabel).not.toBe((before as { versionLabel: string }).versionLabel);
  expect(verdict.ok).toBe(true);
  const batches = project.reporter
    .of('environment-event')
    .map(
      ({ message }) =>
        /^Batch (\d): Starting application deployment on instance\(s\) \[i-\w+\]/.exec(message)?.[1],
    );
  expect(batches.filter((batch) => batch !== undefined)).toEqual(['1', '2']);
});

describe('Keycloaks that log little or nothing to CloudWatch: heartbeats prove their cluster', () => {
  const proven = { ok: true, outcome: 'one-cluster', proof: 'heartbeats', probe: { outcome: 'passed' } };

  test('KC_LOG_LEVEL: warn is deployed and verified, and the lines that name causes stay', async () => {
    await project.setVariables({ KC_LOG_LEVEL: 'warn' });
    const since = new Date().toISOString();
    const { verdict } = await project.deploy();
    expect(verdict).toMatchObject(proven);
    for (const { heartbeat } of verdict.instances) expect(heartbeat).toMatchObject({ ready: true, size: 2 });
    const lines = await project.kcEb('logs', '--local', '--service', 'keycloak', '--since', since);
    expect(JSON.stringify(lines)).toContain('ISPN000094');
    expect(JSON.stringify(lines)).not.toContain('Running database index checker');
  });

  test('KC_LOG: file is deployed and verified: CloudWatch has no line of it', async () => {
    await project.setVariables({ KC_LOG: 'file' });
    const { verdict } = await project.deploy();
    expect(verdict).toMatchObject(proven);
  });

  test('without the log group of Keycloak, the cluster is still verified', async () => {
    const endpoint = `http://127.0.0.1:${readSettings(project.folder)?.apiPort ?? 0}`;
    const logs = new CloudWatchLogs({
      endpoint,
      region: 'us-east-1',
      credentials: readCredentials(project.folder),
    });
    await logs.deleteLogGroup({ logGroupName: '/aws/elasticbeanstalk/id-prod/keycloak' });
    const [verdict] = (await project.kcEb('verify', '--local')) as [Verdict];
    expect(verdict).toMatchObject(proven);
  });

  test('logs leaves heartbeats out, unless their service is named', async () => {
    const lines = async (...flags: string[]) =>
      (await project.kcEb('logs', '--local', '--since', '10m', ...flags)) as { service: string }[];
    expect((await lines()).filter(({ service }) => service === 'cluster')).toEqual([]);
    expect((await lines('--service', 'cluster')).length).toBeGreaterThan(2);
  });
});
