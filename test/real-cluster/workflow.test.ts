/** The environment workflow on container instances behind the load balancer, with nginx in place of Keycloak. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { inProcessBalancer } from '../../src/local-beanstalk/balancer/balancer.ts';
import { freePort } from '../../src/local-beanstalk/base/free-port.ts';
import { dockerCommand } from '../../src/local-beanstalk/base/docker.ts';
import { provideEngine } from '../../src/local-beanstalk/machine/engine-setup.ts';
import { provideImage } from '../../src/local-beanstalk/images/provide-image.ts';
import { instanceRecipe, nginxRecipe } from '../../src/local-beanstalk/images/recipes.ts';
import { containerName } from '../../src/local-beanstalk/instances/boot.ts';
import { containerRuntime } from '../../src/local-beanstalk/instances/runtime.ts';
import { provideNetwork } from '../../src/local-beanstalk/base/network.ts';
import { projectHash } from '../../src/local-beanstalk/base/state.ts';
import { Harness } from '../local-beanstalk/beanstalk/harness.ts';

const docker = dockerCommand();
const nginx = 'public.ecr.aws/docker/library/nginx:1.28-alpine';
const project = projectHash(import.meta.url);
let harness: Harness;

beforeAll(async () => {
  await provideEngine(() => undefined);
  const image = await provideImage(docker, instanceRecipe, () => undefined);
  const provided = await provideImage(docker, nginxRecipe(nginx), () => undefined);
  const { network } = await provideNetwork(docker, project);
  const runtime = containerRuntime({
    ...{ docker, project, network, region: 'us-east-1', apiPort: 1 },
    image: image.reference,
    preload: [provided.reference],
    ingress: { value: {}, keep: () => undefined },
    prepare: () => Promise.resolve(),
  });
  const balancer = inProcessBalancer({
    ports: { value: {}, keep: () => undefined },
    firstPort: await freePort(18_180),
  });
  harness = await Harness.start({ runtime, balancer });
  await harness.stopServer();
  harness.pace = 30;
  await harness.startServer();
});

afterAll(async () => {
  await harness.end();
  expect(await docker.run(['ps', '--all', '--quiet', '--filter', `label=kc-eb.project=${project}`])).toBe('');
  await docker.run(['network', 'rm', `kc-eb-${project}`]);
});

function files(text: string): Record<string, string> {
  return {
    'docker-compose.yml': `
services:
  nginx:
    image: ${nginx}
    volumes: ["./default.conf:/etc/nginx/conf.d/default.conf:ro"]
    logging: {driver: json-file}
    network_mode: host
`,
    'default.conf': `server { listen 80; location / { return 200 "${text}"; } }`,
  };
}

async function url(): Promise<string> {
  const { Environments = [] } = await harness.client.describeEnvironments({ EnvironmentNames: ['id-prod'] });
  return `http://${Environments[0]?.CNAME ?? ''}`;
}

test('two instances are created and answer through the balancer', async () => {
  const options = {
    DeploymentPolicy: 'Rolling',
    BatchSizeType: 'Fixed',
    BatchSize: '1',
    SystemType: 'enhanced',
  };
  await harness.createEnvironment({ ...options, StreamLogs: 'true' }, files('one'));
  expect(Object.values(await harness.versions())).toEqual(['v1', 'v1']);
  expect(await (await fetch(await url())).text()).toBe('one');
  expect([...harness.logLines.keys()].every((key) => key.includes('/var/log/eb-engine.log i-'))).toBe(true);
});

test('a rolling deployment answers every request', async () => {
  await harness.createVersion('v2', files('two'));
  const target = await url();
  const answers = new Map<string, number>();
  const done = new AbortController();
  const asking = (async () => {
    while (!done.signal.aborted) {
      const answer = await fetch(target).then(
        async (response) => (response.ok ? await response.text() : `status ${response.status}`),
        (error: unknown) => String(error),
      );
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      await sleep(20);
    }
  })();
  const messages = await harness.update({ VersionLabel: 'v2' });
  done.abort();
  await asking;
  expect(messages.at(-1)).toBe('Environment update completed successfully.');
  expect([...answers.keys()].sort()).toEqual(['one', 'two']);
});

test('a killed instance is reported', async () => {
  const [id = ''] = Object.keys(await harness.versions());
  await docker.run(['kill', containerName(project, id)]);
  const { HealthStatus, Causes } = await harness.client.describeEnvironmentHealth({
    EnvironmentName: 'id-prod',
    AttributeNames: ['All'],
  });
  expect(HealthStatus).toBe('Degraded');
  expect(Causes).toContain('No data received from 1 out of 2 instances.');
});

test('a bundle that cannot start fails with the reason in eb-engine.log', async () => {
  await harness.createVersion('v3', { 'docker-compose.yml': 'services: {web: {image: "nothing:here"}}\n' });
  const messages = await harness.update({ VersionLabel: 'v3' });
  expect(messages).toContain('Failed to deploy application.');
  const lines = [...harness.logLines.values()].flat();
  expect(lines.join('\n')).toMatch(/\[ERROR\] An error occurred during execution of docker compose pull: /);
});

test('a terminated environment leaves nothing', async () => {
  await harness.client.terminateEnvironment({ EnvironmentName: 'id-prod' });
  await harness.ready();
  expect(await harness.runtime.running()).toEqual(new Set());
});
