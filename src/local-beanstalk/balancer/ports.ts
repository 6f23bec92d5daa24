/** The port of each environment's load balancer. */
import { lookUp, withoutKey } from '../base/dictionary.ts';
import type { JsonFile } from '../base/json-file.ts';

/** Port by environment name; stored, so that an environment keeps its port. */
export type BalancerPorts = Record<string, number>;

export interface PortOptions {
  ports: Pick<JsonFile<BalancerPorts>, 'value' | 'save'>;
  /** Port of the first environment; the others get the next free ones. */
  firstPort: number;
}

const portsTried = 100;

/** The ports to try for an environment, its own one first. */
export function candidatePorts({ ports, firstPort }: PortOptions, environmentName: string): number[] {
  const reserved = new Set(Object.values(ports.value));
  const free = Array.from({ length: portsTried }, (_, index) => firstPort + index).filter(
    (port) => !reserved.has(port),
  );
  const own = lookUp(ports.value, environmentName);
  return own === undefined ? free : [own, ...free];
}

export function exchangePorts({ ports }: PortOptions, one: string, other: string): void {
  const [first, second] = [lookUp(ports.value, one), lookUp(ports.value, other)];
  if (first === undefined || second === undefined) throw new Error(`no load balancer of ${one} or ${other}`);
  ports.value = { ...ports.value, [one]: second, [other]: first };
  ports.save();
}

export function releasePort({ ports }: PortOptions, environmentName: string): void {
  ports.value = withoutKey(ports.value, environmentName);
  ports.save();
}
