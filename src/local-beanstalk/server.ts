/** Puts Local Beanstalk together: its services, what runs the instances, and the balancer in front of them. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { beanstalkService } from './beanstalk/api.ts';
import { ecrService } from './ecr/api.ts';
import { logsService } from './logs/api.ts';
import { registryService } from './ecr/registry.ts';
import { s3Service } from './s3/api.ts';
import { secretsManagerService } from './identity/secrets-manager.ts';
import type { Service } from './http/service.ts';
import { stsService } from './identity/sts.ts';
import { type BalancerPorts, inProcessBalancer } from './balancer/balancer.ts';
import { localAccount, localRegion } from './base/constants.ts';
import { databaseMaker } from './machine/database.ts';
import { dockerCommand } from './base/docker.ts';
import {
  type ReportedInstances,
  reportingOnlyBalancer,
  reportingOnlyRuntime,
} from './instances/reporting-only.ts';
import type { OnCall } from './http/dispatch.ts';
import { metadataService } from './instances/metadata-service.ts';
import { type ContainerRuntime, containerRuntime } from './instances/runtime.ts';
import type { IngressRule } from './instances/security-group.ts';
import { LogGroups } from './logs/log-groups.ts';
import { BucketStore } from './s3/store.ts';
import type { Balancer, InstanceRuntime } from './base/ports.ts';
import { Blobs } from './ecr/blobs.ts';
import { ImageStore } from './ecr/image-store.ts';
import { readSecrets } from './identity/project-secrets.ts';
import { type LocalServer, startLocalServer } from './http/listen.ts';
import { type LocalSettings, statePaths } from './base/state.ts';
import { JsonFile } from './base/json-file.ts';

const place = { region: localRegion, accountId: localAccount };
const systemTime = (): Date => new Date();

/** What runs environments: containers, or records that only report. */
interface Platform {
  runtime: InstanceRuntime;
  balancer: Balancer;
  /** Finds what an earlier run of the server has left. */
  resume(): Promise<void>;
  routes: Readonly<Record<string, Service>>;
  hosts: readonly [string, ...string[]];
}

/** Resolves when it answers; environments of an earlier run come up again meanwhile. */
export async function assembleServer(
  settings: LocalSettings,
  { onCall, now = systemTime }: { onCall?: OnCall; now?: () => Date } = {},
): Promise<LocalServer> {
  const paths = statePaths(settings.projectFolder);
  const store = (name: string): string => join(paths.store, name);
  const platform =
    settings.containers === undefined ? reporting(settings, store) : containers(settings, store, now);

  const secrets = await readSecrets(paths.secrets);
  const objects = new BucketStore(store('s3'), now);
  const logs = new LogGroups(store('logs'), now);
  const images = new ImageStore(store('ecr'), now);
  const login = new JsonFile(store('registry-login.json'), { password: randomBytes(24).toString('hex') });
  login.save();
  const { password } = login.value;

  const beanstalk = beanstalkService({
    ...{ ...place, objects, logs, now, pace: settings.pace },
    dataDir: store('beanstalk'),
    runtime: platform.runtime,
    balancer: platform.balancer,
    secrets: (arn) => secrets.get(arn),
  });
  const registry = `127.0.0.1:${settings.apiPort}`;
  const server = await startLocalServer({
    port: settings.apiPort,
    project: settings.project,
    hosts: platform.hosts,
    services: [
      beanstalk,
      s3Service(objects, localRegion),
      ecrService({ images, registry, password, place, now }),
      logsService(logs, place),
      stsService(localAccount),
      secretsManagerService((arn) => secrets.get(arn)),
    ],
    routes: {
      '/v2/': registryService({ images, password, accountId: localAccount, blobs: new Blobs(store('ecr')) }),
      ...platform.routes,
    },
    onCall,
  });
  // Only now: instances that start again send their logs at once, and ask for their metadata.
  await platform.resume();
  await beanstalk.resume();
  return server;
}

type StorePath = (name: string) => string;

function reporting({ balancerPort }: LocalSettings, store: StorePath): Platform {
  return {
    runtime: reportingOnlyRuntime(new JsonFile<ReportedInstances>(store('instances.json'), {})),
    balancer: reportingOnlyBalancer(balancerPort),
    resume: () => Promise.resolve(),
    routes: {},
    hosts: ['127.0.0.1'],
  };
}

function containers(settings: LocalSettings, store: StorePath, now: () => Date): Platform {
  const { project, apiPort, balancerPort, containers: given } = settings;
  if (given === undefined) throw new Error('these settings have no containers');
  const { network, instanceImage, instanceDisk, preload, database } = given;
  const docker = dockerCommand();
  const makeDatabase = databaseMaker(docker, project, database.vendor);
  const runtime = containerRuntime({
    ...{ docker, project, network, preload, apiPort, region: localRegion, image: instanceImage },
    instanceDisk,
    ingress: new JsonFile<Record<string, readonly IngressRule[]>>(store('ingress.json'), {}),
    async prepare({ environment }) {
      const name = environment.KC_DB_URL_DATABASE;
      if (name !== undefined) await makeDatabase(name);
    },
  });
  return {
    runtime,
    balancer: inProcessBalancer({
      ports: new JsonFile<BalancerPorts>(store('balancer-ports.json'), {}),
      firstPort: balancerPort,
    }),
    resume: () => runtime.resume(),
    routes: { '/latest/': metadataRoute(runtime, now) },
    hosts: ['127.0.0.1', network.gateway],
  };
}

function metadataRoute(runtime: ContainerRuntime, now: () => Date): Service {
  const answer = metadataService({
    ...{ region: localRegion, account: localAccount, now },
    instanceByAddress: (address) => runtime.byAddress(address),
  });
  return { name: 'metadata', operation: ({ method }) => method, handle: answer };
}
