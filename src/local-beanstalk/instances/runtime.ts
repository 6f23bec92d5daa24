/** The runtime whose instances are containers, each with its own Docker daemon. */
import { z } from 'zod';
import type { Docker } from '../base/docker.ts';
import { instanceLabels, projectLabel, roleLabel } from '../base/labels.ts';
import { addressIn } from '../base/network.ts';
import type { Deployment, Instance, InstanceRuntime } from '../base/ports.ts';
import type { LocalNetwork } from '../base/state.ts';
import type { JsonFile } from '../base/json-file.ts';
import { awaitDaemon, bootInstance, containerName } from './boot.ts';
import { deployToInstance } from './deploy.ts';
import { filterRules, type IngressRule } from './security-group.ts';
import { instanceShell, type Shell } from './shell.ts';

export interface ContainerRuntimeOptions {
  docker: Docker;
  project: string;
  network: LocalNetwork;
  image: string;
  /** Size of each instance's disk; undefined: no limit. */
  instanceDisk?: string | undefined;
  /** Images that each instance gets at its launch, because its registry may be unreachable. */
  preload: readonly string[];
  apiPort: number;
  region: string;
  /** Ingress rules of the newest bundle by environment id; stored. */
  ingress: Pick<JsonFile<Record<string, readonly IngressRule[]>>, 'value' | 'keep'>;
  /** Runs before a deployment, e.g. to create its database. */
  prepare(deployment: Deployment): Promise<void>;
}

export interface ContainerRuntime extends InstanceRuntime {
  /** The instance with this address; for the metadata service. */
  byAddress(privateIp: string): Instance | undefined;
  /** Finds the instances of an earlier run and starts stopped ones. */
  resume(): Promise<void>;
}

/** The last numbers of instance addresses; .1 is this machine, .5 the database. */
const firstAddress = 11;
const lastAddress = 250;
const rulesFile = '/opt/elasticbeanstalk/local/security-group.rules';

export function containerRuntime(options: ContainerRuntimeOptions): ContainerRuntime {
  const { docker, project, network, ingress } = options;
  const instances = new Map<string, Instance>();

  const shellOf = (id: string): Shell => instanceShell(docker, containerName(project, id));
  const peersOf = (environmentId: string): Instance[] =>
    [...instances.values()].filter((instance) => instance.environmentId === environmentId);

  function freeAddress(): string {
    const taken = new Set([...instances.values()].map(({ privateIp }) => privateIp));
    for (let last = firstAddress; last <= lastAddress; last += 1) {
      const address = addressIn(network.subnet, last);
      if (!taken.has(address)) return address;
    }
    throw new Error(`no free address in ${network.subnet}`);
  }

  /** Rules name groups, whose members change: all instances get the new rules. */
  async function applySecurityGroups(environmentId: string): Promise<void> {
    const members = peersOf(environmentId);
    const input = filterRules(ingress.value[environmentId] ?? [], {
      balancer: network.gateway,
      peers: members.map(({ privateIp }) => privateIp),
    });
    await Promise.all(
      members.map(async ({ id }) => {
        const script = `cat > ${rulesFile} && iptables-restore --noflush < ${rulesFile}`;
        const { exitCode, lines } = await shellOf(id).exec(['sh', '-c', script], { input });
        // A killed instance needs no rules.
        if (exitCode !== 0 && (await running()).has(id)) {
          throw new Error(`iptables-restore failed on ${id}: ${lines.join('\n')}`);
        }
      }),
    );
  }

  async function running(): Promise<ReadonlySet<string>> {
    const stdout = await docker.run([
      ...['ps', '--filter', `label=${projectLabel(project)}`, '--filter', `label=${roleLabel}=instance`],
      ...['--format', `{{.Label "${instanceLabels.id}"}}`],
    ]);
    return new Set(stdout.split('\n').filter((line) => line !== ''));
  }

  async function remove(id: string): Promise<void> {
    const name = containerName(project, id);
    await docker.run(['rm', '--force', '--volumes', name]);
    await docker.run(['volume', 'rm', '--force', name]);
  }

  return {
    kind: 'containers',
    running,
    byAddress: (privateIp) => [...instances.values()].find((instance) => instance.privateIp === privateIp),

    async launch(spec) {
      const instance: Instance = { ...spec, privateIp: freeAddress(), launchedAt: new Date() };
      // Reserved before the first await: launches run simultaneously.
      instances.set(instance.id, instance);
      try {
        await bootInstance(docker, { ...options, instance });
        await applySecurityGroups(instance.environmentId);
        if (options.preload.length > 0) {
          const exec = ['exec', '--interactive', containerName(project, instance.id)];
          await docker.pipe(['docker', 'save', ...options.preload], [...exec, 'docker', 'load', '--quiet']);
        }
      } catch (error) {
        instances.delete(instance.id);
        await remove(instance.id);
        throw error;
      }
      return instance;
    },

    async deploy(instance, deployment, log) {
      await options.prepare(deployment);
      await deployToInstance({
        work: { shell: shellOf(instance.id), log },
        deployment,
        leader: peersOf(instance.environmentId)[0]?.id === instance.id,
        endpoint: `http://${network.gateway}:${options.apiPort}`,
        setIngress: async (rules) => {
          ingress.value = { ...ingress.value, [instance.environmentId]: rules };
          ingress.keep();
          await applySecurityGroups(instance.environmentId);
        },
      });
    },

    async terminate(instance) {
      instances.delete(instance.id);
      await remove(instance.id);
      await applySecurityGroups(instance.environmentId);
    },

    async containerLogs({ id }, lines) {
      const shell = shellOf(id);
      const list = ['docker', 'ps', '--all', '--format', '{{.Names}}'];
      const { exitCode, lines: names } = await shell.exec(list);
      if (exitCode !== 0) throw new Error(names.join(' '));
      const logs = names.map(async (name) => {
        const tail = lines === undefined ? 'all' : String(lines);
        const found = await shell.exec(['docker', 'logs', '--tail', tail, name]);
        return [`/var/log/eb-docker/containers/${name}.log`, `${found.lines.join('\n')}\n`];
      });
      return Object.fromEntries(await Promise.all(logs)) as Record<string, string>;
    },

    async requestLog({ id }) {
      // Two files: the hour may have changed.
      const newest = 'cd /var/log/nginx/healthd && ls application.log.* | tail -n 2 | xargs tail -q -n 5000';
      const { exitCode, lines } = await shellOf(id).exec(['sh', '-c', newest]);
      return exitCode === 0 ? lines.join('\n') : '';
    },

    async resume() {
      const found = await findInstances(docker, project);
      for (const instance of found) instances.set(instance.id, instance);
      await Promise.all(
        found.map(async ({ id }) => {
          const name = containerName(project, id);
          await docker.run(['start', name]);
          await awaitDaemon(docker, name);
        }),
      );
    },
  };
}

const inspectSchema = z.array(
  z.object({
    Created: z.coerce.date(),
    Config: z.object({ Labels: z.record(z.string(), z.string()) }),
    NetworkSettings: z.object({
      Networks: z.record(z.string(), z.object({ IPAMConfig: z.object({ IPv4Address: z.string() }) })),
    }),
  }),
);

async function findInstances(docker: Docker, project: string): Promise<Instance[]> {
  const ids = await docker.run([
    ...['ps', '--all', '--quiet', '--filter', `label=${projectLabel(project)}`],
    ...['--filter', `label=${roleLabel}=instance`],
  ]);
  if (ids === '') return [];
  const stdout = await docker.run(['inspect', ...ids.split('\n')]);
  return inspectSchema.parse(JSON.parse(stdout)).map(({ Created, Config, NetworkSettings }) => ({
    id: Config.Labels[instanceLabels.id] ?? '',
    environmentName: Config.Labels[instanceLabels.environmentName] ?? '',
    environmentId: Config.Labels[instanceLabels.environmentId] ?? '',
    privateIp: Object.values(NetworkSettings.Networks)[0]?.IPAMConfig.IPv4Address ?? '',
    launchedAt: Created,
  }));
}
