/** The port of each environment's load balancer. */
import { lookUp, withoutKey } from '../base/dictionary.ts';
import type { JsonFile } from '../base/json-file.ts';

/** Port by environment name; stored, so that an environment keeps its port. */
export type BalancerPorts = Record<string, number>;

export interface PortOptions {
  ports: Pick<JsonFile<BalancerPorts>, 'value' | 'keep'>;
  /** Port of the first environment; the others get the next free ones. */
  firstPort: number;
  /** Returns false for a port of another project. Default: no port has another owner. */
  claim?: (port: number) => boolean;
}

const portsTried = 100;

/** The ports to try for an environment, its own one first. Each is claimed when it is taken from the iterator. */
export function* candidatePorts(
  { ports, firstPort, claim = () => true }: PortOptions,
  environmentName: string,
): Generator<number, undefined> {
  const reserved = new Set(Object.values(ports.value));
  const own = lookUp(ports.value, environmentName);
  if (own !== undefined) yield own;
  for (let port = firstPort; port < firstPort + portsTried; port += 1) {
    if (!reserved.has(port) && claim(port)) yield port;
  }
  return undefined;
}

export function exchangePorts({ ports }: PortOptions, one: string, other: string): void {
  const [first, second] = [lookUp(ports.value, one), lookUp(ports.value, other)];
  if (first === undefined || second === undefined) throw new Error(`no load balancer of ${one} or ${other}`);
  ports.value = { ...ports.value, [one]: second, [other]: first };
  ports.keep();
}

export function releasePort({ ports }: PortOptions, environmentName: string): void {
  ports.value = withoutKey(ports.value, environmentName);
  ports.keep();
}
