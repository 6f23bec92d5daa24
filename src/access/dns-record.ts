/** Decides which record the public name gets in network.hostedZone. */
import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { Config } from '../config/schema.ts';
import { UserError } from '../base/user-error.ts';
import { dnsName, isSameName } from './access.ts';

export interface RecordFacts {
  zoneId: string;
  /** Name of the zone. */
  zone: string;
  /** The public name's records. */
  records: readonly ResourceRecordSet[];
}

export interface RecordPlan {
  action: 'create' | 'update' | 'none';
  zoneId: string;
  name: string;
  /** Target of the record that exists. */
  from: string | undefined;
  /** Host name of the environment; undefined before its creation. */
  to: string | undefined;
}

/** Throws UserError 'usage' when the zone cannot have a CNAME record of the name. */
export function planRecord(
  config: Config,
  facts: RecordFacts | undefined,
  cname: string | undefined,
): RecordPlan | undefined {
  if (facts === undefined) return undefined;
  const { zoneId, zone, records } = facts;
  const name = requireInZone(config, zone);
  const [existing] = records;
  const planned = { zoneId, name, to: cname };
  if (existing === undefined) return { action: 'create', ...planned, from: undefined };
  const isPlain = existing.Type === 'CNAME' && existing.SetIdentifier === undefined && records.length === 1;
  const from = existing.AliasTarget?.DNSName ?? existing.ResourceRecords?.[0]?.Value ?? '';
  // An ALIAS to the environment serves as well.
  if (cname !== undefined && isSameName(from, cname)) return { action: 'none', ...planned, from };
  if (!isPlain) throw foreign(name, existing);
  return { action: 'update', ...planned, from };
}

function requireInZone(config: Config, zone: string): string {
  const name = dnsName(config);
  if (name !== undefined && isSameName(name, zone)) {
    throw new UserError(
      'usage',
      `${name} is the name of the hosted zone itself, which cannot have a CNAME record.`,
      {
        hint: 'Set an ALIAS record to the environment by hand, and remove network.hostedZone.',
      },
    );
  }
  if (name !== undefined && `${name}.`.endsWith(`.${zone.replace(/\.?$/, '.')}`)) return name;
  throw new UserError(
    'usage',
    `network.hostedZone is the zone ${zone}, without ${config.keycloak.hostname}.`,
    {
      hint: 'Name the zone of keycloak.hostname, or remove network.hostedZone.',
    },
  );
}

function foreign(name: string, { Type: type, SetIdentifier: set }: ResourceRecordSet): UserError {
  const kind = set === undefined ? `a record of type ${type ?? '?'}` : `a record with a routing policy`;
  return new UserError('usage', `${name} has ${kind} in the hosted zone, which kc-eb does not replace.`, {
    hint: 'Delete that record, or remove network.hostedZone and set the record by hand.',
  });
}

/** A line of the plan. */
export function recordText({ name, from, to, action }: RecordPlan): string {
  const target = to ?? '(host name of the new environment)';
  return `${name} CNAME ${action === 'update' ? `${from ?? ''} → ` : ''}${target}`;
}
