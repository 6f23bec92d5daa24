/** The real command line, killed by the system while it works; then run again. Minutes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { ECR } from '@aws-sdk/client-ecr';
import { ElasticBeanstalk } from '@aws-sdk/client-elastic-beanstalk';
import { S3 } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';
import { assembleServer } from '../../src/local/assemble-server.ts';
import { localRegion as region } from '../../src/local/constants.ts';
import { localCredentials as credentials } from '../../src/local/credentials.ts';
import { freePort } from '../../src/local/daemon.ts';
import { AnswerLost } from '../../src/local/http/dispatch.ts';
import { provideSecrets } from '../../src/local/secrets.ts';
import type { LocalServer } from '../../src/local/server.ts';
import { statePaths, writeSettings } from '../../src/local/state.ts';
import { exampleConfig } from '../fakes/example-config.ts';
import { readEndState } from './end-state.ts';
import type { Point } from './fault.ts';
import { Session } from './session.ts';
import { writeStubDocker } from './stub-docker.ts';

const launcher = fileURLToPath(new URL('../../bin/kc-eb.js', import.meta.url));
const observer = 'kc-eb-observer';
let port: number;

/** What is done to the process when it asks for this. */
interface Blow {
  point: Point;
  /** `hold` leaves the request without an answer. */
  when: 'before' | 'after' | 'hold';
  strike: (child: ChildProcess) => void;
}

/** What the server knows of the run. */
interface Current {
  session: Session;
  blow: Blow | undefined;
  child: ChildProcess | undefined;
}

class Project {
  readonly folder: string;
  readonly #bin: string;
  readonly #server: LocalServer;
  readonly #daemon: ChildProcess;
  readonly #state: Current;

  private constructor(
    folder: string,
    bin: string,
    server: LocalServer,
    daemon: ChildProcess,
    state: Current,
  ) {
    this.folder = folder;
    this.#bin = bin;
    this.#server = server;
    this.#daemon = daemon;
    this.#state = state;
  }

  static async open(): Promise<Project> {
    const folder = await mkdtemp(join(tmpdir(), 'kc-eb-killed-'));
    const paths = statePaths(folder);
    await provideSecrets(paths.secrets);
    const settings = {
      project: 'feedc0de',
      projectFolder: folder,
      apiPort: port,
      balancerPort: 18_080,
      pace: 1_000,
    };
    await writeSettings(settings);
    const state: Current = { session: new Session(), blow: undefined, child: undefined };
    const server = await assembleServer(settings, {
      async onCall({ service, operation, request }, handle) {
        if (request.headers['user-agent']?.includes(observer) === true) return handle();
        const invocation = request.headers['amz-sdk-invocation-id'] ?? request.requestId;
        const point = state.session.arrived(`${service} ${operation}`, invocation);
        const { blow, child } = state;
        if (blow?.point !== point || child === undefined) return handle();
        // Once: the SDK asks again.
        state.blow = undefined;
        if (blow.when === 'after') await handle();
        blow.strike(child);
        if (blow.when === 'hold') return new Promise(() => undefined);
        throw new AnswerLost();
      },
    });
    const bin = await writeStubDocker(folder, server.endpoint);
    // Commands look for a server process of this project; this one's is the test itself.
    const daemon = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)', folder], { stdio: 'ignore' });
    await writeFile(paths.pid, String(daemon.pid));
    return new Project(folder, bin, server, daemon, state);
  }

  /** Writes kc-eb.yaml (JSON is YAML). */
  async configure(maxInstances: number): Promise<void> {
    const { application, environment, database, admin, keycloak } = exampleConfig();
    const { vendor, host, password } = database;
    const config = {
      ...{ application, environment, region },
      keycloak: { version: keycloak.version, hostname: keycloak.hostname },
      database: { vendor, host, password },
      admin: { password: admin.password },
      instances: { max: maxInstances },
    };
    await writeFile(join(this.folder, 'kc-eb.yaml'), JSON.stringify(config));
  }

  async run(
    blow?: Blow,
  ): Promise<{ code: number | null; signal: string | null; stderr: string; points: Point[] }> {
    const session = new Session();
    const child = spawn(process.execPath, [launcher, 'deploy', '--local', '--no-verify'], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: `${this.#bin}:${process.env.PATH ?? ''}` },
    });
    Object.assign(this.#state, { session, blow, child });
    const [stderr, , [code, signal]] = await Promise.all([
      text(child.stderr),
      text(child.stdout),
      once(child, 'exit') as Promise<[number | null, string | null]>,
    ]);
    return { code, signal, stderr, points: session.arrivals };
  }

  endState(): Promise<unknown> {
    const options = { endpoint: this.#server.endpoint, region, credentials, customUserAgent: observer };
    return readEndState({
      beanstalk: new ElasticBeanstalk(options),
      s3: new S3({ ...options, forcePathStyle: true }),
      ecr: new ECR(options),
      logs: new CloudWatchLogs(options),
    });
  }

  async close(): Promise<void> {
    this.#daemon.kill();
    await this.#server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function inProject<T>(body: (project: Project) => Promise<T>): Promise<T> {
  const project = await Project.open();
  try {
    return await body(project);
  } finally {
    await project.close();
  }
}

const kill = (child: ChildProcess): void => {
  child.kill('SIGKILL');
};

interface Recorded {
  points: Point[];
  endState: unknown;
}

let first: Recorded;
let update: Recorded;

beforeAll(async () => {
  // The registry's port is in what is deployed, so that all projects have the same, one after the other.
  port = await freePort(14_700);
  await inProject(async (project) => {
    await project.configure(4);
    const made = await project.run();
    if (made.code !== 0) throw new Error(made.stderr);
    first = { points: made.points, endState: await project.endState() };
    await project.configure(5);
    const updated = await project.run();
    if (updated.code !== 0) throw new Error(updated.stderr);
    update = { points: updated.points, endState: await project.endState() };
  });
}, 120_000);

const reads = / (Describe|Get|List|Head|Filter)/;

async function tryAll(
  title: string,
  { points, endState }: Recorded,
  prepare: (project: Project) => Promise<void>,
): Promise<void> {
  const started = performance.now();
  const changes = points.filter((point) => !reads.test(point));
  const chosen = [...changes, ...points.filter((point) => /DescribeEvents #1$/.test(point))];
  const failed: string[] = [];
  for (const point of chosen) {
    for (const when of ['before', 'after'] as const) {
      await inProject(async (project) => {
        await prepare(project);
        const killed = await project.run({ point, when, strike: kill });
        // The registry is asked by docker, whose connection alone breaks when kc-eb is killed meanwhile.
        if (killed.signal !== 'SIGKILL') failed.push(`${point} ${when}: not killed, ${killed.stderr}`);
        const again = await project.run();
        if (again.code !== 0) failed.push(`${point} ${when}: ${again.stderr}`);
        try {
          expect(await project.endState()).toEqual(endState);
        } catch (error) {
          failed.push(`${point} ${when}: ${String(error)}`);
        }
      });
    }
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  process.stdout.write(
    `${title}: SIGKILL at ${chosen.length * 2} points, ${chosen.length * 2 - failed.length} converged, in ${seconds} s\n`,
  );
  expect(failed).toEqual([]);
}

describe('kc-eb deploy, killed', () => {
  test('the first one', () => tryAll('a first deploy', first, (project) => project.configure(4)));

  test('an update', () =>
    tryAll('an update', update, async (project) => {
      await project.configure(4);
      const { code, stderr } = await project.run();
      if (code !== 0) throw new Error(stderr);
      await project.configure(5);
    }));
});

describe('Ctrl-C', () => {
  const poll = 'elasticbeanstalk DescribeEvents #1';

  test('says what goes on, and the next run follows it', async () => {
    await inProject(async (project) => {
      await project.configure(4);
      const interrupted = await project.run({
        point: poll,
        when: 'after',
        strike: (child) => child.kill('SIGINT'),
      });
      expect(interrupted.code).toBe(130);
      expect(interrupted.stderr).toMatch(
        /error: Interrupted\. The change of environment id-prod to 26\.7\.3-\S+ \(request [-0-9a-f]{36}\) goes on in AWS\./,
      );
      const again = await project.run();
      expect(again.code).toBe(0);
      expect(again.points.filter((point) => point.includes('CreateEnvironment'))).toEqual([]);
      expect(await project.endState()).toEqual(first.endState);
    });
  });

  test('twice leaves at once, whatever does not answer', async () => {
    await inProject(async (project) => {
      await project.configure(4);
      let struck = 0;
      const { code } = await project.run({
        point: poll,
        when: 'hold',
        strike: (child) => {
          struck = performance.now();
          child.kill('SIGINT');
          setTimeout(() => child.kill('SIGINT'), 200);
        },
      });
      expect(code).toBe(130);
      expect(performance.now() - struck).toBeLessThan(3_000);
    });
  });
});
