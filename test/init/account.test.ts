import { expect, test } from 'vitest';
import { covers, readAccount, readSubnets } from '../../src/init/account.ts';
import type { Account } from '../../src/ports.ts';
import { FakeAws } from '../fakes/fake-aws.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { serviceError } from '../fakes/journal.ts';

const never = new AbortController().signal;

function setUp(clients: Partial<ReturnType<Account['inRegion']>> = {}) {
  const aws = new FakeAws(new ManualClock(0));
  const asked: string[] = [];
  const account: Account = {
    configuredRegion: () => Promise.resolve(undefined),
    inRegion(region) {
      asked.push(region);
      return { ec2: () => aws.ec2(), acm: () => aws.acm(), ...clients };
    },
  };
  return { aws, account, asked };
}

/** A clock whose time passes at once, or never. */
const clock = (passes: boolean) => ({
  now: () => new Date(0),
  sleep: () => (passes ? Promise.resolve() : new Promise<void>(() => undefined)),
});

test('the VPCs, the default one first, and the certificates', async () => {
  const { aws, account, asked } = setUp();
  aws.ec2Fake.vpcs.unshift({ VpcId: 'vpc-0', IsDefault: false, Tags: [{ Key: 'Name', Value: 'own' }] });
  const facts = await readAccount({ clock: clock(false), signal: never }, account, 'eu-west-1');
  expect(facts.vpcs).toMatchObject({ items: [{ id: 'vpc-1' }, { id: 'vpc-0', name: 'own' }] });
  expect(facts.certificates).toMatchObject({ items: [] });
  expect(asked).toEqual(['eu-west-1']);
  expect((await readSubnets(account, 'eu-west-1', 'vpc-1', never)).map(({ id }) => id)).toEqual([
    ...['subnet-a', 'subnet-a2', 'subnet-b'],
  ]);
});

test.each([
  ['no credentials', serviceError('CredentialsProviderError', 'Could not load'), /^no credentials$/],
  ['no right', serviceError('UnauthorizedOperation', 'You are not authorized'), /UnauthorizedOperation/],
])('%s: a reason in place of the list, and the other list stays', async (_title, error, why) => {
  const { account } = setUp({ ec2: () => Promise.reject(error) });
  const facts = await readAccount({ clock: clock(false), signal: never }, account, 'us-east-1');
  expect(facts.vpcs).toMatchObject({ why: expect.stringMatching(why) as unknown });
  expect(facts.certificates).toHaveProperty('items');
});

test('AWS that does not answer in time', async () => {
  const { account } = setUp({
    ec2: () => new Promise(() => undefined),
    acm: () => new Promise(() => undefined),
  });
  const facts = await readAccount({ clock: clock(true), signal: never }, account, 'us-east-1');
  const late = { why: expect.stringMatching(/\d seconds/) as unknown };
  expect(facts).toMatchObject({ vpcs: late, certificates: late });
});

test.each([
  [['id.example.org'], true],
  [['*.example.org'], true],
  [['*.org', 'example.org'], false],
])('a certificate for %j covers id.example.org: %s', (domains, expected) => {
  expect(covers({ arn: '', domains }, 'id.example.org')).toBe(expected);
});
