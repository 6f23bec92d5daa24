import { describe, expect, test } from 'vitest';
import { checkConfig } from '../../src/config/cross-checks.ts';
import { configSchema } from '../../src/config/schema.ts';
import { cidrSchema, trustedSenders } from '../../src/config/trusted-proxies.ts';
import { exampleConfig } from '../fakes/example-config.ts';

const config = exampleConfig();
const withProxies = (trustedProxies: string[], scheme: 'public' | 'internal' = 'public') => ({
  ...config,
  network: { ...config.network, scheme, trustedProxies },
});

test.each(['130.176.0.0/16', '203.0.113.7/32', '2600:9000::/28', '2001:db8::1/128'])('takes %s', (cidr) => {
  expect(cidrSchema.safeParse(cidr).success).toBe(true);
});

test.each(
  [
    ['0.0.0.0/0', '::/0', '1.2.3.4/0'],
    ['203.0.113.7', 'cloudfront', '10.0.0.0/33', '300.0.0.0/8', '2001:db8::/129', '10.0.0.0/8;', ''],
  ].flat(),
)('rejects %j', (cidr) => {
  expect(cidrSchema.safeParse(cidr).success).toBe(false);
});

test('a bad block is found at its place', () => {
  const { error } = configSchema.shape.network.safeParse({ trustedProxies: ['10.0.0.0/8', 'x'] });
  expect(error?.issues.map(({ path }) => path)).toEqual([['trustedProxies', 1]]);
});

describe('who is believed', () => {
  test('only the load balancer by default, and only its own word', () => {
    const senders = trustedSenders(config.network);
    expect(senders.recursive).toBe(false);
    expect(senders.ranges).toContain('172.16.0.0/12');
  });

  test('the load balancer and the proxies', () => {
    const { ranges, recursive } = trustedSenders(withProxies(['130.176.0.0/16']).network);
    expect(recursive).toBe(true);
    expect(ranges).toEqual([...trustedSenders(config.network).ranges, '130.176.0.0/16']);
  });

  test('no private range as a whole where clients are private too', () => {
    const senders = trustedSenders(withProxies(['10.0.5.0/24'], 'internal').network);
    expect(senders).toEqual({ ranges: ['10.0.5.0/24'], recursive: true });
  });
});

describe('an internal load balancer', () => {
  const problems = (proxies: string[], scheme?: 'internal') => checkConfig(withProxies(proxies, scheme));

  test.each([
    [['130.176.0.0/16'], 'internal', 1],
    [['130.176.0.0/16', '10.0.6.0/24'], 'internal', 0],
    [['172.31.0.0/20'], 'internal', 0],
    [['172.32.0.0/20'], 'internal', 1],
    [[], 'internal', 0],
    [['130.176.0.0/16'], undefined, 0],
  ] as const)('%j: %s', (proxies, scheme, count) => {
    const found = problems([...proxies], scheme);
    expect(found.map(({ path }) => path)).toEqual(Array<unknown>(count).fill(['network', 'trustedProxies']));
  });
});
