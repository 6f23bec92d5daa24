/**
 * The clients that nginx admits to /admin/: the admin console and the Admin REST API.
 * https://www.keycloak.org/server/reverseproxy#_exposed_path_recommendations
 */
import { z } from 'zod';

const block = z
  .union([z.cidrv4(), z.cidrv6()], 'must be a CIDR block such as 203.0.113.0/24 or 2001:db8::/32')
  .refine((cidr) => !isMapped(cidr), 'must be written as IPv4: nginx sees such clients so')
  .refine(
    (cidr) => !cidr.endsWith('/0'),
    'must not hold every address; without network.adminFrom all are admitted',
  )
  .refine(
    hasNoHostBits,
    'must begin with the first address of the block; one address is a /32, of IPv6 a /128',
  );

/** undefined: everybody. An empty list: nobody. */
export const adminFromSchema = z
  .array(block)
  .optional()
  .describe(
    'CIDR blocks of the clients that may use /admin/, the admin console and its REST API; others get 403. [] closes it. Default: open to all',
  );

/** nginx's answer to others is the client's address and this text. The Admin REST API answers in JSON. */
export const strangerText = ' is not in network.adminFrom.';

/** The address that nginx has found, when it answered in place of Keycloak. */
export function strangerAddress({ status, body }: { status: number; body: string }): string | undefined {
  const line = body.trim();
  return status === 403 && line.endsWith(strangerText) ? line.slice(0, -strangerText.length) : undefined;
}

/** An address of IPv4 within IPv6. */
function isMapped(cidr: string): boolean {
  return cidr.toLowerCase().startsWith('::ffff:') || (cidr.includes(':') && cidr.includes('.'));
}

function hasNoHostBits(cidr: string): boolean {
  const [address = '', bits = ''] = cidr.split('/');
  return bitsOf(address).lastIndexOf('1') < Number(bits);
}

/** The 32 or 128 binary digits of an address. */
export function bitsOf(address: string): string {
  if (!address.includes(':')) return address.split('.').map(binary(10, 8)).join('');
  const [head = [], tail = []] = address
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail].map(binary(16, 16)).join('');
}

function binary(radix: number, width: number) {
  return (number: string): string => Number.parseInt(number, radix).toString(2).padStart(width, '0');
}
