/** The Docker network that stands for the VPC. */
import { BlockList, isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { UserError } from '../../base/user-error.ts';
import type { Docker } from './docker.ts';
import { projectLabel } from './labels.ts';
import type { LocalNetwork } from './state.ts';

const candidates = Array.from({ length: 20 }, (_, index) => index);

/** Returns the project's network, or creates one on the first free 10.x.0.0/24. Throws UserError 'engine'. */
export async function provideNetwork(
  docker: Docker,
  project: string,
): Promise<{ network: LocalNetwork; already: boolean }> {
  const name = `kc-eb-${project}`;
  const existing = await docker.run([
    ...['network', 'ls', '--quiet', '--filter', `name=^${name}$`],
    ...['--filter', `label=${projectLabel(project)}`],
  ]);
  if (existing !== '') {
    const format = '{{(index .IPAM.Config 0).Subnet}}';
    const subnet = await docker.run(['network', 'inspect', existing, '--format', format]);
    return { network: { name, subnet, gateway: addressIn(subnet, 1) }, already: true };
  }
  const ownAddresses = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .map(({ address }) => address);
  for (const index of candidates) {
    const subnet = `10.${index}.0.0/24`;
    if (ownAddresses.some((address) => isInside(address, subnet))) continue;
    const { exitCode, lines } = await docker.attempt([
      ...['network', 'create', '--subnet', subnet, '--gateway', addressIn(subnet, 1)],
      ...['--label', projectLabel(project), name],
    ]);
    if (exitCode === 0) return { network: { name, subnet, gateway: addressIn(subnet, 1) }, already: false };
    if (!lines.some((line) => line.includes('overlaps'))) {
      throw new UserError('engine', `Docker network ${name} could not be created: ${lines.join(' ')}`);
    }
  }
  throw new UserError(
    'engine',
    `No free Docker network: 10.0.0.0/24 to 10.${candidates.length - 1}.0.0/24 are in use.`,
    { hint: 'List networks with docker network ls; remove unused ones with docker network prune.' },
  );
}

/** The address in a /24 that ends with `last`, e.g. 10.0.0.11. */
export function addressIn(subnet: string, last: number): string {
  return subnet.replace(/(?<!\d)\d+\/24$/, String(last));
}

function isInside(address: string, subnet: string): boolean {
  if (!isIPv4(address)) return false;
  const block = new BlockList();
  block.addSubnet(addressIn(subnet, 0), 24);
  return block.check(address);
}
