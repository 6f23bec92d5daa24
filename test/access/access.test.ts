import { describe, expect, test } from 'vitest';
import { accessOf, type LookUp } from '../../src/access/access.ts';
import { accessText } from '../../src/access/text.ts';
import type { Config } from '../../src/config/schema.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';

const base = exampleConfig();
const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/1';
const balancer = 'id-prod.eba-x.us-east-1.elasticbeanstalk.com';

function keycloak(changes: Partial<Config['keycloak']>): Config {
  return exampleConfig({ keycloak: { ...base.keycloak, ...changes } });
}

function network(changes: Partial<Config['network']>): Config {
  return exampleConfig({ network: { ...base.network, certificate, ...changes } });
}

describe('where to log in', () => {
  test('names the URLs, the admin and the secret', () => {
    expect(accessOf(base, { local: false })).toEqual({
      url: 'https://id.example.com',
      console: 'https://id.example.com/admin/',
      admin: 'admin',
      password: { command: 'kc-eb admin-password', arn: base.admin.password },
    });
  });

  test('has no ARN with Local Beanstalk', () => {
    expect(accessOf(base, { local: true }).password).toEqual({ command: 'kc-eb admin-password' });
  });

  test.each<[string, Partial<Config['keycloak']>, string]>([
    ['a path', { relativePath: '/auth/' }, 'https://id.example.com/auth/admin/'],
    ['its own URL', { env: { KC_HOSTNAME_ADMIN: 'https://a.example.com/' } }, 'https://a.example.com/admin/'],
    [
      'hostname v1',
      { version: asRelease('22.0.5'), relativePath: '/auth' },
      'https://id.example.com/auth/admin/',
    ],
    [
      'its own URL in hostname v1',
      { version: asRelease('22.0.5'), env: { KC_HOSTNAME_ADMIN_URL: 'https://a.example.com/auth' } },
      'https://a.example.com/auth/admin/',
    ],
  ])('the console with %s', (_, changes, url) => {
    expect(accessOf(keycloak(changes), { local: false }).console).toBe(url);
  });
});

describe('the DNS record', () => {
  const dnsOf = (config: Config, lookUp: Partial<LookUp>) =>
    accessOf(config, {
      local: false,
      seen: { balancer, lookUp: { chain: [], addresses: [], balancer: ['192.0.2.1'], ...lookUp } },
    }).dns;
  const missing = { name: 'id.example.com', type: 'CNAME', target: balancer };

  test.each<[string, Partial<LookUp>, string]>([
    ['a CNAME', { chain: [balancer], balancer: undefined }, 'here'],
    ['a CNAME in other letters', { chain: ['x.example.com', `${balancer.toUpperCase()}.`] }, 'here'],
    ['an ALIAS, with one of the addresses', { addresses: ['192.0.2.9', '192.0.2.1'] }, 'here'],
    ['no record', {}, 'unresolved'],
    ['another address', { addresses: ['198.51.100.1'] }, 'elsewhere'],
    ['no answer', { addresses: undefined }, 'unknown'],
    ['no answer for the balancer', { balancer: undefined }, 'unknown'],
    ['name servers that do not see the balancer', { balancer: [] }, 'unknown'],
  ])('%s', (_, lookUp, leads) => {
    const dns = dnsOf(network({}), lookUp);
    expect(dns?.leads).toBe(leads);
    expect(dns?.record).toEqual(leads === 'here' ? undefined : missing);
  });

  test.each<[string, Config]>([
    ['network.trustedProxies', network({ trustedProxies: ['130.176.0.0/16'] })],
    ['HTTPS that ends before the balancer', network({ certificate: undefined })],
    [
      'another port',
      { ...network({}), keycloak: { ...base.keycloak, hostname: 'https://id.example.com:8443' } },
    ],
  ])('with %s belongs to the proxy', (_, config) => {
    const elsewhere = dnsOf(config, { addresses: ['198.51.100.1'] });
    expect(elsewhere).toMatchObject({ leads: 'elsewhere', proxied: true });
    expect(elsewhere).not.toHaveProperty('record');
    expect(dnsOf(config, {})).toMatchObject({ leads: 'unresolved', proxied: true });
  });

  test('is an ALIAS for the own name of a zone', () => {
    const apex = { ...network({}), keycloak: { ...base.keycloak, hostname: 'https://example.com' } };
    expect(dnsOf(apex, {})?.record).toEqual({ name: 'example.com', type: 'ALIAS', target: balancer });
  });

  test('is none for an IP address', () => {
    const byAddress = { ...network({}), keycloak: { ...base.keycloak, hostname: 'http://192.0.2.7' } };
    expect(dnsOf(byAddress, {})).toBeUndefined();
  });

  test.each<[string, Config, Partial<LookUp>, boolean]>([
    ['leads here', network({}), { chain: [balancer] }, false],
    ['is missing', network({}), {}, true],
    ['was not read', network({}), { addresses: undefined }, true],
    [
      'of a proxy leads to it',
      network({ trustedProxies: ['130.176.0.0/16'] }),
      { addresses: ['1.2.3.4'] },
      false,
    ],
    ['of a proxy is missing', network({ trustedProxies: ['130.176.0.0/16'] }), {}, true],
  ])('has lines when it %s', (_, config, lookUp, hasLines) => {
    const text = accessText({ ...accessOf(config, { local: false }), dns: dnsOf(config, lookUp) });
    expect(/^DNS /m.test(text)).toBe(hasLines);
    expect(text.includes(balancer)).toBe(hasLines);
  });
});
