import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { explainAwsError } from '../../src/aws/explain-error.ts';
import { makeAws } from '../../src/aws/clients.ts';
import { projectFiles } from '../../src/system/files.ts';
import { UserError } from '../../src/base/user-error.ts';
import { basicAuthorization } from '../../src/local-beanstalk/base/credentials.ts';
import { scaleOutPath } from '../../src/local-beanstalk/beanstalk/scale-out.ts';
import { assembleServer } from '../../src/local-beanstalk/server.ts';
import { localRegion as region } from '../../src/local-beanstalk/base/constants.ts';
import { localCredentials as credentials, provideState } from '../local-beanstalk/credentials.ts';
import type { OnCall } from '../../src/local-beanstalk/http/dispatch.ts';
import { readSecret } from '../../src/local-beanstalk/identity/project-secrets.ts';
import type { StrictnessSwitch } from '../../src/local-beanstalk/base/strictness.ts';
import { statePaths } from '../../src/local-beanstalk/base/state.ts';
import type { Deps } from '../../src/ports.ts';
import { FakeDns } from '../fakes/fake-dns.ts';
import { FakeKeycloak } from '../fakes/fake-keycloak.ts';
import { Recorder } from '../fakes/recorder.ts';
import { processedVersions } from '../local-beanstalk/processed-versions.ts';
import { observer, observerClients } from './observer-clients.ts';
import { type AwsEndState, type Observer, readEndState, readImages } from './end-state.ts';
import { FastClock } from './fast-clock.ts';
import { answerWith } from './fault.ts';
import { gatedAws } from './gated-aws.ts';
import { gatedHttp } from './gated-http.ts';
import { BuiltImages, pushingEngine } from './pushing-engine.ts';
import { type Planned, Session } from './session.ts';
import { StandInKeycloaks } from './stand-in-keycloaks.ts';

export type Command = (deps: Deps) => Promise<void>;

export interface Outcome {
  ended: 'done' | 'killed' | 'failed' | 'bug' | 'hung';
  error: unknown;
  session: Session;
  reporter: Recorder;
}

const speed = 200;
const quickest = 100_000;
/** The limit of one request, after which the SDK retries. */
const idleMs = 600;
/** The same in undisturbed runs, where a busy machine may be slow. */
const calmIdleMs = 10_000;
const longestRunMs = 30_000;

/** The state that a run leaves behind; the probe's clients are in Keycloak's database. */
export type EndState = AwsEndState & { clients: readonly string[] };

/** An AWS account with one project's deployment: Local Beanstalk in this process, its state in a folder. */
export class World {
  readonly folder: string;
  readonly clock: FastClock;
  readonly keycloaks: StandInKeycloaks;
  readonly #server: Awaited<ReturnType<typeof assembleServer>>;
  readonly #observer: Observer;
  /** Shared by all runs of the world. */
  readonly keycloak: FakeKeycloak;
  readonly #built = new BuiltImages();
  /** Digests of the images at the start. */
  readonly #inherited: ReadonlySet<string>;
  readonly #calls: { session: Session | undefined };
  #closedAt: number | undefined;
  /** Digests of the images at the end. */
  #left: ReadonlySet<string> = new Set();

  private constructor(parts: {
    folder: string;
    clock: FastClock;
    server: Awaited<ReturnType<typeof assembleServer>>;
    observer: Observer;
    inherited: ReadonlySet<string>;
    keycloak: FakeKeycloak;
    keycloaks: StandInKeycloaks;
    calls: { session: Session | undefined };
  }) {
    this.folder = parts.folder;
    this.clock = parts.clock;
    this.keycloaks = parts.keycloaks;
    this.#server = parts.server;
    this.#observer = parts.observer;
    this.keycloak = parts.keycloak;
    this.#inherited = parts.inherited;
    this.#calls = parts.calls;
  }

  /** `origin`: a closed world, which is copied; `pace`: of Local Beanstalk's operations. */
  static async open(
    origin?: World,
    pace = quickest,
    strict: readonly StrictnessSwitch[] = [],
  ): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), 'kc-eb-faults-'));
    if (origin !== undefined) await cp(origin.folder, folder, { recursive: true });
    const { secrets } = statePaths(folder);
    await provideState(folder);
    // A copied world starts no earlier than its origin ended.
    const clock = new FastClock(speed, origin === undefined ? Date.now() : (origin.#closedAt ?? Date.now()));
    const calls: { session: Session | undefined } = { session: undefined };
    let looks = 0;
    const onCall: OnCall = async ({ service, operation, request }, handle) => {
      if (request.headers['user-agent']?.includes(observer) === true) return handle();
      if (operation === 'FilterLogEvents') await keycloaks.catchUp();
      if (operation === 'CreateApplicationVersion') looks = 0;
      if (operation === 'DescribeApplicationVersions') {
        looks += 1;
        // The processing takes the time of a busy machine, not of the clock.
        if (looks > 2) await processedVersions(() => clients.beanstalk.describeApplicationVersions({}));
      }
      const invocation = request.headers['amz-sdk-invocation-id'] ?? request.requestId;
      const fault = calls.session?.answerFault(`${service} ${operation}`, invocation);
      return fault === undefined ? handle() : answerWith(fault.fault, handle, fault.attempt);
    };
    const server = await assembleServer(
      // The registry's name is part of the deployment and must be the same in all worlds: port 0.
      {
        project: 'feedc0de',
        projectFolder: folder,
        apiPort: 0,
        balancerPort: 18_080,
        pace,
        strict: [...strict],
      },
      { onCall, now: clock.now },
    );
    const clients = observerClients(server.endpoint);
    const keycloaks = new StandInKeycloaks(clients.beanstalk, clients.logs, 'id-prod', clock.now);
    const keycloak = new FakeKeycloak({ nodes: 2, clustered: true, major: 26 });
    keycloak.password = await readSecret(secrets, 'admin-password');
    const inherited: ReadonlySet<string> = origin === undefined ? new Set() : origin.#left;
    return new World({ folder, clock, server, observer: clients, inherited, keycloak, keycloaks, calls });
  }

  /** Auto Scaling adds an instance. */
  async scaleOut(): Promise<void> {
    const { ok } = await fetch(`${this.#server.endpoint}${scaleOutPath}id-prod`, {
      method: 'POST',
      headers: { authorization: basicAuthorization(credentials) },
    });
    if (!ok) throw new Error('no instance was added');
  }

  /** A client of which the runs are not aware. */
  get beanstalk(): Observer['beanstalk'] {
    return this.#observer.beanstalk;
  }

  /** Runs a command as a process would, until it ends or is killed. */
  async run(command: Command, planned?: Planned): Promise<Outcome> {
    const session = new Session(planned);
    const reporter = new Recorder();
    this.#calls.session = session;
    const deps = this.#deps(session, reporter, planned === undefined ? calmIdleMs : idleMs);
    const work = command(deps).then(
      () => ({ ended: 'done' as const, error: undefined }),
      (reason: unknown) => {
        const error = explainAwsError(reason);
        return { ended: error instanceof UserError ? ('failed' as const) : ('bug' as const), error };
      },
    );
    let timer: NodeJS.Timeout | undefined;
    const result = await Promise.race([
      work,
      session.death.then(() => ({ ended: 'killed' as const, error: undefined })),
      new Promise<{ ended: 'hung'; error: undefined }>((resolve) => {
        timer = setTimeout(() => {
          resolve({ ended: 'hung', error: undefined });
        }, longestRunMs);
      }),
    ]);
    clearTimeout(timer);
    return { ...result, session, reporter };
  }

  async endState(): Promise<EndState> {
    const aws = await readEndState(this.#observer, (tag, digest) => {
      if (this.#inherited.has(digest)) return digest;
      return this.#built.has(tag, digest) ? 'built by a run' : `${digest}, built by nobody`;
    });
    return { ...aws, clients: [...this.keycloak.clients.keys()] };
  }

  /** Closes the servers; the folder stays as an origin. */
  async close(): Promise<void> {
    await this.#processed();
    this.#closedAt = this.clock.now().getTime();
    this.#left = new Set((await readImages(this.#observer.ecr)).values());
    await this.#server.close();
  }

  /** Processing writes to the world's folder. */
  #processed(): Promise<unknown> {
    return processedVersions(() => this.beanstalk.describeApplicationVersions({}));
  }

  async remove(): Promise<void> {
    if (this.#closedAt === undefined) {
      await this.#processed();
      await this.#server.close();
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  #deps(session: Session, reporter: Recorder, patience: number): Deps {
    const { clock } = this;
    const aws = makeAws({
      region,
      idleMs: patience,
      local: { endpoint: this.#server.endpoint, credentials },
    });
    return {
      aws: gatedAws(aws, session),
      engine: pushingEngine(this.#server.endpoint, this.#built, session),
      files: projectFiles(this.folder),
      clock: { now: clock.now, sleep: (ms, signal) => session.wait(() => clock.sleep(ms, signal)) },
      http: gatedHttp(this.keycloak, session, clock),
      dns: new FakeDns(),
      variables: {},
      browser: { open: () => Promise.resolve(false) },
      reporter,
      signal: new AbortController().signal,
      local: undefined,
    };
  }
}
