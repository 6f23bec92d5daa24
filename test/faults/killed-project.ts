/** A project on which the built command line runs as a process; its servers are in this process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { assembleServer } from '../../src/local-beanstalk/server.ts';
import { localRegion as region } from '../../src/local-beanstalk/base/constants.ts';
import { AnswerLost } from '../../src/local-beanstalk/http/dispatch.ts';
import { readSecret } from '../../src/local-beanstalk/identity/project-secrets.ts';
import type { LocalServer } from '../../src/local-beanstalk/http/listen.ts';
import { statePaths, writeSettings } from '../../src/local-beanstalk/base/state.ts';
import { exampleConfig } from '../fakes/example-config.ts';
import { FakeKeycloak } from '../fakes/fake-keycloak.ts';
import { observer, observerClients } from './observer-clients.ts';
import { type AwsEndState, type Observer, readEndState, readImages } from './end-state.ts';
import type { Point } from './fault.ts';
import { nameOf } from './gated-http.ts';
import { serveKeycloak } from './keycloak-server.ts';
import { Session } from './session.ts';
import { StandInKeycloaks } from './stand-in-keycloaks.ts';
import { readStubBuilds, writeStubDocker } from './stub-docker.ts';
import { provideState } from '../local-beanstalk/credentials.ts';

const launcher = fileURLToPath(new URL('../../bin/kc-eb.js', import.meta.url));
/** The time verify waits after a deployment for the last lines. */
const behindMs = 10_000;
/** Longer than a probe may take: older clients are leftovers. */
const laterMs = 11 * 60_000;

/** Part of the deployment: projects that are compared have the same ports. */
export interface Ports {
  api: number;
  balancer: number;
}

/** The signal that the process gets at a request. */
export interface Blow {
  point: Point;
  /** `hold` leaves the request without an answer. */
  when: 'before' | 'after' | 'hold';
  strike: (child: ChildProcess) => unknown;
}

export interface Ended {
  code: number | null;
  signal: string | null;
  stderr: string;
  points: Point[];
}

/** The state of the run, for the servers. */
class Current {
  session = new Session();
  blow: Blow | undefined;
  child: ChildProcess | undefined;

  /** Around each request of the process. */
  async handle<T>(name: string, invocation: string, handle: () => Promise<T>): Promise<T> {
    const point = this.session.arrived(name, invocation);
    const { blow, child } = this;
    if (blow?.point !== point || child === undefined) return handle();
    // Once: the SDK retries.
    this.blow = undefined;
    if (blow.when === 'after') await handle();
    blow.strike(child);
    if (blow.when === 'hold') return new Promise(() => undefined);
    throw new AnswerLost();
  }
}

interface Parts {
  folder: string;
  bin: string;
  server: LocalServer;
  balancer: Server;
  daemon: ChildProcess;
  current: Current;
  observer: Observer;
  keycloak: FakeKeycloak;
  inherited: ReadonlySet<string>;
}

export class Project {
  readonly #parts: Parts;
  #closed = false;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** `origin`: a closed project, which is copied. */
  static async open(ports: Ports, origin?: Project): Promise<Project> {
    const folder = await mkdtemp(join(tmpdir(), 'kc-eb-killed-'));
    if (origin !== undefined) await cp(origin.#parts.folder, folder, { recursive: true });
    const paths = statePaths(folder);
    await provideState(folder);
    const settings = {
      ...{ project: 'feedc0de', projectFolder: folder, pace: 1_000 },
      ...{ apiPort: ports.api, balancerPort: ports.balancer },
    };
    await writeSettings(settings);
    const now = (): Date => new Date(Date.now() - behindMs);
    const current = new Current();
    const server = await assembleServer(settings, {
      now,
      async onCall({ service, operation, request }, handle) {
        if (request.headers['user-agent']?.includes(observer) === true) return handle();
        if (operation === 'FilterLogEvents') await keycloaks.catchUp();
        const invocation = request.headers['amz-sdk-invocation-id'] ?? request.requestId;
        return current.handle(`${service} ${operation}`, invocation, handle);
      },
    });
    const clients = observerClients(server.endpoint);
    const keycloaks = new StandInKeycloaks(clients.beanstalk, clients.logs, 'id-prod', now);
    const origins = [`http://localhost:${ports.balancer}`];
    const keycloak = new FakeKeycloak({ nodes: 2, clustered: true, major: 26, origins });
    keycloak.password = await readSecret(paths.secrets, 'admin-password');
    const balancer = await serveKeycloak(keycloak, ports.balancer, (input, handle) =>
      current.handle(`keycloak ${nameOf(input)}`, randomUUID(), handle),
    );
    const bin = await writeStubDocker(folder, server.endpoint);
    // Commands look for the server process of this project: it is the test itself.
    const daemon = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)', folder], { stdio: 'ignore' });
    await writeFile(paths.pid, String(daemon.pid));
    const inherited = new Set((await readImages(clients.ecr)).values());
    return new Project({
      ...{ folder, bin, server, balancer, daemon, current, keycloak, inherited },
      observer: clients,
    });
  }

  /** Writes kc-eb.yaml (JSON is YAML), and a file of a theme, which is in the image. */
  async configure({ max, theme }: { max: number; theme: string }): Promise<void> {
    const { application, environment, database, admin, keycloak } = exampleConfig();
    const { vendor, host, password } = database;
    const config = {
      ...{ application, environment, region },
      keycloak: { version: keycloak.version.name, hostname: keycloak.hostname },
      database: { vendor, host, password },
      admin: { password: admin.password },
      instances: { max },
    };
    const { folder } = this.#parts;
    await writeFile(join(folder, 'kc-eb.yaml'), JSON.stringify(config));
    const path = join(folder, 'themes', 'plain', 'login', 'theme.properties');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, theme);
  }

  async run(command: readonly string[], blow?: Blow): Promise<Ended> {
    const { folder, bin, current } = this.#parts;
    const session = new Session();
    const child = spawn(process.execPath, [launcher, ...command, '--local'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}` },
    });
    Object.assign(current, { session, blow, child });
    const [stderr, , [code, signal]] = await Promise.all([
      text(child.stderr),
      text(child.stdout),
      once(child, 'exit') as Promise<[number | null, string | null]>,
    ]);
    return { code, signal, stderr, points: session.arrivals };
  }

  /** Clients of probes in Keycloak's database. */
  get clients(): string[] {
    return [...this.#parts.keycloak.clients.keys()];
  }

  /** Renames the clients of killed probes to an old time, so that the next verify deletes them as leftovers. */
  ageClients(): void {
    const { clients } = this.#parts.keycloak;
    for (const client of [...clients.values()]) {
      clients.delete(client.clientId);
      client.clientId = client.clientId.replace(/^kc-eb-probe-(\w+)/, (_, time: string) => {
        return `kc-eb-probe-${(Number.parseInt(time, 36) - laterMs).toString(36)}`;
      });
      clients.set(client.clientId, client);
    }
  }

  async endState(): Promise<AwsEndState & { clients: string[] }> {
    const { folder, inherited } = this.#parts;
    const builds = await readStubBuilds(folder);
    const state = await readEndState(this.#parts.observer, (tag, digest) => {
      if (inherited.has(digest)) return digest;
      return builds.get(digest) === tag ? 'built by a run' : `${digest}, built by nobody`;
    });
    return { ...state, clients: this.clients };
  }

  /** Closes the servers; the folder stays as an origin. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { balancer, daemon, server } = this.#parts;
    daemon.kill();
    balancer.closeAllConnections();
    await new Promise((resolve) => balancer.close(resolve));
    await server.close();
  }

  async remove(): Promise<void> {
    await this.close();
    await rm(this.#parts.folder, { recursive: true, force: true });
  }
}
