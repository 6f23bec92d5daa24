/** Boots the container that stands for an EC2 instance. */
import { UserError } from '../../base/user-error.ts';
import type { Docker } from '../base/docker.ts';
import { instanceLabels, projectLabel, roleLabel } from '../base/labels.ts';
import { pollUntil } from '../base/poll-until.ts';
import type { LocalNetwork } from '../base/state.ts';

/** Capabilities in place of --privileged, which fails where this machine lacks a capability (CAP_SYS_RESOURCE in many sandboxes). */
const capabilities = [
  ...['CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID', 'SETPCAP'],
  ...['NET_BIND_SERVICE', 'NET_ADMIN', 'NET_RAW', 'IPC_LOCK', 'SYS_MODULE', 'SYS_CHROOT', 'SYS_PTRACE'],
  ...['SYS_ADMIN', 'SYS_NICE', 'MKNOD', 'AUDIT_WRITE', 'SETFCAP', 'SYSLOG'],
];
const bootTimeoutMs = 60_000;

export interface BootSpec {
  project: string;
  image: string;
  instanceDisk?: string | undefined;
  network: LocalNetwork;
  apiPort: number;
  region: string;
  instance: { id: string; environmentName: string; environmentId: string; privateIp: string };
}

export function containerName(project: string, instanceId: string): string {
  return `kc-eb-${project}-${instanceId}`;
}

/** Resolves when the instance's Docker daemon answers. */
export async function bootInstance(docker: Docker, spec: BootSpec): Promise<void> {
  const name = containerName(spec.project, spec.instance.id);
  const label = projectLabel(spec.project);
  await docker.run(['volume', 'create', '--label', label, ...diskOptions(spec), name]);
  await docker.run(bootArguments(spec));
  await awaitDaemon(docker, name);
}

/** A disk with a limit is in memory; its content is lost when the instance stops. */
function diskOptions({ instanceDisk }: BootSpec): string[] {
  if (instanceDisk === undefined) return [];
  return ['--opt', 'type=tmpfs', '--opt', 'device=tmpfs', '--opt', `o=size=${instanceDisk}`];
}

/** The arguments of docker run. */
function bootArguments({ project, image, network, apiPort, region, instance }: BootSpec): string[] {
  const name = containerName(project, instance.id);
  const labels = [
    projectLabel(project),
    `${roleLabel}=instance`,
    `${instanceLabels.id}=${instance.id}`,
    `${instanceLabels.environmentName}=${instance.environmentName}`,
    `${instanceLabels.environmentId}=${instance.environmentId}`,
  ];
  return [
    ...['run', '--detach', '--init', '--name', name, '--stop-timeout', '30'],
    ...labels.flatMap((label) => ['--label', label]),
    ...capabilities.flatMap((capability) => ['--cap-add', capability]),
    ...['seccomp', 'apparmor', 'systempaths'].flatMap((option) => ['--security-opt', `${option}=unconfined`]),
    ...['--device-cgroup-rule', 'a *:* rwm', '--volume', '/sys/fs/cgroup:/sys/fs/cgroup:rw'],
    ...['--volume', `${name}:/var/lib/docker`],
    ...['--network', network.name, '--ip', instance.privateIp],
    ...['--hostname', `ip-${instance.privateIp.replaceAll('.', '-')}`],
    ...['--env', `API_HOST=${network.gateway}`, '--env', `API_PORT=${apiPort}`, '--env', `REGION=${region}`],
    image,
  ];
}

export async function awaitDaemon(docker: Docker, name: string): Promise<void> {
  let last = '';
  const answer = async (): Promise<true | undefined> => {
    const { exitCode, lines } = await docker.attempt(['exec', name, 'docker', 'version']);
    last = lines.at(-1) ?? '';
    return exitCode === 0 ? true : undefined;
  };
  if ((await pollUntil(answer, { everyMs: 200, timeoutMs: bootTimeoutMs })) !== undefined) return;
  const log = await docker.attempt(['exec', name, 'tail', '-n', '10', '/var/log/docker']);
  throw new UserError(
    'engine',
    `Docker daemon of ${name} did not answer within ${bootTimeoutMs / 1000} s: ${last}\n${log.lines.join('\n')}`,
    { hint: 'This machine must allow a Docker daemon inside a container.' },
  );
}
