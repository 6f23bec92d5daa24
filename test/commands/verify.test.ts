import { describe, expect, it } from 'vitest';
import { run } from '../../src/commands/verify.ts';
import { config, minute, now, TwoInstances } from '../fakes/two-instances.ts';

describe('kc-eb verify', () => {
  it('prints the verdict, its proof and a row per instance', async () => {
    const setting = new TwoInstances();
    setting.startBoth(now - 12 * minute);
    await run(setting.deps, config, { probe: true });
    expect(setting.result?.text).toBe(`The 2 running instances are one cluster: a-1, b-1.
Through the load balancer: one token was accepted 6 times of 6, a changed client was accepted 6 times of 6.

Keycloak  26.7.3
Version   v1

INSTANCE  NODE  ADDRESS
i-0a      a-1   10.0.0.11
i-0b      b-1   10.0.0.12`);
    expect(setting.result?.data).toMatchObject({
      ok: true,
      probe: { outcome: 'passed' },
      instances: [{}, {}],
    });
  });

  it('passes with a warning when the administrator could not log in', async () => {
    const setting = new TwoInstances();
    setting.startBoth(now - 12 * minute);
    setting.keycloak.password = 'changed since';
    await run(setting.deps, config, { probe: true });
    expect(setting.deps.events).toContainEqual({
      type: 'message',
      level: 'warn',
      text: expect.stringContaining('(400 invalid_grant: Invalid user credentials)') as string,
    });
  });

  it('fails with cause and remedy, after the account of each instance', async () => {
    const setting = new TwoInstances();
    setting.startBridged(now - 12 * minute);
    await expect(run(setting.deps, config, { probe: false })).rejects.toMatchObject({
      kind: 'verification',
      message: expect.stringMatching(/^Not one cluster \(bridge-network\): .*172\.19\.0\.2/) as string,
      hint: expect.stringContaining('cluster.network: host') as string,
    });
    expect(setting.result?.data).toMatchObject({ ok: false, cause: 'bridge-network' });
    expect(setting.result?.text).toMatch(/^i-0b .* 10\.0\.0\.12 {2}172\.19\.0\.2$/m);
  });

  it('needs an environment', async () => {
    const setting = new TwoInstances();
    setting.environment.status = 'Terminated';
    await expect(run(setting.deps, config, { probe: true })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/id-prod .*application id\.$/) as unknown,
    });
  });
});
