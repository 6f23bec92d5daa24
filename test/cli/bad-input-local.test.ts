/** Failures of the built command line against Local Beanstalk, whose instances only report. */
import type { ChildProcess } from 'node:child_process';
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ElasticBeanstalk } from '@aws-sdk/client-elastic-beanstalk';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { localCredentials as credentials } from '../local-beanstalk/credentials.ts';
import { readSettings } from '../../src/local-beanstalk/base/state.ts';
import { expectFailure, Project, projectYaml, startLocal } from './run-cli.ts';

let project: Project;

beforeAll(async () => {
  project = new Project({ 'kc-eb.yaml': projectYaml() });
  await startLocal(project, '--pace', '1000');
});

afterAll(async () => {
  await project.run(['local', 'stop']);
  project.remove();
});

beforeEach(() => {
  project.write('kc-eb.yaml', projectYaml());
  project.addEngine();
});

const deploy = ['deploy', '--local', '--no-verify'];

function beanstalk(): ElasticBeanstalk {
  const { apiPort } = readSettings(project.folder) ?? {};
  return new ElasticBeanstalk({
    endpoint: `http://127.0.0.1:${apiPort ?? 0}`,
    region: 'us-east-1',
    credentials,
  });
}

/** Resolves when the environment has the status; undefined: when it is terminated. */
async function reach(status: string | undefined): Promise<void> {
  const client = beanstalk();
  for (;;) {
    const { Environments = [] } = await client.describeEnvironments({
      EnvironmentNames: ['id-cli'],
      IncludeDeleted: false,
    });
    if (Environments[0]?.Status === status) return;
    await sleep(20);
  }
}

test('no container engine: nothing is created', async () => {
  const run = await project.run(deploy, { env: { PATH: join(project.folder, 'nowhere') } });
  expectFailure(run, 5, /^error: .*docker, podman, finch/m, /^hint: .*Docker/m);
  expect(await beanstalk().describeApplications({})).toMatchObject({ Applications: [] });
});

test('an engine whose daemon does not answer', async () => {
  project.addEngine('version) echo "Cannot connect to the Docker daemon" >&2; exit 1 ;;');
  expectFailure(await project.run(deploy), 5, /^error: docker .*Cannot connect to the Docker daemon/m);
});

test('the registry rejects a push', async () => {
  project.addEngine(
    'push) echo "denied: User is not authorized to perform ecr:InitiateLayerUpload"; exit 1 ;;',
  );
  const run = await project.run(deploy);
  expectFailure(run, 5, /^error: docker push .*\n {2}denied: User is not authorized.*\nhint: .*ECR/m);
});

test('a build that fails shows its last lines', async () => {
  project.addEngine('build) echo "Step 1/2"; echo "Disabled option: --vault"; exit 3 ;;');
  expectFailure(
    await project.run(deploy),
    5,
    /^error: docker build .*\b3\b.*\n {2}Step 1\/2\n {2}Disabled option: --vault\n/m,
  );
});

test('a source bundle over 500 MB: plan and deploy reject it, and nothing is created', async () => {
  project.write('overrides/dump.sql', '');
  truncateSync(join(project.folder, 'overrides/dump.sql'), 501 * 1024 * 1024);
  const runs = [await project.run(['plan', '--local']), await project.run(deploy)];
  project.write('overrides/dump.sql', '');
  for (const run of runs) {
    expectFailure(run, 2, /^error: .*501 MB.*500 MB.*overrides\/dump\.sql \(501 MB\)/m);
  }
  expect(runs[1]?.stderr).not.toContain('ECR repository');
});

/** Makes a minute last three seconds: the shortest timeout is one minute. */
const hurried = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`
    const Real = Date;
    const since = Real.now();
    const now = () => since + (Real.now() - since) * 20;
    globalThis.Date = class extends Real {
      constructor(...given) { super(...(given.length === 0 ? [now()] : given)); }
      static now() { return now(); }
    };
  `)}`,
};

/** `pace` divides Beanstalk's waits. */
async function restartAt(pace: number): Promise<void> {
  await project.run(['local', 'stop']);
  await startLocal(project, '--pace', `${pace}`);
}

test('the environment is updating: --no-wait names the request that holds it, and Ctrl-C does not stop it', async () => {
  expect(await project.run(deploy)).toMatchObject({ exitCode: 0 });
  // An update takes minutes.
  await restartAt(1);
  project.write('kc-eb.yaml', projectYaml({ logs: '{ retentionDays: 7 }' }));
  let first: ChildProcess | undefined;
  const updated = project.run(deploy, {
    onStart(child) {
      first = child;
    },
  });
  await reach('Updating');
  const holds = /^error: .*id-cli .*Updating.* [-0-9a-f]{36} .* 26\.7\.3-[0-9a-f]{12}.*\nhint: .*--no-wait/m;
  expectFailure(await project.run([...deploy, '--no-wait']), 9, holds);
  expectFailure(
    await project.run(['terminate', '--local', '--yes']),
    9,
    /^error: Local Beanstalk: .*Must be Ready/m,
  );
  first?.kill('SIGINT');
  const interrupted = /^error: .*id-cli .*\nhint: .*kc-eb events --local --follow/m;
  expectFailure(await updated, 130, interrupted);
  expectFailure(await project.run([...deploy, '--no-wait']), 9, holds);
  const late =
    /^error: .*id-cli .*Updating .*[-0-9a-f]{36}.*\nhint: .*kc-eb events --local --follow.*--timeout/m;
  expectFailure(await project.run([...deploy, '--timeout', '1'], { env: hurried }), 8, late);
}, 120_000);

test('the environment is terminated while it is deployed', async () => {
  await restartAt(300);
  await reach('Ready');
  project.write('kc-eb.yaml', projectYaml({ logs: '{ retentionDays: 14 }' }));
  let deploying: ChildProcess | undefined;
  const run = project.run(deploy, {
    onStart(child) {
      deploying = child;
    },
  });
  await reach('Updating');
  // It must not see the moment in which all is well.
  deploying?.kill('SIGSTOP');
  await reach('Ready');
  await beanstalk().terminateEnvironment({ EnvironmentName: 'id-cli' });
  await reach(undefined);
  deploying?.kill('SIGCONT');
  expectFailure(await run, 6, /^error: .*id-cli .*terminated.*\nhint: .*kc-eb deploy/m);
});

test('an environment that does not exist', async () => {
  expectFailure(
    await project.run(['verify', '--local']),
    2,
    /^error: .*id-cli.* id\b.*\nhint: .*kc-eb deploy/m,
  );
});

test('a bundle that Beanstalk cannot process', async () => {
  // plan reads no values of these keys.
  project.write('overrides/.ebextensions/own.config', 'option_settings: 5\n');
  const run = await project.run(deploy);
  project.write('overrides/.ebextensions/own.config', '');
  expectFailure(
    run,
    6,
    /^error: .*application version .*26\.7\.3-[0-9a-f]{12}.*\nhint: .*kc-eb events.*\.ebextensions/m,
  );
});
