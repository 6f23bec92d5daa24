import { describe, expect, it } from 'vitest';
import { type VerifyOptions, verifyCluster } from '../../src/cluster/verify.ts';
import { FakeKeycloak } from '../fakes/fake-keycloak.ts';
import { config, minute, now, TwoInstances } from '../fakes/two-instances.ts';

class Setting extends TwoInstances {
  constructor() {
    super();
    // All heartbeats of the tests on one page.
    this.logs.pageSize = 1_000;
  }

  verify(options: VerifyOptions = {}) {
    return verifyCluster(this.deps, config, options);
  }
}

const seconds = 1_000;
const lonely = (setting: Setting, since = now - 3 * minute): void => {
  setting.beatBoth(since, { size: 1, startedAt: now - 11 * minute });
};

describe('heartbeats prove one cluster', () => {
  it('whatever Keycloak logs, with one request for lines of instances and none for those of Keycloak', async () => {
    const setting = new Setting();
    setting.beatBoth(now - 3 * minute);
    const verdict = await setting.verify({ versionLabel: 'v1' });
    expect(verdict).toMatchObject({
      ...{ ok: true, outcome: 'one-cluster', proof: 'heartbeats', warnings: [] },
      message: 'The 2 running instances are one cluster: a-1, b-1.',
    });
    expect(verdict.instances[0]).toMatchObject({
      ...{ id: 'i-0a', address: '10.0.0.11', node: 'a-1', keycloak: '26.7.3' },
      heartbeat: { at: new Date(now), ready: true, size: 2, node: 'a-1', versionLabel: 'v1' },
    });
    expect(setting.logs.patterns).toEqual([]);
    expect(setting.logs.requests.length).toBeLessThanOrEqual(2);
  });

  it('but not those of before the newest deployment', async () => {
    const setting = new Setting();
    setting.environment.instances.forEach(({ deployment }) => (deployment.at = new Date(now - 5 * seconds)));
    setting.beat('i-0a', now - 30 * seconds);
    setting.beat('i-0b', now - 30 * seconds);
    // The new nodes never meet.
    setting.clock.at(now + 1, () => {
      lonely(setting, now + 10 * seconds);
    });
    expect(await setting.verify()).toMatchObject({ ok: false, outcome: 'not-one-cluster' });
  });

  it('however wrong the clock of this machine is', async () => {
    for (const skew of [-4 * minute, 4 * minute]) {
      const setting = new Setting();
      for (let slot = now - 10 * minute; slot <= now + 10 * minute; slot += 30 * seconds) {
        const beat = (): void => {
          for (const id of ['i-0a', 'i-0b']) setting.beat(id, slot + skew);
        };
        if (slot <= now) beat();
        else setting.clock.at(slot, beat);
      }
      expect(await setting.verify()).toMatchObject({ ok: true, proof: 'heartbeats' });
      expect(setting.seconds).toBeLessThan(45);
    }
  });

  it('where clustering is off, that Keycloak is ready', async () => {
    const setting = new Setting();
    setting.beatBoth(now - 3 * minute, { size: undefined, node: undefined });
    const alone = { ...config, cluster: { ...config.cluster, enabled: false } };
    expect(await verifyCluster(setting.deps, alone, {})).toMatchObject({ ok: true, proof: 'heartbeats' });
  });
});

describe('heartbeats prove that it is not one cluster', () => {
  it.each<[string, (setting: Setting) => void]>([
    [
      'bridge-network',
      (setting) => {
        lonely(setting);
        setting.startBridged(now - 11 * minute);
      },
    ],
    [
      // Keycloak 26.7.3 is not ready in the smaller part, here on a bridge network.
      'bridge-network',
      (setting) => {
        setting.startBridged(now - 11 * minute);
        for (const id of ['i-0a', 'i-0b'])
          setting.beat(id, now, { size: 1, ready: id === 'i-0a', startedAt: now - 11 * minute });
      },
    ],
    ['not-discovered', lonely],
    [
      // The view lines of the split are older than what is read: only the start shows that they were together.
      'split',
      (setting) => {
        lonely(setting);
        setting.startBoth(now - 11 * minute);
      },
    ],
    [
      // Keycloak's own health check is down in the smaller part of a split.
      'split',
      (setting) => {
        setting.startBoth(now - 11 * minute);
        const apart = { size: 1, startedAt: now - 11 * minute };
        setting.beat('i-0a', now, apart);
        setting.beat('i-0b', now, { ...apart, ready: false });
      },
    ],
    [
      'port-closed',
      (setting) => {
        lonely(setting);
        setting.line('i-0b', now - 11 * minute, 'JOIN(b-1) sent to a-1 timed out (after 2000 ms), on try 1');
      },
    ],
    [
      'stale-member',
      (setting) => {
        setting.beatBoth(now - 3 * minute, { size: 3, startedAt: now - 11 * minute });
      },
    ],
    [
      'not-ready',
      (setting) => {
        setting.beatBoth(now - 3 * minute, { ready: false, startedAt: now - 11 * minute });
      },
    ],
    [
      'not-ready',
      (setting) => {
        setting.beatBoth(now - 3 * minute, { ready: false, size: undefined, node: undefined });
      },
    ],
    [
      'database',
      (setting) => {
        setting.beatBoth(now - 3 * minute, { ready: false, startedAt: now - 11 * minute });
        setting.line('i-0b', now - minute, 'Acquisition timeout while waiting for new connection');
      },
    ],
    [
      'local-cache',
      (setting) => {
        setting.beatBoth(now - 3 * minute, {
          size: undefined,
          node: undefined,
          startedAt: now - 11 * minute,
        });
      },
    ],
    [
      'other-version',
      (setting) => {
        setting.beat('i-0a', now, { versionLabel: 'v2' });
        setting.beat('i-0b', now);
      },
    ],
    [
      'other-version',
      (setting) => {
        setting.beat('i-0a', now, { keycloak: '26.7.4' });
        setting.beat('i-0b', now);
      },
    ],
  ])('%s', async (cause, prepare) => {
    const setting = new Setting();
    prepare(setting);
    expect(await setting.verify({ deadlineMs: 20 * seconds, probe: false })).toMatchObject({
      ...{ ok: false, outcome: 'not-one-cluster', proof: undefined },
      cause,
    });
  });

  it.each([1, 2])('two nodes of one name, each in a view of %i', async (size) => {
    const setting = new Setting();
    setting.beatBoth(now - 3 * minute, { node: 'same', size, startedAt: now - 11 * minute });
    expect(await setting.verify({ deadlineMs: 0 })).toMatchObject({
      ...{ outcome: 'not-one-cluster', cause: 'same-name' },
    });
  });

  it('whatever other instance is silent', async () => {
    const setting = new Setting();
    setting.beat('i-0a', now, { ready: false, size: undefined, node: undefined });
    expect(await setting.verify({ deadlineMs: 0 })).toMatchObject({
      ...{ outcome: 'not-one-cluster', cause: 'not-ready' },
    });
  });

  it('two are silent, and the third sees one of them', async () => {
    const setting = new Setting();
    setting.environment.instances.push({
      ...{ id: 'i-09', privateIp: '10.0.0.9', launchedAt: new Date(now - 40 * minute) },
      deployment: { id: 1, label: 'v1', status: 'Deployed', at: new Date(now - 10 * minute) },
    });
    setting.beat('i-0a', now, { size: 2 });
    expect(await setting.verify({ deadlineMs: 0 })).toMatchObject({
      ...{ outcome: 'not-one-cluster', cause: 'split' },
    });
  });

  it('one is silent, and the other is alone in its view', async () => {
    const setting = new Setting();
    setting.beat('i-0a', now, { size: 1 });
    expect(await setting.verify({ deadlineMs: 0 })).toMatchObject({ outcome: 'not-one-cluster' });
  });

  it('waits until they agree', async () => {
    const setting = new Setting();
    setting.beat('i-0a', now, { size: 1 });
    setting.beat('i-0b', now, { size: 1 });
    setting.clock.at(now + 1, () => {
      setting.beatBoth(now + 35 * seconds);
    });
    expect(await setting.verify()).toMatchObject({ ok: true, proof: 'heartbeats' });
    expect(setting.seconds).toBeGreaterThanOrEqual(60);
    expect(setting.seconds).toBeLessThan(70);
  });

  it('reads the minutes of the starts and the newest ones only, however old the nodes are', async () => {
    const setting = new Setting();
    const startedAt = now - 9_000 * minute;
    setting.beatBoth(now - 3 * minute, { size: 1, startedAt });
    setting.startBridged(startedAt);
    expect(await setting.verify()).toMatchObject({ cause: 'bridge-network' });
    const read = setting.logs.patterns.map(
      ({ at, startTime = 0, endTime = at }) => (endTime - startTime) / minute,
    );
    expect(Math.max(...read)).toBeLessThanOrEqual(15);
  });
});

describe('heartbeats do not prove that it is not one cluster', () => {
  it('where Keycloak is ready, and its metrics come too late once', async () => {
    const setting = new Setting();
    for (const id of ['i-0a', 'i-0b']) setting.beat(id, now, { size: undefined, node: undefined });
    setting.clock.at(now + 1, () => {
      setting.beatBoth(now + 30 * seconds);
    });
    expect(await setting.verify()).toMatchObject({ ok: true, proof: 'heartbeats' });
  });

  it('where the metrics never come', async () => {
    const setting = new Setting();
    setting.beatBoth(now - 3 * minute, { size: undefined, node: undefined });
    expect(await setting.verify()).toMatchObject({ outcome: 'not-proven', cause: 'no-evidence' });
  });

  it('where log lines show the size that they lack', async () => {
    const setting = new Setting();
    setting.startBoth(now - 11 * minute);
    setting.beatBoth(now - 3 * minute, { size: undefined, node: undefined, startedAt: now - 11 * minute });
    expect(await setting.verify()).toMatchObject({ ok: true, proof: 'log-lines' });
  });

  it('where those of before a rollback to a bundle without them name an earlier start', async () => {
    const setting = new Setting();
    const [first, second] = setting.environment.instances;
    if (first !== undefined) first.deployment.at = new Date(now - 6 * minute);
    if (second !== undefined) second.deployment.at = new Date(now - 1 * minute);
    setting.start('i-0a', now - 500 * minute, 'a-0', '[a-0|1] (2) [a-0, b-0]');
    setting.start('i-0b', now - 500 * minute, 'b-0', '[a-0|1] (2) [a-0, b-0]');
    setting.beat('i-0a', now - 6.5 * minute, { node: 'a-0', startedAt: now - 500 * minute });
    setting.beat('i-0b', now - 2 * minute, { node: 'b-0', startedAt: now - 500 * minute });
    setting.start('i-0a', now - 6.2 * minute, 'a-1', '[b-0|2] (2) [b-0, a-1]');
    setting.start('i-0b', now - 1.2 * minute, 'b-1', '[a-1|4] (2) [a-1, b-1]');
    setting.view('i-0a', now - 1.2 * minute, '[a-1|4] (2) [a-1, b-1]');
    expect(await setting.verify({ deadlineMs: 0 })).toMatchObject({ ok: true, proof: 'log-lines' });
  });

  it('where a logged view is older than the heartbeat of another size before', async () => {
    const setting = new Setting();
    setting.startBoth(now - 11 * minute);
    setting.view('i-0a', now - 10 * minute, '[a-1|2] (2) [a-1, c-1]');
    setting.beat('i-0a', now, { ready: false, startedAt: now - 11 * minute });
    setting.beat('i-0b', now, { startedAt: now - 11 * minute });
    setting.clock.at(now + 1, () => {
      setting.beatBoth(now + 30 * seconds, { startedAt: now - 11 * minute });
    });
    expect(await setting.verify()).toMatchObject({ ok: true, proof: 'heartbeats' });
  });

  it('where lines name the release of a silent instance in another form', async () => {
    const setting = new Setting();
    setting.startBoth(now - 11 * minute);
    setting.beat('i-0a', now, { keycloak: '26.7', startedAt: now - 11 * minute });
    expect(await setting.verify({ deadlineMs: 0 })).toMatchObject({ ok: true });
  });

  it.each([{ ready: true }, { ready: false, size: undefined, node: undefined }])(
    'where an instance that Auto Scaling has just launched is not deployed yet: %j',
    async (parts) => {
      const setting = new Setting();
      setting.environment.instances.push({
        ...{ id: 'i-09', privateIp: '10.0.0.9', launchedAt: new Date(now - minute) },
        deployment: { id: 2, label: 'v1', status: 'In Progress', at: new Date(now - minute) },
      });
      const size = parts.ready ? 3 : 2;
      for (const id of ['i-0a', 'i-0b']) setting.beat(id, now, { size });
      setting.beat('i-09', now, { size, ...parts });
      expect(await setting.verify({ deadlineMs: 0 })).toMatchObject({ outcome: 'not-proven' });
      // Of a deployment it is a newcomer: neither a failure nor part of the proof.
      const deployment = { deadlineMs: 0, versionLabel: 'v1', since: now - 2 * minute };
      const proven = await setting.verify(deployment);
      expect(proven).toMatchObject({ outcome: 'one-cluster', proof: 'heartbeats' });
      expect(proven.instances.map(({ id }) => id)).toEqual(['i-0a', 'i-0b']);
      expect(setting.deps.events).toContainEqual(
        expect.objectContaining({
          type: 'message',
          level: 'warn',
          text: expect.stringContaining('i-09') as unknown,
        }),
      );
      // It stood before this one.
      const later = { ...deployment, since: now - 30 * seconds };
      expect(await setting.verify(later)).toMatchObject({ outcome: 'not-proven' });
    },
  );

  it('where a new instance got the version from before the deployment', async () => {
    const setting = new Setting();
    setting.environment.instances.push({
      ...{ id: 'i-09', privateIp: '10.0.0.9', launchedAt: new Date(now - minute) },
      deployment: { id: 1, label: 'v0', status: 'Deployed', at: new Date(now - minute) },
    });
    for (const id of ['i-0a', 'i-0b', 'i-09']) setting.beat(id, now, { size: 3 });
    const deployment = { deadlineMs: 0, versionLabel: 'v1', since: now - 2 * minute };
    expect(await setting.verify(deployment)).toMatchObject({ outcome: 'one-cluster' });
    expect(await setting.verify({ ...deployment, since: now })).toMatchObject({ ok: false });
  });
});

describe('without heartbeats', () => {
  it.each<[string, (setting: Setting) => void]>([
    // Nothing, as with KC_LOG_LEVEL=warn on a bundle of an older kc-eb.
    ['no-evidence', () => undefined],
    [
      'not-started',
      (setting) => {
        for (const id of ['i-0a', 'i-0b']) setting.line(id, now - minute, 'JGRP000032: no physical address');
      },
    ],
    [
      // The lines of the channel are hidden: KC_LOG_LEVEL=warn,io.quarkus:info,org.keycloak:info.
      'no-evidence',
      (setting) => {
        for (const id of ['i-0a', 'i-0b']) {
          setting.line(
            id,
            now - 11 * minute,
            'Keycloak 26.7.3 on JVM (powered by Quarkus 3.33.3.1) started in 9s.',
          );
          setting.line(id, now - 11 * minute, 'Bootstrap completed in 8.704000 seconds');
        }
      },
    ],
  ])('no line shows a fault: not proven (%s)', async (cause, prepare) => {
    const setting = new Setting();
    prepare(setting);
    expect(await setting.verify({ deadlineMs: 0 })).toMatchObject({
      ...{ ok: false, outcome: 'not-proven', proof: undefined },
      cause,
    });
  });

  it('requests that fail are evidence', async () => {
    const setting = new Setting();
    setting.start('i-0a', now - 12 * minute, 'a-1', '[a-1|1] (2) [a-1, b-1]');
    setting.deps.http = new FakeKeycloak({ nodes: 2, clustered: false, major: 26 });
    expect(await setting.verify({ deadlineMs: 0 })).toMatchObject({
      ...{ outcome: 'not-one-cluster', cause: 'probe-failed' },
    });
  });

  it.each<[string, RegExp, (setting: Setting) => void]>([
    ['an older bundle', /older kc-eb/, () => undefined],
    [
      'an older bundle after a newer one',
      /older kc-eb/,
      (setting) => {
        setting.environment.instances.forEach(
          ({ deployment }) => (deployment.at = new Date(now - 2 * minute)),
        );
        setting.beat('i-0b', now - 3 * minute);
        setting.beat('i-0a', now - 3 * minute);
      },
    ],
    [
      'the reporter of one is down',
      /Of i-0b: heartbeats have stopped/,
      (setting) => {
        setting.beat('i-0b', now - 5 * minute);
        for (let slot = now - 5 * minute; slot < now + 5 * minute; slot += 30 * seconds)
          setting.clock.at(slot, () => {
            setting.beat('i-0a', slot);
          });
        setting.beat('i-0a', now);
      },
    ],
  ])('log lines prove it, with a warning: %s', async (_, warning, prepare) => {
    const setting = new Setting();
    setting.startBoth(now - 12 * minute);
    prepare(setting);
    const verdict = await setting.verify();
    expect(verdict).toMatchObject({ ok: true, proof: 'log-lines' });
    expect(verdict.warnings).toEqual([expect.stringMatching(warning)]);
  });

  it('names the permission where no stream exists', async () => {
    const setting = new Setting();
    const { message, probe } = await setting.verify({ deadlineMs: 0 });
    expect(message).toMatch(/Of i-0a, i-0b: .*logs:CreateLogStream.* 6 times of 6/);
    expect(probe).toMatchObject({ outcome: 'passed' });
  });

  it('verifies by lines where the caller may not describe streams', async () => {
    const setting = new Setting();
    setting.startBoth(now - 12 * minute);
    setting.logs.describeLogStreams = () =>
      Promise.reject(Object.assign(new Error('no'), { name: 'AccessDeniedException', $metadata: {} }));
    const verdict = await setting.verify();
    expect(verdict).toMatchObject({ ok: true, proof: 'log-lines' });
    expect(verdict.warnings).toEqual([expect.stringContaining('logs:DescribeLogStreams')]);
  });
});
