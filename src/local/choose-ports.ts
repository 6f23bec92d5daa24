/** Chooses the ports of a project. It keeps them: instances and clients hold its addresses. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/user-error.ts';
import { type BalancerPorts, candidatePorts } from '../local-beanstalk/balancer/ports.ts';
import { isFree } from '../local-beanstalk/base/free-port.ts';
import { claimPort, portOwner } from '../local-beanstalk/base/port-claims.ts';
import { statePaths } from '../local-beanstalk/base/state.ts';

const firstApiPort = 4599;
const firstBalancerPort = 8080;

export interface LocalPorts {
  apiPort: number;
  balancerPort: number;
}

/**
 * Returns the ports of the last start, or the first that are free and of no other project. `apiPort`: given by the user.
 * Throws UserError 'local' for a port that cannot be had: one that is given, or one that environments were made for.
 */
export async function choosePorts(
  projectFolder: string,
  before: LocalPorts | undefined,
  apiPort: number | undefined,
): Promise<LocalPorts> {
  const given = apiPort ?? before?.apiPort;
  const isFixed = hasEnvironments(projectFolder);
  const choose = async (
    what: string,
    {
      wanted,
      first,
      fixed,
      not,
    }: { wanted: number | undefined; first: number; fixed: boolean; not?: number },
  ) => {
    if (wanted === undefined) return firstPort(projectFolder, first, not);
    const problem = wanted === not ? { owner: projectFolder } : await takePort(projectFolder, wanted);
    if (problem === undefined) return wanted;
    if (fixed) throw unavailable(what, wanted, { ...problem, isGiven: wanted === apiPort });
    return firstPort(projectFolder, first, not);
  };
  const api = await choose('API', {
    ...{ wanted: given, first: firstApiPort, fixed: isFixed || apiPort !== undefined },
  });
  const balancer = await choose('load balancer', {
    ...{ wanted: before?.balancerPort, first: firstBalancerPort, fixed: isFixed, not: api },
  });
  return { apiPort: api, balancerPort: balancer };
}

interface Problem {
  /** The project that owns the port; undefined when a process listens on it. */
  owner: string | undefined;
}

/** undefined when the port is the project's from now on. */
async function takePort(projectFolder: string, port: number): Promise<Problem | undefined> {
  if (!(await isFree(port))) return { owner: undefined };
  return claimPort(projectFolder, port) ? undefined : { owner: portOwner(port) };
}

async function firstPort(projectFolder: string, first: number, not?: number): Promise<number> {
  let port = first;
  while (port === not || (await takePort(projectFolder, port)) !== undefined) port += 1;
  return port;
}

function unavailable(
  what: string,
  port: number,
  { owner, isGiven }: Problem & { isGiven: boolean },
): UserError {
  // --port is the API's; the port of a load balancer stays until the reset.
  const other =
    isGiven || what === 'API'
      ? ' Or choose another one with --port.'
      : ' Or run kc-eb local reset --yes, then kc-eb local start, which chooses another one.';
  if (owner !== undefined) {
    return new UserError('local', `Port of the ${what} belongs to another project: ${port}, ${owner}`, {
      hint: `Run kc-eb local reset --yes, then kc-eb local start, or reset the other project.${what === 'API' ? other : ''}`,
    });
  }
  return new UserError('local', `Port of the ${what} already in use: ${port}`, {
    hint: `Find its process with ss -ltnp 'sport = :${port}' and stop it.${other}`,
  });
}

/**
 * The port of an environment's load balancer: its own, or the one that the server would choose now. `firstPort`:
 * of the first environment, claimed by the project.
 */
export async function environmentPort(
  projectFolder: string,
  firstPort: number,
  environment: string,
): Promise<number> {
  const value = readBalancerPorts(projectFolder);
  const claim = (port: number): boolean => port === firstPort || claimPort(projectFolder, port);
  const candidates = candidatePorts(
    { ports: { value, keep: () => undefined }, firstPort, claim },
    environment,
  );
  for (const port of candidates) {
    // The server listens at the first one before its environment exists.
    if (port === firstPort || port === value[environment] || (await isFree(port))) return port;
  }
  return firstPort;
}

/** Their addresses are in Keycloak's settings and in the names of images. */
function hasEnvironments(projectFolder: string): boolean {
  return Object.keys(readBalancerPorts(projectFolder)).length > 0;
}

function readBalancerPorts(projectFolder: string): BalancerPorts {
  const path = join(statePaths(projectFolder).store, 'balancer-ports.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as BalancerPorts) : {};
}
