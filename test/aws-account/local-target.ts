/** Local Beanstalk as the target: its own project in a temporary folder, with containers or reporting-only. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { basicAuthorization, readCredentials } from '../../src/local-beanstalk/base/credentials.ts';
import { dockerCommand } from '../../src/local-beanstalk/base/docker.ts';
import { freePort } from '../../src/local-beanstalk/base/free-port.ts';
import { instanceLabels, projectLabel } from '../../src/local-beanstalk/base/labels.ts';
import { projectHash } from '../../src/local-beanstalk/base/state.ts';
import { scaleOutPath } from '../../src/local-beanstalk/beanstalk/scale-out.ts';
import { containerName } from '../../src/local-beanstalk/instances/boot.ts';
import { sdkClients } from './clients.ts';
import { errorIn, runKcEb, testProject } from './project.ts';
import { recorded, recordedObserver, type Recorder } from './recorder.ts';
import type { Observer, Target } from './target.ts';

export interface LocalOptions {
  readonly id: string;
  /** Instances run nothing: no engine is needed. */
  readonly reportingOnly: boolean;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

const region = 'us-east-1';
/** Divisors of the platform's waiting times. */
const paces = { containers: '30', reportingOnly: '1000' };

export async function localTarget({
  id,
  reportingOnly,
  recorder,
  signal,
  note,
}: LocalOptions): Promise<Target> {
  const folder = join(tmpdir(), `kc-eb-account-${id}`);
  const bin = join(folder, '.bin');
  const port = await freePort(20_000 + Math.floor(Math.random() * 12_000));
  const endpoint = `http://127.0.0.1:${port}`;
  const record: Recorder['call'] = (call) => {
    recorder.call(call);
  };
  // The project starts later.
  const credentials = () => Promise.resolve(readCredentials(folder));
  const clients = recorded(await sdkClients(region, { endpoint, credentials }), record);
  const [application, environment] = [`kc-eb-test-${id}`, `kc-eb-test-${id}`];
  const env: Record<string, string> = reportingOnly
    ? { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` }
    : {};
  const options = {
    env,
    onLine: (line: string) => {
      progress(line, note);
    },
  };
  const flags = reportingOnly
    ? ['--reporting-only', '--pace', paces.reportingOnly]
    : ['--pace', paces.containers];
  const project = testProject({
    ...{ folder, ...options, signal, flags: ['--local'], verifies: !reportingOnly },
    base: () => ({ application, environment, ...localYaml }),
    record: (command, run) => {
      recorder.run(command, run);
    },
  });
  return {
    ...{
      kind: 'local',
      account: '000000000000',
      region,
      clients,
      quote: undefined,
      application,
      environment,
    },
    project,
    observer: reportingOnly
      ? undefined
      : recordedObserver(containerObserver(folder, `${endpoint}${scaleOutPath}${environment}`), record),
    infrastructure: reportingOnly ? () => Promise.resolve([]) : () => instanceContainers(folder),
    pauseMs: reportingOnly ? 100 : 500,
    resources: [
      {
        ...{ kind: 'local project', name: folder },
        async create() {
          await mkdir(bin, { recursive: true });
          if (reportingOnly) await writeStandIn(join(bin, 'docker'));
          await project.configure();
          const run = await runKcEb(folder, ['local', 'start', '--port', `${port}`, ...flags], {
            ...options,
            signal,
          });
          if (run.exitCode !== 0) throw new Error(errorIn(run.stderr));
        },
      },
    ],
    prepare: () => Promise.resolve(),
  };
}

const localArn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret';

/** Local Beanstalk replaces host name, database and secrets. */
const localYaml = {
  region,
  keycloak: { version: '26.7.3', hostname: 'http://localhost' },
  database: { vendor: 'postgres', host: 'localhost', password: `${localArn}:db-AbCdEf` },
  admin: { password: `${localArn}:admin-AbCdEf` },
  deployment: { drainSeconds: 5 },
};

/** Shows the steps and messages of kc-eb; its other events are in the fixtures. */
export function progress(line: string, note: (text: string) => void): void {
  const event = parsed(line);
  if (event?.type === 'step-done') note(`  ${event.title ?? ''}: ${event.detail ?? event.outcome ?? ''}`);
  if (event?.type === 'environment-event') note(`  ${event.message ?? ''}`);
}

function parsed(
  line: string,
): Partial<Record<'type' | 'title' | 'detail' | 'outcome' | 'message', string>> | undefined {
  try {
    return JSON.parse(line) as ReturnType<typeof parsed>;
  } catch {
    return undefined;
  }
}

/** A stand-in for docker that builds and pushes nothing: reporting instances run no image. */
async function writeStandIn(path: string): Promise<void> {
  await writeFile(path, '#!/bin/sh\n[ "$1" != login ] || cat > /dev/null\necho "$1 done"\n');
  await chmod(path, 0o755);
}

function containerObserver(folder: string, scaleOut: string): Observer {
  const docker = dockerCommand();
  const project = projectHash(folder);
  return {
    async shell(instanceId, script) {
      const { exitCode, lines } = await docker.attempt([
        ...['exec', containerName(project, instanceId), 'sh', '-c', script],
      ]);
      return { exitCode, output: lines.join('\n') };
    },
    async launchOne() {
      const { ok, status } = await fetch(scaleOut, {
        method: 'POST',
        headers: { authorization: basicAuthorization(readCredentials(folder)) },
      });
      if (!ok) throw new Error(`Local Beanstalk added no instance: ${status}`);
    },
  };
}

async function instanceContainers(folder: string): Promise<string[]> {
  const labels = [projectLabel(projectHash(folder)), instanceLabels.id];
  const names = await dockerCommand().run([
    ...[
      'ps',
      '--all',
      '--format',
      '{{.Names}}',
      ...labels.flatMap((label) => ['--filter', `label=${label}`]),
    ],
  ]);
  return names.split('\n').filter((name) => name !== '');
}
