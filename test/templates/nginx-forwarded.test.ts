/**
 * Headers about the client that Keycloak receives from the real nginx. The stand-in for the load balancer has 127.0.0.1. It appends
 * an address to X-Forwarded-For, and sets X-Forwarded-Proto and -Port, as an Application Load Balancer does:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
 */
import type { IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '../../src/config/schema.ts';
import { nginxConf } from './nginx-conf.ts';
import { nginxIsHere, type RealNginx, startNginx } from './real-nginx.ts';

const balancer = '127.0.0.1';
const stranger = '127.0.0.2';
const client = '203.0.113.7';
const forged = '6.6.6.6';
const cloudFront = '130.176.1.9';

type Headers = Record<string, string | string[]>;

function withNetwork(network: Partial<Config['network']>, range: string) {
  let nginx: RealNginx;
  beforeAll(async () => {
    nginx = await startNginx(await nginxConf({ network }), { [range]: `${balancer}/32` });
  });
  afterAll(async () => {
    await nginx.stop();
  });
  const receive = async (headers: Headers, from: string = balancer): Promise<IncomingHttpHeaders> => {
    await nginx.send('/realms/master', headers, from);
    return nginx.keycloak.asked.at(-1)?.headers ?? {};
  };
  const addressFor = async (forwardedFor: string | string[], from?: string): Promise<unknown> =>
    (await receive({ 'x-forwarded-for': forwardedFor }, from))['x-forwarded-for'];
  return { receive, addressFor };
}

describe.runIf(nginxIsHere)('behind the load balancer', () => {
  const { receive, addressFor } = withNetwork({}, '10.0.0.0/8');

  test.each([
    ['alone', client],
    ['after a forged one', `${forged}, ${client}`],
    ['after the address of a load balancer', `${forged}, 10.0.0.1, ${client}`],
    ['after text', `"; drop, ${client}`],
    ['after empty ones', `, ,${client}`],
    ['in a second header', [forged, `${forged}, ${client}`]],
  ])('one address, the appended one: %s', async (_case, forwardedFor) => {
    expect(await addressFor(forwardedFor)).toBe(client);
  });

  test.each([
    ['IPv6', '2001:db8::7', '2001:db8::7'],
    ['with the port of the client', `${client}:40001`, client],
    ['IPv6 with the port', '[2001:db8::7]:40001', '2001:db8::7'],
    ['a private one', '10.1.2.3', '10.1.2.3'],
  ])('the appended address is %s', async (_case, appended, expected) => {
    expect(await addressFor(`${forged}, ${appended}`)).toBe(expected);
  });

  test('without X-Forwarded-For (mode remove), the address of the load balancer', async () => {
    expect((await receive({}))['x-forwarded-for']).toBe(balancer);
  });

  test('X-Real-IP is the same address', async () => {
    const headers = { 'x-forwarded-for': `${forged}, ${client}`, 'x-real-ip': forged };
    expect((await receive(headers))['x-real-ip']).toBe(client);
  });

  test.each(['http', 'https'])('the scheme %s and the port come from the load balancer', async (scheme) => {
    const headers = { 'x-forwarded-proto': scheme, 'x-forwarded-port': '8443', 'x-forwarded-ssl': 'on' };
    const { 'x-forwarded-ssl': ssl, ...others } = await receive(headers);
    expect(others).toMatchObject({ 'x-forwarded-proto': scheme, 'x-forwarded-port': '8443' });
    expect(ssl).toBeUndefined();
  });

  test.each(['https, http', 'javascript', ''])('the scheme %j is not passed on', async (scheme) => {
    expect((await receive({ 'x-forwarded-proto': scheme }))['x-forwarded-proto']).toBe('http');
  });

  test('headers that the load balancer passes on unread do not arrive', async () => {
    const headers = {
      host: 'id.example.com',
      forwarded: `for=${forged};host=evil.example;proto=https`,
      'x-forwarded-host': 'evil.example',
      'x-forwarded-prefix': '/evil',
      x_forwarded_for: forged,
    };
    const result = await receive(headers);
    expect(result).toMatchObject({ host: 'id.example.com', 'x-forwarded-host': 'id.example.com' });
    expect(JSON.stringify(result)).not.toMatch(/evil|6\.6\.6\.6/);
  });

  test('nobody else may name a client, a scheme or a port', async () => {
    const headers = { 'x-forwarded-for': forged, 'x-forwarded-proto': 'https', 'x-forwarded-port': '443' };
    const result = await receive(headers, stranger);
    expect(result).toMatchObject({ 'x-forwarded-for': stranger, 'x-forwarded-proto': 'http' });
    expect(result['x-forwarded-port']).not.toBe('443');
  });
});

describe.runIf(nginxIsHere)('behind CloudFront and the load balancer', () => {
  const trustedProxies = ['130.176.0.0/16', '2600:9000::/28'];
  const { addressFor } = withNetwork({ trustedProxies }, '10.0.0.0/8');

  test.each([
    ['through CloudFront', `${client}, ${cloudFront}`, client],
    ['through CloudFront over IPv6', `${client}, 2600:9000::1`, client],
    ['forged, through CloudFront', `${forged}, ${client}, ${cloudFront}`, client],
    ['forged, past CloudFront', `${forged}, ${client}`, client],
    ['forged as CloudFront, past it', `${forged}, ${cloudFront}, ${client}`, client],
    ['through two proxies', `${client}, ${cloudFront}, 130.176.2.2`, client],
  ])('%s', async (_case, forwardedFor, expected) => {
    expect(await addressFor(forwardedFor)).toBe(expected);
  });
});

describe.runIf(nginxIsHere)('behind a proxy and an internal load balancer', () => {
  const trustedProxies = ['10.0.5.0/24', '10.0.6.0/24'];
  const { addressFor } = withNetwork({ scheme: 'internal', trustedProxies }, '10.0.6.0/24');

  test.each([
    ['through the proxy', '10.1.1.1, 10.0.5.9', '10.1.1.1'],
    ['a private client past the proxy forges nothing', `${forged}, 10.1.1.1`, '10.1.1.1'],
  ])('%s', async (_case, forwardedFor, expected) => {
    expect(await addressFor(forwardedFor)).toBe(expected);
  });
});
