/** Hosted zones of Route 53. https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZonesByName.html */
import type { Deps } from '../ports.ts';

export interface Zone {
  id: string;
  /** Name with its final dot. */
  name: string;
}

/** The public zone of the account that holds `domain`: the one with the longest name. `undefined`: the account has none. */
export async function findHostedZone({ aws }: Pick<Deps, 'aws'>, domain: string): Promise<Zone | undefined> {
  const route53 = await aws.route53();
  const labels = domain.replace(/\.$/, '').split('.');
  // Nobody owns a top-level domain.
  for (let first = 0; first < labels.length - 1; first++) {
    const name = `${labels.slice(first).join('.')}.`;
    const { HostedZones = [] } = await route53.listHostedZonesByName({ DNSName: name, MaxItems: 10 });
    const zone = HostedZones.find(({ Name, Config }) => Name === name && Config?.PrivateZone !== true);
    if (zone?.Id !== undefined) return { id: zone.Id, name };
  }
  return undefined;
}
