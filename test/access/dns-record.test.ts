import { describe, expect, test } from 'vitest';
import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { planRecord, recordText } from '../../src/access/dns-record.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';

const cname = 'id-prod.elasticbeanstalk.com';
const at = (hostname: string) =>
  exampleConfig({ keycloak: { ...exampleConfig().keycloak, version: asRelease('26.7.3'), hostname } });
const config = at('https://id.example.com');
const factsOf = (records: ResourceRecordSet[] = [], zone = 'example.com.') => ({
  ...{ zoneId: 'Z1', zone, records },
});
const record = (value: string, more: Partial<ResourceRecordSet> = {}): ResourceRecordSet => ({
  ...{ Name: 'id.example.com.', Type: 'CNAME', TTL: 60, ResourceRecords: [{ Value: value }] },
  ...more,
});
const alias = (target: string): ResourceRecordSet => ({
  ...{ Name: 'id.example.com.', Type: 'A' },
  AliasTarget: { DNSName: target, HostedZoneId: 'Z2', EvaluateTargetHealth: false },
});

describe('the record in network.hostedZone', () => {
  test.each<[string, ResourceRecordSet[], string | undefined, string, string | undefined]>([
    ['is created', [], cname, 'create', undefined],
    ['is created for an environment without a name', [], undefined, 'create', undefined],
    ['stays', [record(`${cname}.`)], cname, 'none', `${cname}.`],
    ['stays where an ALIAS leads to the environment', [alias(`${cname}.`)], cname, 'none', `${cname}.`],
    ['is changed', [record('old.example.net')], cname, 'update', 'old.example.net'],
    ['is changed for a new environment', [record('old.example.net')], undefined, 'update', 'old.example.net'],
  ])('%s', (_, records, to, action, from) => {
    expect(planRecord(config, factsOf(records), to)).toEqual({
      ...{ action, zoneId: 'Z1', name: 'id.example.com', from, to },
    });
  });

  test('is not planned without the key', () => {
    expect(planRecord(config, undefined, cname)).toBeUndefined();
  });

  test.each<[string, ReturnType<typeof at>, ReturnType<typeof factsOf>]>([
    ['the own name of the zone', at('https://example.com'), factsOf()],
    ['a name of another zone', at('https://id.example.org'), factsOf()],
    ['a name that ends like the zone', at('https://id.notexample.com'), factsOf()],
    ['an address', at('http://192.0.2.1'), factsOf()],
    ['an ALIAS to something else', config, factsOf([alias('other.example.net.')])],
    ['an address record', config, factsOf([record('192.0.2.1', { Type: 'A' })])],
    ['a routing policy', config, factsOf([record('x', { SetIdentifier: 'blue', Weight: 1 })])],
  ])('is rejected for %s', (_, given, facts) => {
    expect(() => planRecord(given, facts, cname)).toThrow(expect.objectContaining({ kind: 'usage' }));
  });

  test('has both targets in the plan', () => {
    const text = (records: ResourceRecordSet[], to?: string) => {
      const plan = planRecord(config, factsOf(records), to);
      return plan && recordText(plan);
    };
    expect(text([record('old.example.net')], cname)).toBe(`id.example.com CNAME old.example.net → ${cname}`);
    expect(text([])).toMatch(/^id\.example\.com CNAME \(/);
  });

  test('is rejected next to network.trustedProxies', () => {
    const network = "network: { hostedZone: Z1, trustedProxies: ['130.176.0.0/16'] }";
    const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:x-AbCdEf';
    const yaml = `application: id
environment: id-prod
region: us-east-1
keycloak: { version: 26.7.3, hostname: 'https://id.example.com' }
database: { vendor: postgres, host: db, password: '${arn}' }
admin: { password: '${arn}' }
`;
    expect(parseConfig(`${yaml}network: { hostedZone: Z1 }\n`, 'kc-eb.yaml').network.hostedZone).toBe('Z1');
    expect(() => parseConfig(`${yaml}${network}\n`, 'kc-eb.yaml')).toThrow(/network\.hostedZone/);
  });
});
