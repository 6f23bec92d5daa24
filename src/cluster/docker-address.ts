/**
 * Tests whether an advertised address belongs to one of Docker's bridge networks, which only its own host can reach.
 * Docker takes bridge networks from 172.17.0.0/16 to 172.31.0.0/16 and from 192.168.0.0/16 (libnetwork's default
 * address pools). AWS's default VPC is 172.31.0.0/16: `own`, the instance's address, is never a bridge's.
 */
export function isBridgeAddress(advertised: string, own: string | undefined): boolean {
  if (advertised === own) return false;
  const [first = 0, second = 0] = advertised.split('.').map(Number);
  if (first === 192 && second === 168) return own !== undefined;
  return first === 172 && second >= 17 && second <= (own === undefined ? 30 : 31);
}
