import { describe, expect, it } from 'vitest';
import { run } from '../../src/commands/status.ts';
import { FakeDns } from '../fakes/fake-dns.ts';
import { config, minute, now, TwoInstances } from '../fakes/two-instances.ts';

describe('kc-eb status', () => {
  it('shows environment, instances with their views, and log groups', async () => {
    const setting = new TwoInstances();
    setting.startBoth(now - 12 * minute);
    setting.environment.causes = ['One cause.'];
    const [, second] = setting.environment.instances;
    if (second !== undefined) second.health = { status: 'Warning', cause: 'Its cause.' };
    await run(setting.deps, config, {});
    expect(setting.result?.text).toBe(`Environment  id-prod (e-0000000001), application id
Status       Ready, since 2026-11-24T09:50:00.000Z
Health       Green (Ok): One cause.
Version      v1
Platform     64bit Amazon Linux 2023 v4.13.7 running Docker
Balancer     http://id-prod.elasticbeanstalk.com
Cluster      one of 2 nodes, by the newest views (kc-eb verify proves it)
Keycloak     26.7.3
Members      2 of 2: a-1, b-1
Log groups   /aws/elasticbeanstalk/id-prod/keycloak

INSTANCE  HEALTH   NODE  ADDRESS
i-0a      Ok       a-1   10.0.0.11
i-0b      Warning  b-1   10.0.0.12

i-0b: Its cause.

URL       https://id.example.com
Console   https://id.example.com/admin/
Admin     admin
Password  kc-eb admin-password
          arn:aws:secretsmanager:us-east-1:123456789012:secret:admin-AbCdEf`);
  });

  it('has the public URL, and what DNS has for it, also in JSON', async () => {
    const setting = new TwoInstances();
    const dns = new FakeDns();
    dns.a.set('id-prod.elasticbeanstalk.com', ['192.0.2.1']);
    await run({ ...setting.deps, dns }, config, {});
    expect(setting.result?.data).toMatchObject({
      cname: 'id-prod.elasticbeanstalk.com',
      access: { url: 'https://id.example.com', dns: { leads: 'unresolved' } },
    });
  });

  it('shows an environment without instances and logs', async () => {
    const setting = new TwoInstances();
    setting.environment.instances = [];
    await run(setting.deps, config, {});
    expect(setting.result?.text).toMatch(/Cluster {6}no instance is running\nLog groups {3}none/);
    expect(setting.result?.data).toMatchObject({ instances: [], oneCluster: false, logGroups: [] });
  });

  it('does not call a cluster apart that it cannot read', async () => {
    const setting = new TwoInstances();
    await run(setting.deps, config, {});
    expect(setting.result?.data).toMatchObject({
      oneCluster: false,
      cluster: expect.stringMatching(/^not proven/) as string,
    });
  });

  it('shows no view of an instance whose heartbeats have stopped', async () => {
    const setting = new TwoInstances();
    setting.startBoth(now - 12 * minute);
    setting.beat('i-0a', now);
    setting.beat('i-0b', now - 3 * minute);
    await run(setting.deps, config, {});
    expect(setting.result?.data).toMatchObject({
      oneCluster: false,
      cluster: expect.stringMatching(/^unknown: .*i-0b /) as string,
      instances: [
        { node: 'a-1', silent: undefined },
        {
          ...{ node: undefined, view: undefined, keycloak: undefined },
          silent: { since: new Date(now - 3 * minute) },
        },
      ],
    });
    expect(setting.result?.text).toMatch(/^i-0b .* not reported since 09:57:00Z/m);
  });

  it('reports that clustering is off, as verify does', async () => {
    const setting = new TwoInstances();
    await run(setting.deps, { ...config, cluster: { ...config.cluster, enabled: false } }, {});
    expect(setting.result?.text).toMatch(/^Cluster {6}clustering is off \(cluster\.enabled\)$/m);
    expect(setting.result?.data).toMatchObject({ clustered: false, oneCluster: false });
  });
});
