/**
 * The senders whose X-Forwarded-* headers nginx believes.
 * https://nginx.org/en/docs/http/ngx_http_realip_module.html
 */
import { z } from 'zod';

/**
 * Private ranges, each with the pattern of its addresses: the load balancer has one of them.
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
 */
const privateRanges = {
  '10.0.0.0/8': /^10\./,
  '100.64.0.0/10': /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  '172.16.0.0/12': /^172\.(1[6-9]|2\d|3[01])\./,
  '192.168.0.0/16': /^192\.168\./,
  '198.19.0.0/16': /^198\.19\./,
};

export const cidrSchema = z
  .union([z.cidrv4(), z.cidrv6()], 'must be a CIDR block such as 203.0.113.0/24 or 2001:db8::/32')
  .refine(
    (cidr) => !cidr.endsWith('/0'),
    'must not hold every address: clients could then forge their own address',
  );

export function isPrivate(cidr: string): boolean {
  return Object.values(privateRanges).some((pattern) => pattern.test(cidr));
}

export interface TrustedSenders {
  ranges: readonly string[];
  /** False: the last address in X-Forwarded-For is the client. True: the last one outside of the ranges is. */
  recursive: boolean;
}

export interface Proxies {
  scheme: 'public' | 'internal';
  trustedProxies: readonly string[];
}

/**
 * Clients of an internal load balancer have private addresses too. A chain that skipped those would believe forged ones.
 */
export function trustedSenders({ scheme, trustedProxies }: Proxies): TrustedSenders {
  const recursive = trustedProxies.length > 0;
  const balancer = recursive && scheme === 'internal' ? [] : Object.keys(privateRanges);
  return { ranges: [...balancer, ...trustedProxies], recursive };
}
