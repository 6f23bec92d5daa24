import { describe, expect, it } from 'vitest';
import { type VerifyOptions, verifyCluster } from '../../src/cluster/verify.ts';
import { FakeKeycloak } from '../fakes/fake-keycloak.ts';
import { config, minute, now, TwoInstances } from '../fakes/two-instances.ts';

class Setting extends TwoInstances {
  verify(options: VerifyOptions = {}) {
    return verifyCluster(this.deps, config, options);
  }
}

describe('verifyCluster', () => {
  it('proves a cluster by its logs and its use', async () => {
    const setting = new Setting();
    setting.startBoth(now - 12 * minute);
    const verdict = await setting.verify({ versionLabel: 'v1' });
    expect(verdict).toMatchObject({
      ok: true,
      message: 'The 2 running instances are one cluster: a-1, b-1.',
      proof: 'log-lines',
      warnings: [expect.stringContaining('an older kc-eb') as string],
      probe: { outcome: 'passed', requests: 12 },
    });
    expect(verdict.instances.map(({ id, address, node, view }) => [id, address, node, view?.id])).toEqual([
      ['i-0a', '10.0.0.11', 'a-1', 'a-1|1'],
      ['i-0b', '10.0.0.12', 'b-1', 'a-1|1'],
    ]);
    expect(setting.deps.events.map(({ type }) => type)).toEqual(['step-started', 'step-output', 'step-done']);
  });

  it('reads back to the launch when a deployment of settings left the containers alone', async () => {
    const setting = new Setting();
    setting.environment.instances.forEach(
      (instance) => (instance.launchedAt = new Date(now - 5_000 * minute)),
    );
    setting.startBoth(now - 4_000 * minute);
    expect(await setting.verify()).toMatchObject({ ok: true });
  });

  it('counts neither instances that are gone nor their nodes', async () => {
    const setting = new Setting();
    setting.environment.ghosts = setting.environment.instances
      .slice(0, 1)
      .map((instance) => ({ ...instance, id: 'i-09' }));
    setting.start('i-09', now - 20 * minute, 'z-1', '[z-1|0] (1) [z-1]', '172.17.0.2');
    setting.startBoth(now - 12 * minute);
    expect(await setting.verify()).toMatchObject({ ok: true });
  });

  it('waits for the views to come together', async () => {
    const setting = new Setting();
    const alone = { 'i-0a': ['a-1', '[a-1|0] (1) [a-1]'], 'i-0b': ['b-1', '[b-1|0] (1) [b-1]'] } as const;
    for (const [instance, [node, view]] of Object.entries(alone))
      setting.start(instance, now - minute, node, view);
    setting.clock.at(now + 40_000, () => {
      for (const instance of ['i-0a', 'i-0b']) {
        setting.line(
          instance,
          now + 39_000,
          'ISPN000093: Received new, MERGED cluster view for channel ISPN: MergeView::[a-1|2] (2) [a-1, b-1], 2 subgroups: [a-1|0] (1) [a-1], [b-1|0] (1) [b-1]',
        );
      }
    });
    expect(await setting.verify()).toMatchObject({ ok: true });
    expect(setting.seconds).toBeGreaterThanOrEqual(40);
    expect(setting.seconds).toBeLessThan(60);
  });

  it('does not take the lines of containers that a deployment has just replaced for the new ones', async () => {
    const setting = new Setting();
    setting.environment.instances.forEach(({ deployment }) => (deployment.at = new Date(now - 1_000)));
    setting.startBoth(now - 30 * minute);
    // The driver flushes what the new containers wrote: they are apart.
    setting.clock.at(now + 4_000, () => {
      for (const [instance, node] of [
        ['i-0a', 'a-2'],
        ['i-0b', 'b-2'],
      ] as const) {
        setting.line(instance, now - 20_000, 'Keycloak stopped in 1.7s');
        setting.start(instance, now - 10_000, node, `[${node}|0] (1) [${node}]`);
      }
    });
    expect(await setting.verify({ deadlineMs: 20_000 })).toMatchObject({
      ok: false,
      cause: 'not-discovered',
    });
  });

  it('reads no lines before the containers of a deployment can have written them', async () => {
    const setting = new Setting();
    setting.environment.instances.forEach(({ deployment }) => (deployment.at = new Date(now - 1_000)));
    setting.startBoth(now - minute);
    expect(await setting.verify()).toMatchObject({ ok: true });
    expect(setting.logs.patterns.filter(({ at }) => at < now + 59_000)).toEqual([]);
    expect(setting.logs.patterns.length).toBeGreaterThan(0);
  });

  it('waits at most until its deadline for lines of a deployment that ended in the future', async () => {
    const setting = new Setting();
    setting.environment.instances.forEach(({ deployment }) => (deployment.at = new Date(now + 60 * minute)));
    setting.startBoth(now - minute);
    expect(await setting.verify()).toMatchObject({ ok: true });
    expect(setting.seconds).toBeLessThan(130);
  });

  it('names the bridge network at once, with the evidence of the probe', async () => {
    const setting = new Setting();
    setting.startBridged(now - 12 * minute);
    setting.deps.http = new FakeKeycloak({ nodes: 2, clustered: false, major: 26 });
    const verdict = await setting.verify();
    expect(verdict).toMatchObject({ ok: false, cause: 'bridge-network', probe: { outcome: 'failed' } });
    expect(verdict.message).toMatch(/172\.19\.0\.2.*: 3 of 6/);
    expect(setting.seconds).toBeLessThan(10);
    expect(setting.deps.events.at(-1)).toMatchObject({ type: 'step-failed', message: 'bridge-network' });
  });

  it.each<[number, string]>([
    [2_000, 'database'],
    // It was over long before the probe failed.
    [-10 * minute, 'probe-failed'],
  ])('names a database that is lost after the start, by a line at %i ms', async (at, cause) => {
    const setting = new Setting();
    setting.startBoth(now - 12 * minute);
    setting.keycloak.down = 500;
    const line = 'Failed to fetch the cluster members from the database.: FATAL: terminating connection';
    setting.clock.at(now + Math.max(at, 0), () => {
      setting.line('i-0b', now + at, line);
    });
    const verdict = await setting.verify();
    expect(verdict).toMatchObject({ ok: false, cause, probe: { outcome: 'failed' } });
    expect(verdict.message).toContain('500');
    expect(setting.seconds).toBeLessThan(30);
  });

  it('fails at its deadline and names the missing lines', async () => {
    const setting = new Setting();
    setting.start('i-0a', now - minute, 'a-1', '[a-1|0] (1) [a-1]');
    const verdict = await setting.verify({ deadlineMs: 30_000, probe: false });
    expect(verdict).toMatchObject({
      ok: false,
      cause: 'no-evidence',
      probe: { outcome: 'not-run', why: '--no-probe' },
    });
    expect(setting.seconds).toBeGreaterThanOrEqual(30);
    expect(setting.seconds).toBeLessThan(40);
    const waiting = setting.deps.events.filter(({ type }) => type === 'step-output');
    expect(waiting).toEqual([
      { type: 'step-output', step: 'verify', line: expect.stringMatching(/i-0b/) as string },
    ]);
  });

  it('does not probe where nothing has started', async () => {
    const setting = new Setting();
    for (const id of ['i-0a', 'i-0b']) setting.line(id, now - minute, "Unknown option: '--cachee'");
    expect(await setting.verify({ deadlineMs: 0 })).toMatchObject({
      cause: 'not-started',
      probe: { outcome: 'not-run' },
    });
  });

  it('names the instance of a stale member', async () => {
    const setting = new Setting();
    setting.start('i-09', now - 20 * minute, 'z-1', '[z-1|0] (1) [z-1]');
    setting.startBoth(now - 12 * minute);
    for (const instance of ['i-0a', 'i-0b'])
      setting.view(instance, now - minute, '[z-1|3] (3) [z-1, a-1, b-1]');
    const verdict = await setting.verify({ deadlineMs: 0 });
    expect(verdict).toMatchObject({ ok: false, cause: 'stale-member' });
    expect(verdict.message).toMatch(/z-1 \(.*i-09\)/);
  });

  it('ends on Ctrl-C', async () => {
    const setting = new Setting();
    const reason = new Error('Ctrl-C');
    setting.clock.at(now + 5_000, () => {
      setting.deps.controller.abort(reason);
    });
    await expect(setting.verify()).rejects.toBe(reason);
  });
});
