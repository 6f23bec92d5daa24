/** Assembles Local Beanstalk: its services, the runtime of its instances, and their load balancer. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { scaleOutPath, scaleOutService } from './beanstalk/scale-out.ts';
import { beanstalkService } from './beanstalk/api.ts';
import { ecrService } from './ecr/api.ts';
import { logsService } from './logs/api.ts';
import { registryService } from './ecr/registry.ts';
import { s3Service } from './s3/api.ts';
import { secretsManagerService } from './identity/secrets-manager.ts';
import { iamService } from './identity/iam.ts';
import { IamRecords, type IamState } from './identity/iam-records.ts';
import type { Service } from './http/service.ts';
import { stsService } from './identity/sts.ts';
import { loadBalancingService } from './balancer/api.ts';
import { inProcessBalancer } from './balancer/balancer.ts';
import { listen } from './balancer/listener.ts';
import type { BalancerPorts, PortOptions } from './balancer/ports.ts';
import { localAccount, localRegion } from './base/constants.ts';
import { databaseCreator } from './machine/database.ts';
import { dockerCommand } from './base/docker.ts';
import {
  type ReportedInstances,
  reportingOnlyBalancer,
  reportingOnlyRuntime,
} from './instances/reporting-only.ts';
import type { OnCall } from './http/dispatch.ts';
import { metadataService } from './instances/metadata-service.ts';
import { containerRuntime } from './instances/runtime.ts';
import type { IngressRule } from './instances/security-group.ts';
import { LogGroups } from './logs/log-groups.ts';
import { type AlarmRecords, Alarms } from './monitoring/alarms.ts';
import { monitoringService } from './monitoring/api.ts';
import { readEmbedded } from './monitoring/embedded-format.ts';
import { MetricStore } from './monitoring/metric-store.ts';
import { BucketStore } from './s3/store.ts';
import type { Balancer, InstanceRuntime } from './base/ports.ts';
import { Blobs } from './ecr/blobs.ts';
import { ImageStore } from './ecr/image-store.ts';
import { type LocalCredentials, readCredentials } from './base/credentials.ts';
import { readSecrets } from './identity/project-secrets.ts';
import { type LocalServer, startLocalServer } from './http/listen.ts';
import { type LocalSettings, statePaths } from './base/state.ts';
import { JsonFile } from './base/json-file.ts';

const place = { region: localRegion, accountId: localAccount };
const systemTime = (): Date => new Date();

/** The runtime of environments: containers, or records that only report. */
interface Platform {
  runtime: InstanceRuntime;
  balancer: Balancer;
  /** Finds the instances of an earlier run. */
  resume(): Promise<void>;
  routes: Readonly<Record<string, Service>>;
  hosts: readonly [string, ...string[]];
}

/** Resources that the servers of this machine's projects share. */
interface SharedMachine {
  /** Returns false for a port of another project. */
  claimPort(port: number): boolean;
}

interface AssemblyOptions {
  now?: () => Date;
  /** Default: the server is alone, and the port of the load balancer is taken when an environment needs it. */
  machine?: SharedMachine | undefined;
}

/** Everything behind the server's port. */
export interface Assembly {
  services: readonly Service[];
  /** The project's key, with which clients sign. */
  credentials: LocalCredentials;
  /** Services that are found by path and take no AWS signature. */
  routes: Readonly<Record<string, Service>>;
  hosts: readonly [string, ...string[]];
  /** Restarts the environments of an earlier run; call it when the server listens. */
  resume(): Promise<void>;
}

/** Resolves when the server answers requests; environments of an earlier run restart by then. */
export async function assembleServer(
  settings: LocalSettings,
  { onCall, ...options }: AssemblyOptions & { onCall?: OnCall } = {},
): Promise<LocalServer> {
  const assembly = await assembleServices(settings, options);
  const { apiPort: port, project } = settings;
  const server = await startLocalServer({ ...assembly, port, project, onCall });
  // Only now: restarted instances send logs and read their metadata immediately.
  await assembly.resume();
  return server;
}

export async function assembleServices(
  settings: LocalSettings,
  { now = systemTime, machine }: AssemblyOptions = {},
): Promise<Assembly> {
  const paths = statePaths(settings.projectFolder);
  const store = (name: string): string => join(paths.store, name);
  const ports = {
    ports: new JsonFile<BalancerPorts>(store('balancer-ports.json'), {}),
    firstPort: settings.balancerPort,
    ...(machine !== undefined && { claim: (port: number) => machine.claimPort(port) }),
  };
  const credentials = readCredentials(settings.projectFolder);
  const base = { settings, store, now, ports, credentials, holds: machine !== undefined };
  const platform = settings.containers === undefined ? reporting(base) : containers(base);

  const secrets = await readSecrets(paths.secrets);
  const objects = new BucketStore(store('s3'), now);
  const metrics = new MetricStore(now);
  const alarms = new Alarms(new JsonFile<AlarmRecords>(store('alarms.json'), {}), { metrics, now });
  const logs = new LogGroups(store('logs'), now, (events) => {
    for (const { message } of events) for (const sample of readEmbedded(message)) metrics.add(sample);
  });
  const images = new ImageStore(store('ecr'), now);
  const login = new JsonFile(store('registry-login.json'), { password: randomBytes(24).toString('hex') });
  login.save();
  const { password } = login.value;

  const iam = new IamRecords(new JsonFile<IamState>(store('iam.json'), { roles: {}, profiles: {} }));
  const beanstalk = beanstalkService({
    ...{ ...place, objects, logs, alarms, now, pace: settings.pace },
    profiles: iam,
    strictness: new Set(settings.strict),
    dataDir: store('beanstalk'),
    endpoint: `http://127.0.0.1:${settings.apiPort}`,
    credentials,
    runtime: platform.runtime,
    balancer: platform.balancer,
    secrets: (arn) => secrets.get(arn),
  });
  const registry = `127.0.0.1:${settings.apiPort}`;
  return {
    credentials,
    services: [
      beanstalk,
      s3Service(objects, localRegion),
      ecrService({ images, registry, password, place, now }),
      logsService(logs, place),
      monitoringService({ metrics, alarms }, place),
      stsService(localAccount),
      iamService(iam, localAccount, now),
      loadBalancingService(() => beanstalk.targetGroups()),
      secretsManagerService((arn) => secrets.get(arn)),
    ],
    routes: {
      '/v2/': registryService({ images, password, accountId: localAccount, blobs: new Blobs(store('ecr')) }),
      [scaleOutPath]: scaleOutService((name) => {
        beanstalk.scaleOut(name);
      }),
      ...platform.routes,
    },
    hosts: platform.hosts,
    async resume() {
      await platform.resume();
      await beanstalk.resume();
    },
  };
}

type StorePath = (name: string) => string;

interface PlatformBase {
  settings: LocalSettings;
  store: StorePath;
  now: () => Date;
  ports: PortOptions;
  credentials: LocalCredentials;
  /** Listens on the first port at once. */
  holds: boolean;
}

function reporting({ store, now, ports, holds }: PlatformBase): Platform {
  return {
    runtime: reportingOnlyRuntime(new JsonFile<ReportedInstances>(store('instances.json'), {}), now),
    balancer: reportingOnlyBalancer(ports),
    async resume() {
      // Answers 503: no other program is taken for the environment.
      if (holds) await listen({ port: ports.firstPort, targets: () => [], targetPort: () => 80 });
    },
    routes: {},
    hosts: ['127.0.0.1'],
  };
}

function containers({ settings, store, now, ports, credentials, holds }: PlatformBase): Platform {
  const { project, apiPort, containers: setup } = settings;
  if (setup === undefined) throw new Error('settings without containers');
  const { network, instanceImage, instanceDisk, preload, database } = setup;
  const docker = dockerCommand();
  const createDatabase = databaseCreator(docker, project, database.vendor);
  const runtime = containerRuntime({
    ...{ docker, project, network, preload, apiPort, region: localRegion, image: instanceImage },
    instanceDisk,
    ingress: new JsonFile<Record<string, readonly IngressRule[]>>(store('ingress.json'), {}),
    async prepare({ environment }) {
      const name = environment.KC_DB_URL_DATABASE;
      if (name !== undefined) await createDatabase(name);
    },
  });
  const balancer = inProcessBalancer(ports);
  return {
    runtime,
    balancer,
    async resume() {
      if (holds) await balancer.hold();
      await runtime.resume();
    },
    routes: {
      '/latest/': metadataService({
        ...{ region: localRegion, account: localAccount, now, credentials },
        instanceByAddress: (address) => runtime.byAddress(address),
      }),
    },
    hosts: ['127.0.0.1', network.gateway],
  };
}
