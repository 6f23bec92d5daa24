/** kc-eb's commands with real Keycloaks on container instances, from the first deploy on. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProbeResult, Verdict } from '../../src/cluster/verdict.ts';
import { healthPath } from '../../src/render/option-settings.ts';
import { LocalProject } from './local-project.ts';
import { startRequestLoop } from './request-loop.ts';

let project: LocalProject;

beforeAll(async () => {
  project = await LocalProject.start(['--keycloak', '26.7.3']);
});

afterAll(() => project.end());

test('deploy --local: two Keycloaks are one cluster, by CloudWatch and by use', async () => {
  const { verdict, nothingToDo } = await project.deploy();
  expect(nothingToDo).toBe(false);
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

test('the public health check returns up or down, without Keycloak’s checks', async () => {
  const answer = await fetch(`${project.url}${healthPath}`);
  expect([answer.status, await answer.text()]).toEqual([200, '']);
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

test('the seed: on bridge networks 22.0.5 answers 200 and 401 in turn, and verify names the cause', async () => {
  const [result] = await project.kcEb('local', 'demo', '--bridge');
  const { userinfo, verdict, verifyExitCode } = result as {
    userinfo: number[];
    verdict: Verdict;
    verifyExitCode: number;
  };
  expect(
    [userinfo.filter((_, turn) => turn % 2 === 0), userinfo.filter((_, turn) => turn % 2 === 1)].toSorted(),
  ).toEqual([
    [200, 200, 200],
    [401, 401, 401],
  ]);
  expect(verdict).toMatchObject({ ok: false, cause: 'bridge-network' });
  expect(verifyExitCode).toBe(7);
});
