import { describe, expect, it } from 'vitest';
import { readAccess } from '../../src/access/read-access.ts';
import { serviceError } from '../fakes/journal.ts';
import { FakeDns } from '../fakes/fake-dns.ts';
import { config, TwoInstances } from '../fakes/two-instances.ts';

const balancer = 'id-prod.elasticbeanstalk.com';

function setUp() {
  const { deps, aws } = new TwoInstances();
  const dns = new FakeDns();
  dns.a.set(balancer, ['192.0.2.1', '192.0.2.2']);
  return { deps: { ...deps, dns }, aws, dns };
}

describe('readAccess', () => {
  it('follows CNAME records to the environment', async () => {
    const { deps, dns } = setUp();
    dns.cname.set('id.example.com', 'www.example.com');
    dns.cname.set('www.example.com', balancer);
    expect((await readAccess(deps, config)).dns).toMatchObject({ leads: 'here', balancer });
  });

  it('ends in a circle of CNAME records', async () => {
    const { deps, dns } = setUp();
    dns.addresses = () => Promise.resolve(undefined);
    dns.cname.set('id.example.com', 'id.example.com');
    expect((await readAccess(deps, config)).dns?.leads).toBe('unknown');
  });

  it('recognizes the addresses behind an ALIAS record', async () => {
    const { deps, dns } = setUp();
    dns.a.set('id.example.com', ['192.0.2.2']);
    expect((await readAccess(deps, config)).dns?.leads).toBe('here');
  });

  it('does not read a host name that the caller has', async () => {
    const { deps, aws } = setUp();
    expect((await readAccess(deps, config, balancer)).dns?.balancer).toBe(balancer);
    expect(aws.journal.calls).toEqual([]);
  });

  it('shows the rest when AWS does not answer', async () => {
    const { deps, aws } = setUp();
    aws.journal.failNext('describeEnvironments', serviceError('Throttling', 'Rate exceeded'));
    const access = await readAccess(deps, config);
    expect(access.url).toBe('https://id.example.com');
    expect(access.dns).toBeUndefined();
  });

  it('looks nothing up with Local Beanstalk', async () => {
    const { deps, aws } = setUp();
    const local = { url: 'http://localhost:8080' } as NonNullable<typeof deps.local>;
    expect(await readAccess({ ...deps, local }, config)).not.toHaveProperty('dns');
    expect(aws.journal.calls).toEqual([]);
  });
});
