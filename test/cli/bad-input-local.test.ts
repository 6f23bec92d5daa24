/** Bad input and bad luck through the real command line, against Local Beanstalk whose instances only report. */
import type { ChildProcess } from 'node:child_process';
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ElasticBeanstalk } from '@aws-sdk/client-elastic-beanstalk';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { localCredentials as credentials } from '../../src/local-beanstalk/base/credentials.ts';
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

/** Resolves when the environment has the status; undefined: it is gone. */
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

test('no container engine: nothing is made', async () => {
  const run = await project.run(deploy, { env: { PATH: join(project.folder, 'nowhere') } });
  expectFailure(run, 5, /^error: .*docker, podman, finch.*\nhint: Install Docker/m);
  expect(await beanstalk().describeApplications({})).toMatchObject({ Applications: [] });
});

test('an engine whose daemon does not answer', async () => {
  project.addEngine('version) echo "Cannot connect to the Docker daemon" >&2; exit 1 ;;');
  expectFailure(await project.run(deploy), 5, /^error: docker is installed.*: Cannot connect/m);
});

test('the registry refuses', async () => {
  project.addEngine(
    'push) echo "denied: User is not authorized to perform ecr:InitiateLayerUpload"; exit 1 ;;',
  );
  const run = await project.run(deploy);
  expectFailure(
    run,
    5,
    /^error: docker push failed: .*registry.*\n {2}denied: User is not authorized.*\nhint: README\.md lists the ECR permissions/m,
  );
});

test('a build that fails shows its last lines', async () => {
  project.addEngine('build) echo "Step 1/2"; echo "Disabled option: --vault"; exit 3 ;;');
  expectFailure(
    await project.run(deploy),
    5,
    /^error: docker build failed with exit code 3\.\n {2}Step 1\/2\n {2}Disabled option: --vault\n/m,
  );
});

test('a source bundle over 500 MB: plan says so as well, and nothing is made', async () => {
  project.write('overrides/dump.sql', '');
  truncateSync(join(project.folder, 'overrides/dump.sql'), 501 * 1024 * 1024);
  const runs = [await project.run(['plan', '--local']), await project.run(deploy)];
  project.write('overrides/dump.sql', '');
  for (const run of runs) {
    expectFailure(run, 2, /^error: .*501 MB.*500 MB.*overrides\/dump\.sql \(501 MB\)/m);
  }
  expect(runs[1]?.stderr).not.toContain('ECR repository');
});

/** A clock on which a minute is a second: the shortest time allowed is one minute. */
const hurried = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`
    const Real = Date;
    const since = Real.now();
    const now = () => since + (Real.now() - since) * 60;
    globalThis.Date = class extends Real {
      constructor(...given) { super(...(given.length === 0 ? [now()] : given)); }
      static now() { return now(); }
    };
  `)}`,
};

/** Beanstalk's waits are divided by it. */
async function restartAt(pace: number): Promise<void> {
  await project.run(['local', 'stop']);
  await startLocal(project, '--pace', `${pace}`);
}

test('the environment is updating: --no-wait says who holds it, and Ctrl-C leaves it at work', async () => {
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
  const holds =
    /^error: Environment id-cli is Updating: request \S+ holds it, with version .*\nhint: Without --no-wait/m;
  expectFailure(await project.run([...deploy, '--no-wait']), 9, holds);
  expectFailure(await project.run(['terminate', '--local', '--yes']), 9, /^error: AWS: .*Must be Ready/m);
  first?.kill('SIGINT');
  const interrupted =
    /^error: Interrupted\. The change of environment id-cli .*goes on in AWS\.\nhint: kc-eb events --follow/m;
  expectFailure(await updated, 130, interrupted);
  expectFailure(await project.run([...deploy, '--no-wait']), 9, holds);
  const late =
    /^error: Environment id-cli is still Updating \(request \S+\); the time allowed is over, its work goes on\.\nhint: kc-eb events --follow watches it; --timeout/m;
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
  expectFailure(
    await run,
    6,
    /^error: Environment id-cli was terminated while it was being deployed\.\nhint: If that was not meant, kc-eb deploy makes it anew\.$/m,
  );
});

test('an environment that is not there', async () => {
  expectFailure(
    await project.run(['verify', '--local']),
    2,
    /^error: There is no environment id-cli in application id\.\nhint: kc-eb deploy makes it/m,
  );
});

test('a bundle that Beanstalk cannot process', async () => {
  project.write('overrides/.ebextensions/own.config', 'Resources: [');
  const run = await project.run(deploy);
  project.write('overrides/.ebextensions/own.config', '');
  expectFailure(run, 6, /^error: .*application version.*\nhint: kc-eb events .*\.ebextensions file/m);
});
