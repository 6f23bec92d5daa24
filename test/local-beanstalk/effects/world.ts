/** A server with something of each kind, stored once; each copy of it starts in the same state. */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { S3 } from '@aws-sdk/client-s3';
import archiver from 'archiver';
import { localCredentials, provideState } from '../credentials.ts';
import { statePaths } from '../../../src/local-beanstalk/base/state.ts';
import { startLocalServer } from '../../../src/local-beanstalk/http/listen.ts';
import { BucketStore } from '../../../src/local-beanstalk/s3/store.ts';
import { assembleServices } from '../../../src/local-beanstalk/server.ts';
import { type Call, connect } from '../sdk-calls.ts';

export const bucket = 'elasticbeanstalk-us-east-1-000000000000';

export interface World {
  endpoint: string;
  call: Call;
  /** The keys of the bucket of Beanstalk. */
  keys(): string[];
  close(): Promise<void>;
}

/** `pace` 1: an operation of an environment takes minutes, so its first state stays. */
async function open(projectFolder: string, pace: number): Promise<World> {
  const settings = { project: 'feedc0de', projectFolder, apiPort: 4599, balancerPort: 8080, pace };
  const assembly = await assembleServices(settings);
  const server = await startLocalServer({ ...assembly, port: 0, project: settings.project });
  await assembly.resume();
  const { endpoint } = server;
  const sdk = connect(endpoint);
  const folder = join(statePaths(projectFolder).store, 's3');
  return {
    endpoint,
    call: (service, operation, input) => sdk.call(service, operation, input),
    keys: () => new BucketStore(folder, () => new Date()).keys(bucket, ''),
    async close() {
      sdk.close();
      await server.close();
      rmSync(projectFolder, { recursive: true, force: true });
    },
  };
}

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'kc-eb-world-'));

export interface Original {
  /** `input` of a case with ids in place of "$prod". */
  named(input: unknown): unknown;
  copy(): Promise<World>;
  delete(): void;
}

/** `fill` returns the random ids of what it makes. */
export async function createWorld(
  fill: (world: World) => Promise<Record<string, string>>,
): Promise<Original> {
  const [folder, stored] = [newFolder(), newFolder()];
  await provideState(folder);
  const world = await open(folder, 1_000);
  const names = await fill(world);
  cpSync(folder, stored, { recursive: true });
  await world.close();
  const named = (value: unknown): unknown => {
    if (typeof value === 'string') return value.startsWith('$') ? names[value.slice(1)] : value;
    if (Array.isArray(value)) return value.map(named);
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, named(child)]));
  };
  return {
    named,
    copy() {
      const to = newFolder();
      cpSync(stored, to, { recursive: true });
      return open(to, 1);
    },
    delete() {
      rmSync(stored, { recursive: true, force: true });
    },
  };
}

export async function putBundle(
  { endpoint }: World,
  key: string,
  files: Record<string, string>,
): Promise<void> {
  const zip = archiver('zip');
  for (const [name, text] of Object.entries({ 'docker-compose.yml': 'services: {}\n', ...files })) {
    zip.append(text, { name });
  }
  const [Body] = await Promise.all([buffer(zip), zip.finalize()]);
  const s3 = new S3({ endpoint, region: 'us-east-1', credentials: localCredentials, forcePathStyle: true });
  await s3.putObject({ Bucket: bucket, Key: key, Body });
  s3.destroy();
}

export async function settled(world: World, name: string): Promise<void> {
  for (;;) {
    const { Environments = [] } = (await world.call('elasticbeanstalk', 'DescribeEnvironments', {
      EnvironmentNames: [name],
    })) as { Environments?: { Status?: string }[] };
    if (Environments.every(({ Status }) => Status === 'Ready' || Status === 'Terminated')) return;
    await sleep(10);
  }
}

/** Pushes an image without layers; returns its digest. `tag` undefined: without a tag. */
export async function pushImage(
  { endpoint, call: send }: World,
  repository: string,
  content: string,
  tag?: string,
): Promise<string> {
  const { authorizationData } = (await send('ecr', 'GetAuthorizationToken', {})) as {
    authorizationData: { authorizationToken: string }[];
  };
  const manifest = JSON.stringify({ schemaVersion: 2, layers: [], annotations: { content } });
  const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
  const response = await fetch(`${endpoint}/v2/${repository}/manifests/${tag ?? digest}`, {
    method: 'PUT',
    headers: { authorization: `Basic ${authorizationData[0]?.authorizationToken ?? ''}` },
    body: manifest,
  });
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return digest;
}
