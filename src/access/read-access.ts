/** Reads what the access block shows. */
import { awsErrorName } from '../base/aws-error.ts';
import { isUnreachable } from '../base/transient.ts';
import type { Config } from '../config/schema.ts';
import { findEnvironment } from '../environment/find-environment.ts';
import type { Deps, Dns } from '../ports.ts';
import { type Access, accessOf, dnsName, type LookUp } from './access.ts';

/** CNAME records that are followed; DNS servers have similar limits. */
const longestChain = 8;

/** `cname`: the environment's host name, where the caller has just read it. */
export async function readAccess(
  deps: Pick<Deps, 'aws' | 'dns' | 'local'>,
  config: Config,
  cname?: string,
): Promise<Access> {
  const name = dnsName(config);
  if (deps.local !== undefined) return accessOf(config, { local: true });
  if (name === undefined) return accessOf(config, { local: false });
  const balancer = cname ?? (await readCname(deps, config));
  if (balancer === undefined) return accessOf(config, { local: false });
  return accessOf(config, {
    local: false,
    seen: { balancer, lookUp: await lookUp(deps.dns, name, balancer) },
  });
}

/** The block ends a command that has succeeded: a failed read must not turn it into a failure. */
async function readCname(deps: Pick<Deps, 'aws'>, config: Config): Promise<string | undefined> {
  try {
    return (await findEnvironment(deps, config))?.CNAME;
  } catch (error) {
    if (awsErrorName(error) === undefined && !isUnreachable(error)) throw error;
    return undefined;
  }
}

async function lookUp(dns: Dns, name: string, balancer: string): Promise<LookUp> {
  const [chain, ...addresses] = await Promise.all([
    readChain(dns, name),
    dns.addresses(name),
    dns.addresses(balancer),
  ]);
  return { chain, addresses: addresses[0], balancer: addresses[1] };
}

async function readChain(dns: Dns, name: string): Promise<string[]> {
  const chain: string[] = [];
  let next: string | undefined = name;
  while (next !== undefined && chain.length < longestChain) {
    [next] = (await dns.cnames(next)) ?? [];
    if (next !== undefined) chain.push(next);
  }
  return chain;
}
