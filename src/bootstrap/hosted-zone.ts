/** Hosted zones of Route 53. https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZonesByName.html */
import { unlessAwsError } from '../base/aws-error.ts';
import type { Config } from '../config/schema.ts';
import type { Deps } from '../ports.ts';

export interface Zone {
  /** Id as in Z0123456789ABCDEFGHIJ. */
  id: string;
  /** Name with its final dot. */
  name: string;
}

/**
 * The public zone of the account that holds `domain`: the one with the longest name. `undefined`: the account has none, or
 * the caller may not list zones.
 */
export function findHostedZone(deps: Pick<Deps, 'aws'>, domain: string): Promise<Zone | undefined> {
  return unlessAwsError(['AccessDenied', 'AccessDeniedException'], () => searchZones(deps, domain));
}

async function searchZones({ aws }: Pick<Deps, 'aws'>, domain: string): Promise<Zone | undefined> {
  const route53 = await aws.route53();
  const labels = domain.replace(/\.$/, '').split('.');
  // Nobody owns a top-level domain.
  for (let first = 0; first < labels.length - 1; first++) {
    const name = `${labels.slice(first).join('.')}.`;
    const { HostedZones = [] } = await route53.listHostedZonesByName({ DNSName: name, MaxItems: 10 });
    const zone = HostedZones.find(({ Name, Config }) => Name === name && Config?.PrivateZone !== true);
    if (zone?.Id !== undefined) return { id: zone.Id.replace('/hostedzone/', ''), name };
  }
  return undefined;
}

/**
 * The configuration with `network.hostedZone`, so that deploy sets the record of the public name. It is unchanged when the
 * key is set, and for the zone's own name, which cannot have a CNAME record.
 */
export function withHostedZone(config: Config, zone: Zone | undefined): Config {
  const host = new URL(config.keycloak.hostname).hostname;
  if (zone === undefined || config.network.hostedZone !== undefined || zone.name === `${host}.`)
    return config;
  return { ...config, network: { ...config.network, hostedZone: zone.id } };
}
