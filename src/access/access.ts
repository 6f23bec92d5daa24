/** Decides what a user needs for the first login: URLs, admin, password, and the DNS record that is missing. */
import type { Config } from '../config/schema.ts';
import { isProxied, publicUrl } from '../config/derived-values.ts';
import { environmentProperties } from '../config/environment-properties.ts';

export interface Access {
  /** Public URL with the relative path. */
  url: string;
  /** URL of the admin console. */
  console: string;
  /** Name of the admin. */
  admin: string;
  /** `arn`: undefined with Local Beanstalk. */
  password: { command: string; arn?: string };
  /** undefined where no DNS name leads to a load balancer: Local Beanstalk, an IP address, no environment yet. */
  dns?: DnsState;
}

export interface DnsState {
  name: string;
  /** `unknown`: a look-up had no answer. `elsewhere`: the name has other addresses than the load balancer. */
  leads: 'here' | 'unresolved' | 'elsewhere' | 'unknown';
  /** The public name's. */
  addresses: readonly string[];
  /** Host name of the load balancer. */
  balancer: string;
  /** A proxy before the load balancer holds the name: its addresses are right. */
  proxied: boolean;
  /** deploy sets the record: network.hostedZone. */
  managed: boolean;
  /** The record to set by hand; undefined when none is missing, or when it belongs to the proxy or to deploy. */
  record?: { name: string; type: 'CNAME' | 'ALIAS'; target: string };
}

/** Answers of DNS. undefined: no name server answered. */
export interface LookUp {
  /** Targets of CNAME records, from the public name on. */
  chain: readonly string[];
  addresses: readonly string[] | undefined;
  balancer: readonly string[] | undefined;
}

/** `seen`: what DNS has for the public name; absent where `dnsName` has none, or without an environment. */
export function accessOf(
  config: Config,
  { local, seen }: { local: boolean; seen?: { balancer: string; lookUp: LookUp } | undefined },
): Access {
  const name = dnsName(config);
  return {
    url: publicUrl(config),
    console: `${adminUrl(config)}/admin/`,
    admin: config.admin.username,
    password: { command: 'kc-eb admin-password', ...(!local && { arn: config.admin.password }) },
    ...(name !== undefined &&
      seen !== undefined && { dns: dnsState(config, name, seen.balancer, seen.lookUp) }),
  };
}

/** URL of the admin console before its path: hostname v1 and v2 have a variable for it. */
function adminUrl(config: Config): string {
  const { plain } = environmentProperties(config);
  const url = plain.KC_HOSTNAME_ADMIN_URL ?? plain.KC_HOSTNAME_ADMIN ?? publicUrl(config);
  return url.replace(/(?<!\/)\/+$/, '');
}

/** The public host name; undefined for an IP address. */
export function dnsName(config: Config): string | undefined {
  const { hostname } = new URL(config.keycloak.hostname);
  return /^[\d.]+$|^\[/.test(hostname) ? undefined : hostname;
}

function dnsState(config: Config, name: string, balancer: string, lookUp: LookUp): DnsState {
  const leads = leadsTo(name, balancer, lookUp);
  const proxied = isProxied(config);
  const managed = config.network.hostedZone !== undefined;
  const isMissing = leads !== 'here' && !proxied && !managed;
  return {
    ...{ name, leads, addresses: lookUp.addresses ?? [], balancer, proxied, managed },
    ...(isMissing && { record: { name, type: recordType(name), target: balancer } }),
  };
}

/** A balancer that DNS does not know proves that these name servers do not see the whole of DNS. */
function leadsTo(name: string, balancer: string, { chain, addresses, ...seen }: LookUp): DnsState['leads'] {
  if ([name, ...chain].some((one) => isSameName(one, balancer))) return 'here';
  const own = seen.balancer ?? [];
  if (addresses === undefined || own.length === 0) return 'unknown';
  if (addresses.length === 0) return 'unresolved';
  // An ALIAS record leaves no CNAME. DNS may give a part of the addresses at a time.
  return addresses.some((address) => own.includes(address)) ? 'here' : 'elsewhere';
}

export const isSameName = (one: string, other: string): boolean => plainName(one) === plainName(other);
const plainName = (name: string): string => name.toLowerCase().replace(/\.$/, '');

/** A zone's own name cannot have a CNAME record: https://www.rfc-editor.org/rfc/rfc1912#section-2.4 */
function recordType(name: string): 'CNAME' | 'ALIAS' {
  return name.split('.').length > 2 ? 'CNAME' : 'ALIAS';
}
