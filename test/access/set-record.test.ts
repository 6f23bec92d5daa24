import { describe, expect, it } from 'vitest';
import { run as deploy } from '../../src/commands/deploy.ts';
import { DeployingDeps } from '../fakes/deploying-deps.ts';
import { exampleConfig } from '../fakes/example-config.ts';
import { serviceError } from '../fakes/journal.ts';

/** FakeRoute53's ids are names. */
const zone = 'example.com.';
const base = exampleConfig();
const config = exampleConfig({ network: { ...base.network, hostedZone: zone } });
const cname = 'id-prod.elasticbeanstalk.com';

function setUp() {
  const deps = new DeployingDeps();
  deps.aws.route53Fake.zones.set(zone, [
    { Name: 'example.com.', Type: 'SOA' },
    { Name: 'www.example.com.', Type: 'A' },
  ]);
  const records = () =>
    (deps.aws.route53Fake.zones.get(zone) ?? [])
      .filter(({ Name = '' }) => Name.startsWith('id.'))
      .map(({ Type, ResourceRecords }) => [Type, ResourceRecords?.[0]?.Value]);
  const changes = () =>
    deps.aws.journal.operations().filter((operation) => operation === 'changeResourceRecordSets').length;
  const run = () => deploy(deps, config, { verify: false });
  return { deps, records, changes, run };
}

describe('deploy with network.hostedZone', () => {
  it('sets the record of a new environment once', async () => {
    const { run, records, changes } = setUp();
    await run();
    expect(records()).toEqual([['CNAME', cname]]);
    await run();
    expect(changes()).toBe(1);
  });

  it('corrects a record that leads elsewhere, with nothing else due', async () => {
    const { deps, run, records, changes } = setUp();
    await run();
    const record = deps.aws.route53Fake.zones.get(zone)?.find(({ Name }) => Name === 'id.example.com.');
    if (record !== undefined) record.ResourceRecords = [{ Value: 'old.example.net' }];
    await run();
    expect(records()).toEqual([['CNAME', cname]]);
    expect(changes()).toBe(2);
  });

  it('does not touch the deployment when the record cannot be set, and continues', async () => {
    const { deps, run, records } = setUp();
    deps.aws.journal.failNext('changeResourceRecordSets', serviceError('AccessDenied', 'not authorized'));
    await expect(run()).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(deps.aws.beanstalkFake.environment('id-prod').status).toBe('Ready');
    expect(records()).toEqual([]);
    await run();
    expect(records()).toEqual([['CNAME', cname]]);
  });

  it('ends before the first change when the zone has another record of the name', async () => {
    const { deps, run } = setUp();
    deps.aws.route53Fake.zones.get(zone)?.push({ Name: 'id.example.com.', Type: 'TXT' });
    await expect(run()).rejects.toMatchObject({ kind: 'usage' });
    expect(deps.aws.journal.operations()).not.toContain('createEnvironment');
  });

  it('reads no zone without the key', async () => {
    const { deps } = setUp();
    await deploy(deps, base, { verify: false });
    expect(deps.aws.journal.operations(true)).not.toContain('getHostedZone');
  });
});
