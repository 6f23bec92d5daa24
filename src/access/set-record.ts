/** Reads and sets the public name's record in Route 53. */
import type { Config } from '../config/schema.ts';
import { findEnvironment } from '../environment/find-environment.ts';
import type { Deps } from '../ports.ts';
import { dnsName, isSameName } from './access.ts';
import type { RecordFacts, RecordPlan } from './dns-record.ts';

/** Seconds for which name servers keep the record. */
const ttl = 300;
/** A name has one record of each type, and there are fewer types. */
const mostTypes = 20;

/** Returns undefined without network.hostedZone. */
export async function readRecord(
  { aws }: Pick<Deps, 'aws'>,
  config: Config,
): Promise<RecordFacts | undefined> {
  const { hostedZone: zoneId } = config.network;
  if (zoneId === undefined) return undefined;
  const name = dnsName(config) ?? '';
  const route53 = await aws.route53();
  const [{ HostedZone }, { ResourceRecordSets: sets = [] }] = await Promise.all([
    route53.getHostedZone({ Id: zoneId }),
    route53.listResourceRecordSets({ HostedZoneId: zoneId, StartRecordName: name, MaxItems: mostTypes }),
  ]);
  const records = sets.filter((set) => isSameName(set.Name ?? '', name));
  return { zoneId, zone: HostedZone?.Name ?? '', records };
}

/**
 * Sets the record where the plan has a change. `cname`: the environment's host name, where the caller has just read it.
 * Returns its own reading otherwise.
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
 */
export async function setRecord(
  deps: Deps,
  config: Config,
  plan: RecordPlan | undefined,
  cname: string | undefined,
): Promise<string | undefined> {
  if (plan === undefined || plan.action === 'none') return cname;
  const { name, zoneId } = plan;
  const target = cname ?? (await findEnvironment(deps, config))?.CNAME;
  if (target === undefined) {
    const text = `The record of ${name} is not set: the environment has no host name yet. Run kc-eb deploy again.`;
    deps.reporter.emit({ type: 'message', level: 'warn', text });
    return undefined;
  }
  const record = { Name: name, Type: 'CNAME' as const, TTL: ttl, ResourceRecords: [{ Value: target }] };
  await (
    await deps.aws.route53()
  ).changeResourceRecordSets({
    HostedZoneId: zoneId,
    ChangeBatch: { Comment: 'kc-eb deploy', Changes: [{ Action: 'UPSERT', ResourceRecordSet: record }] },
  });
  deps.reporter.emit({ type: 'message', level: 'info', text: `Record set: ${name} CNAME ${target}` });
  return target;
}
