import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import archiver from 'archiver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dockerCommand } from '../../src/local-beanstalk/base/docker.ts';
import { provideEngine } from '../../src/local-beanstalk/machine/engine-setup.ts';
import { provideImage } from '../../src/local-beanstalk/images/provide-image.ts';
import { instanceRecipe, nginxRecipe } from '../../src/local-beanstalk/images/recipes.ts';
import { type LocalServer, startLocalServer } from '../../src/local-beanstalk/http/listen.ts';
import { metadataService } from '../../src/local-beanstalk/instances/metadata-service.ts';
import { containerName } from '../../src/local-beanstalk/instances/boot.ts';
import { type ContainerRuntime, containerRuntime } from '../../src/local-beanstalk/instances/runtime.ts';
import { provideNetwork } from '../../src/local-beanstalk/base/network.ts';
import type { Instance } from '../../src/local-beanstalk/base/ports.ts';
import { projectHash } from '../../src/local-beanstalk/base/state.ts';
import { localCredentials as credentials } from '../local-beanstalk/credentials.ts';

const docker = dockerCommand();
const nginx = 'public.ecr.aws/docker/library/nginx:1.28-alpine';
let folder: string;
let project: string;
let runtime: ContainerRuntime;
let api: LocalServer;
let instances: [Instance, Instance];

const ids = ['i-00000000000000001', 'i-00000000000000002'] as const;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kc-eb-runtime-'));
  project = projectHash(folder);
  await provideEngine(() => undefined);
  const [instanceImage, provided] = [
    await provideImage(docker, instanceRecipe, () => undefined),
    await provideImage(docker, nginxRecipe(nginx), () => undefined),
  ];
  const { network } = await provideNetwork(docker, project);
  api = await metadataOnly(network.gateway);
  runtime = containerRuntime({
    ...{ docker, project, network, region: 'us-east-1', apiPort: Number(new URL(api.endpoint).port) },
    image: instanceImage.reference,
    preload: [provided.reference],
    ingress: { value: {}, keep: () => undefined },
    prepare: () => Promise.resolve(),
  });
  const launch = (id: string) => runtime.launch({ id, environmentName: 'demo', environmentId: 'e-1' });
  instances = await Promise.all([launch(ids[0]), launch(ids[1])]);
});

afterAll(async () => {
  for (const instance of instances) await runtime.terminate(instance);
  expect(await docker.run(['ps', '--all', '--quiet', '--filter', `label=kc-eb.project=${project}`])).toBe('');
  expect(await docker.run(['volume', 'ls', '--quiet', '--filter', `label=kc-eb.project=${project}`])).toBe(
    '',
  );
  await docker.run(['network', 'rm', `kc-eb-${project}`]);
  await api.close();
  await rm(folder, { recursive: true });
});

/** The part of the local API that instances need here. */
function metadataOnly(host: string): Promise<LocalServer> {
  const metadata = metadataService({
    instanceByAddress: (address) => runtime.byAddress(address),
    region: 'us-east-1',
    account: '000000000000',
    now: () => new Date(),
    credentials,
  });
  return startLocalServer({
    credentials,
    ...{ port: 0, project, hosts: [host] as const, services: [] },
    routes: { '/latest/': metadata },
  });
}

async function bundle(files: Record<string, string>): Promise<string> {
  const path = join(folder, 'bundle.zip');
  const zip = archiver('zip');
  for (const [name, text] of Object.entries(files)) zip.append(text, { name });
  await Promise.all([pipeline(zip, createWriteStream(path)), zip.finalize()]);
  return path;
}

async function deploy(index: 0 | 1, files: Record<string, string>, environment: Record<string, string> = {}) {
  const lines: string[] = [];
  await runtime.deploy(
    instances[index],
    {
      ...{ kind: 'application', deploymentId: 1, versionLabel: 'v1', environment },
      bundle: await bundle(files),
    },
    (file, line) => lines.push(`${file}: ${line}`),
  );
  return lines;
}

async function inside(index: 0 | 1, script: string): Promise<{ exitCode: number; text: string }> {
  const { exitCode, lines } = await docker.attempt([
    'exec',
    containerName(project, ids[index]),
    'sh',
    '-c',
    script,
  ]);
  return { exitCode, text: lines.join('\n') };
}

/** Docker reports a container as started before its nginx listens. */
const waits = { timeout: 20_000, interval: 100 };

const page = (text: string) => `server { listen 80; location / { return 200 "${text}"; } }`;
const compose = (volumes = '"./default.conf:/etc/nginx/conf.d/default.conf:ro"') => `
services:
  nginx:
    image: ${nginx}
    volumes: [${volumes}]
    logging: {driver: json-file}
    network_mode: host
`;

test('instances have addresses and host names as in a VPC', async () => {
  expect(instances.map(({ privateIp }) => privateIp.replace(/^10\.\d+/, '10.x'))).toEqual([
    '10.x.0.11',
    '10.x.0.12',
  ]);
  const { text } = await inside(0, 'hostname');
  expect(text).toBe(`ip-${instances[0].privateIp.replaceAll('.', '-')}`);
  expect(await runtime.running()).toEqual(new Set(ids));
});

test('each instance has its own metadata, by IMDSv2', async () => {
  const script = `t=$(curl -sf -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
    curl -sf -H "X-aws-ec2-metadata-token: $t" http://169.254.169.254/latest/meta-data/instance-id`;
  expect((await inside(0, script)).text).toBe(ids[0]);
  expect((await inside(1, script)).text).toBe(ids[1]);
  const old = await inside(
    0,
    'curl -s -o /dev/null -w "%{http_code}" http://169.254.169.254/latest/meta-data/',
  );
  expect(old.text).toBe('401');
});

test('a bundle is served, its hooks see the environment properties, and a new one replaces it', async () => {
  const hook = '#!/bin/sh\necho "hook in $PWD: $GREETING, $PORT"\n';
  const lines = await deploy(
    0,
    { 'docker-compose.yml': compose(), 'default.conf': page('one'), '.platform/hooks/predeploy/a.sh': hook },
    { GREETING: 'hello $world' },
  );
  expect(lines).toContain('eb-hooks.log: hook in /var/app/staging: hello $world, 8000');
  const get = async () => (await fetch(`http://${instances[0].privateIp}/`)).text();
  await expect.poll(get, waits).toBe('one');
  expect((await inside(0, 'cat /var/app/current/.env')).text).toBe('GREETING=hello $$world');
  await deploy(0, { 'docker-compose.yml': compose(), 'default.conf': page('two') });
  await expect.poll(get, waits).toBe('two');
});

test('between instances only the ports of the bundle are open', async () => {
  const reach = (port: number) =>
    inside(1, `curl -s -o /dev/null -m 2 http://${instances[0].privateIp}:${port}/ || echo closed`);
  const listens = (ports: string) =>
    `${page('x')} server { listen ${ports}; location / { return 200 "y"; } }`;
  const rule = `Resources: {jgroups: {Type: "AWS::EC2::SecurityGroupIngress", Properties: {IpProtocol: tcp, FromPort: 7800, ToPort: 7800, SourceSecurityGroupId: {"Fn::GetAtt": [AWSEBSecurityGroup, GroupId]}}}}`;
  const listening = () =>
    expect.poll(async () => (await inside(0, 'curl -s http://127.0.0.1:7800/')).text, waits).toBe('y');
  await deploy(0, { 'docker-compose.yml': compose(), 'default.conf': listens('7800') });
  await listening();
  expect((await reach(7800)).text).toBe('closed');
  await deploy(0, {
    'docker-compose.yml': compose(),
    'default.conf': listens('7800'),
    '.ebextensions/security.config': rule,
  });
  await listening();
  expect((await reach(7800)).text).toBe('');
  expect((await reach(80)).text).toBe('closed');
});

test('a container that ends at once fails nothing: only a hook of the bundle looks at it', async () => {
  await deploy(1, { 'docker-compose.yml': compose(), 'default.conf': 'nonsense' });
  const states = async () => (await inside(1, "docker ps --all --format '{{.Names}} {{.State}}'")).text;
  await expect.poll(states, waits).toMatch(/nginx\S* (exited|restarting)/);
});

test('a failed hook ends the deployment and keeps the running version', async () => {
  const attempt = deploy(0, {
    'docker-compose.yml': compose(),
    'default.conf': page('never'),
    '.platform/hooks/prebuild/a.sh': '#!/bin/sh\necho no such thing >&2\nexit 4\n',
  });
  await expect(attempt).rejects.toMatchObject({
    phase: '.platform/hooks/prebuild/a.sh',
    lines: ['no such thing'],
  });
  expect(await (await fetch(`http://${instances[0].privateIp}/`)).text()).toBe('x');
});

test('a killed instance is reported; resume starts it again with its security group', async () => {
  await docker.run(['kill', containerName(project, ids[1])]);
  expect(await runtime.running()).toEqual(new Set([ids[0]]));
  await runtime.resume();
  expect(await runtime.running()).toEqual(new Set(ids));
  expect((await inside(1, 'iptables -t mangle -S SECURITY-GROUP')).text).toContain('-j DROP');
});
