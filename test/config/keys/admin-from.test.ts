import { expect, test } from 'vitest';
import { strangerAddress } from '../../../src/config/keys/admin-from.ts';
import { networkSchema } from '../../../src/config/network-schema.ts';

const parse = (adminFrom: unknown) => networkSchema.safeParse({ adminFrom });

test.each([
  [undefined],
  [[]],
  [['203.0.113.7/32', '10.0.0.0/8', '192.168.128.0/17', '0.0.0.0/1']],
  [['2001:db8::/32', '2001:DB8::7/128', '::/1', 'fe80::/10', '::1/128', '1:2:3:4:5:6:7:0/112']],
])('takes %j', (adminFrom) => {
  expect(parse(adminFrom).data?.adminFrom).toEqual(adminFrom);
});

test.each(
  [
    [
      '203.0.113.7',
      '2001:db8::1',
      'office',
      '',
      '10.0.0.0/33',
      '300.0.0.0/8',
      '2001:db8::/129',
      '010.0.0.0/8',
    ],
    [
      '10.0.0.0/8;',
      '10.0.0.0/8; allow all',
      '10.0.0.0/8\n',
      ' 10.0.0.0/8',
      'all',
      'unix:',
      'fe80::1%eth0/64',
    ],
    // Everybody.
    ['0.0.0.0/0', '::/0'],
    // Host bits: the block or the host?
    [
      '10.0.0.1/8',
      '203.0.113.7/24',
      '192.168.128.0/16',
      '2001:db8::1/32',
      '::1/127',
      'fe80::1/10',
      '8000::/1x',
    ],
    // A client of IPv4 never matches these.
    ['::ffff:203.0.113.7/128', '::FFFF:cb00:7107/128', '64:ff9b::203.0.113.7/128'],
    [10, null, {}],
  ].flat(),
)('rejects %j at its place', (cidr) => {
  const { error } = parse(['10.0.0.0/8', cidr]);
  expect(error?.issues.map(({ path }) => path)).toEqual([['adminFrom', 1]]);
});

test.each([['all'], [null], [{}], ['10.0.0.0/8']])('rejects %j, which is not a list', (adminFrom) => {
  expect(parse(adminFrom).success).toBe(false);
});

test.each([
  [403, '203.0.113.7 is not in network.adminFrom.\n', '203.0.113.7'],
  [403, '{"error":"HTTP 403 Forbidden"}', undefined],
  [403, '<html><h1>403 Forbidden</h1></html>', undefined],
  [403, '', undefined],
  [200, '203.0.113.7 is not in network.adminFrom.\n', undefined],
])('%i %j: %s', (status, body, address) => {
  expect(strangerAddress({ status, body })).toBe(address);
});
