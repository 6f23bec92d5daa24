import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/schema.ts';
import type { Http } from '../../src/ports.ts';
import { probeCluster } from '../../src/cluster/probe.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';
import { FakeKeycloak } from '../fakes/fake-keycloak.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { type ReadingDeps, readingDeps } from '../fakes/reading-deps.ts';

const base = exampleConfig();
const now = Date.parse('2026-11-24T10:00:00Z');

function release(version: string, changes: Partial<Config['keycloak']> = {}): Config {
  return exampleConfig({ keycloak: { ...base.keycloak, version: asRelease(version), ...changes } });
}

function environmentAt(CNAME: string | undefined): Parameters<typeof readingDeps>[0]['beanstalk'] {
  const environment = { EnvironmentName: 'id-prod', ApplicationName: 'id', Status: 'Ready' as const, CNAME };
  return {
    describeEnvironments: () => Promise.resolve({ $metadata: {}, Environments: [environment] }),
  };
}

function depsWith(http: Http, parts: Partial<Parameters<typeof readingDeps>[0]> = {}): ReadingDeps {
  return readingDeps({
    clock: new ManualClock(now),
    http,
    secrets: { [base.admin.password]: 'correct horse' },
    beanstalk: environmentAt('id-prod.elasticbeanstalk.com'),
    ...parts,
  });
}

/** `address`: what the environment's load balancer has, e.g. localhost:8080. */
function localDeps(
  http: Http,
  url: string,
  at: { address?: string | undefined } = { address: new URL(url).host },
): ReadingDeps {
  return depsWith(http, { local: localTarget(url), beanstalk: environmentAt(at.address) });
}

describe('probeCluster', () => {
  it.each([
    [22, '22.0.5', 6, /token.* 6 times of 6$/],
    [26, '26.7.3', 12, /token.* 6 times of 6, .*changed.* 6 times of 6$/],
  ])('passes on a cluster of %i', async (major, version, requests, detail) => {
    const keycloak = new FakeKeycloak({ nodes: 2, clustered: true, major });
    expect(await probeCluster(depsWith(keycloak), release(version), 2)).toEqual({
      outcome: 'passed',
      requests,
      detail: expect.stringMatching(detail) as string,
    });
    expect([...keycloak.clients.keys()]).toEqual([]);
    expect(keycloak.openSessions).toBe(0);
  });

  it.each([
    [22, '22.0.5', /^userinfo .*: 3 of 6 .*\(401, 200, 401, 200, 401, 200\)$/],
    [26, '26.7.3', /secret: 3 of 6 .*\(401, 200, 401, 200, 401, 200\)$/],
  ])('fails on nodes of %i that never met, and leaves nothing', async (major, version, detail) => {
    const keycloak = new FakeKeycloak({ nodes: 2, clustered: false, major });
    expect(await probeCluster(depsWith(keycloak), release(version), 2)).toEqual({
      outcome: 'failed',
      requests: 6,
      detail: expect.stringMatching(detail) as string,
    });
    expect([...keycloak.clients.keys()]).toEqual([]);
  });

  it('removes what a crashed probe left, but no client of a probe that may be running, nor anybody else’s', async () => {
    const keycloak = new FakeKeycloak({ nodes: 2, clustered: true, major: 26 });
    const name = (ms: number) => `kc-eb-probe-${ms.toString(36)}-0a0b0c0d`;
    const old = name(now - 11 * 60_000);
    const running = name(now - 60_000);
    for (const clientId of [old, running, 'my-kc-eb-probe-1', 'kc-eb-probe-']) {
      keycloak.clients.set(clientId, { id: clientId, clientId, secret: 's' });
    }
    await probeCluster(depsWith(keycloak), release('26.7.3'), 2);
    expect([...keycloak.clients.keys()]).toEqual([running, 'my-kc-eb-probe-1', 'kc-eb-probe-']);
  });

  it('removes its client when the answer to its creation gets lost', async () => {
    const keycloak = new FakeKeycloak({ nodes: 2, clustered: true, major: 26 });
    const losing: Http = {
      request: async (input) => {
        const answer = await keycloak.request(input);
        const creates = input.method === 'POST' && input.url.endsWith('/clients');
        return creates ? { status: 0, body: 'socket hang up', headers: {} } : answer;
      },
    };
    const deps = depsWith(losing);
    expect(await probeCluster(deps, release('26.7.3'), 2)).toMatchObject({ outcome: 'not-run' });
    expect([...keycloak.clients.keys()]).toEqual([]);
    expect(deps.events).toEqual([]);
  });

  it('warns when its client cannot be removed', async () => {
    const keycloak = new FakeKeycloak({ nodes: 2, clustered: true, major: 26 });
    keycloak.refusesDelete = true;
    const deps = depsWith(keycloak);
    expect(await probeCluster(deps, release('26.7.3'), 2)).toMatchObject({ outcome: 'passed' });
    expect(deps.events).toEqual([
      {
        type: 'message',
        level: 'warn',
        text: expect.stringMatching(/kc-eb-probe-\S+ .*\(403/) as string,
      },
    ]);
  });

  it('removes its client though clients can no longer be listed, and warns where it was never listed', async () => {
    const keycloak = new FakeKeycloak({ nodes: 2, clustered: true, major: 26 });
    const listing = (times: number): Http => {
      let listed = 0;
      return {
        request: (input) =>
          input.method === 'GET' && input.url.includes('/clients?') && ++listed > times
            ? Promise.resolve({ status: 500, body: '', headers: {} })
            : keycloak.request(input),
      };
    };
    // Once for leftovers, once for its own id.
    expect(await probeCluster(depsWith(listing(2)), release('26.7.3'), 2)).toMatchObject({
      outcome: 'passed',
    });
    expect([...keycloak.clients.keys()]).toEqual([]);
    const deps = depsWith(listing(1));
    expect(await probeCluster(deps, release('26.7.3'), 2)).toMatchObject({ outcome: 'not-run' });
    const [clientId = ''] = keycloak.clients.keys();
    expect(deps.events).toMatchObject([
      {
        level: 'warn',
        text: expect.stringContaining(clientId) as string,
      },
    ]);
  });

  it.each(['22.0.5', '26.7.3'])(
    'does not run on %s when the administrator cannot log in',
    async (version) => {
      const keycloak = new FakeKeycloak({ nodes: 2, clustered: true, major: Number.parseInt(version, 10) });
      keycloak.password = 'changed since';
      expect(await probeCluster(depsWith(keycloak), release(version), 2)).toEqual({
        outcome: 'not-run',
        why: expect.stringMatching(/ admin .*\(400 invalid_grant: Invalid user credentials\)$/) as string,
      });
    },
  );

  it('does not run when the password may not be read', async () => {
    const keycloak = new FakeKeycloak({ nodes: 2, clustered: true, major: 26 });
    const result = await probeCluster(depsWith(keycloak, { secrets: {} }), base, 2);
    expect(result).toMatchObject({
      outcome: 'not-run',
      why: expect.stringMatching(/^admin\.password /) as string,
    });
  });

  it.each([undefined, 'http://localhost:8080'])(
    'does not run on 26 for an address that is not in network.adminFrom (%s), and leaves nothing',
    async (url) => {
      const origins = [url ?? 'https://id.example.com'];
      const keycloak = new FakeKeycloak({ nodes: 2, clustered: true, major: 26, origins });
      keycloak.stranger = '203.0.113.7';
      const deps = url === undefined ? depsWith(keycloak) : localDeps(keycloak, url);
      expect(await probeCluster(deps, release('26.7.3'), 2)).toEqual({
        outcome: 'not-run',
        why: expect.stringContaining('(403 from nginx: 203.0.113.7 is not in network.adminFrom)') as string,
      });
      expect([deps.events, keycloak.openSessions, [...keycloak.clients]]).toEqual([[], 0, []]);
    },
  );

  it('passes on 22 there: it needs no /admin/', async () => {
    const keycloak = new FakeKeycloak({ nodes: 2, clustered: true, major: 22 });
    keycloak.stranger = '203.0.113.7';
    expect(await probeCluster(depsWith(keycloak), release('22.0.5'), 2)).toMatchObject({ outcome: 'passed' });
  });

  it('does not run where Keycloak itself answers 403, in other words', async () => {
    const keycloak = new FakeKeycloak({ nodes: 2, clustered: true, major: 26 });
    const forbidding: Http = {
      request: (input) =>
        input.url.includes('/admin/')
          ? Promise.resolve({ status: 403, body: '{"error":"HTTP 403 Forbidden"}', headers: {} })
          : keycloak.request(input),
    };
    expect(await probeCluster(depsWith(forbidding), release('26.7.3'), 2)).toEqual({
      outcome: 'not-run',
      why: expect.stringMatching(/^(?!.*adminFrom).*403/) as string,
    });
  });

  const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/1';
  const withListener = exampleConfig({ network: { ...base.network, certificate } });
  const balancer = 'https://id-prod.elasticbeanstalk.com';
  const publicName = 'https://id.example.com';

  it.each([
    ["the environment's own balancer, by the public name", withListener, [balancer], undefined],
    ['the public name, where the balancer has no HTTPS', base, [publicName], undefined],
    ['the public name, where the balancer is not reached', withListener, [publicName], undefined],
    ['the local balancer', base, ['http://localhost:8080'], 'http://localhost:8080'],
  ])('goes through %s, below the relative path', async (_, config, origins, url) => {
    const keycloak = new FakeKeycloak({ nodes: 2, clustered: true, major: 22, origins });
    const deps = url === undefined ? depsWith(keycloak) : localDeps(keycloak, url);
    const auth = { ...config.keycloak, version: asRelease('22.0.5'), relativePath: '/auth/' };
    expect(await probeCluster(deps, { ...config, keycloak: auth }, 2)).toMatchObject({ outcome: 'passed' });
    expect(keycloak.log[0]).toBe('GET /auth/realms/master/.well-known/openid-configuration 200');
  });

  it.each(['http://id.example.com', 'http://192.0.2.7', 'http://localhost.example.com'])(
    'sends nothing to %s, which anyone between can read',
    async (hostname) => {
      const keycloak = new FakeKeycloak({ nodes: 2, clustered: true, major: 26, origins: [hostname] });
      const config = { ...base, keycloak: { ...base.keycloak, hostname } };
      expect(await probeCluster(depsWith(keycloak), config, 2)).toEqual({
        outcome: 'not-run',
        why: expect.stringContaining(hostname) as string,
      });
      expect(keycloak.log).toEqual([]);
    },
  );

  it.each(['localhost:8081', 'localhost:80', 'id-prod.elasticbeanstalk.com', undefined])(
    'sends nothing to the local port of the settings while the load balancer is at %s',
    async (address) => {
      const origins = ['http://localhost:8080', 'http://localhost:8081'];
      const others = new FakeKeycloak({ nodes: 2, clustered: true, major: 26, origins });
      expect(
        await probeCluster(localDeps(others, 'http://localhost:8080', { address }), base, 2),
      ).toMatchObject({
        outcome: 'not-run',
      });
      expect(others.log).toEqual([]);
    },
  );

  it('goes to an address of this machine by http', async () => {
    const keycloak = new FakeKeycloak({
      nodes: 2,
      clustered: true,
      major: 26,
      origins: ['http://localhost'],
    });
    const config = { ...base, keycloak: { ...base.keycloak, hostname: 'http://localhost' } };
    expect(await probeCluster(depsWith(keycloak), config, 2)).toMatchObject({ outcome: 'passed' });
  });

  it('does not run without a connection', async () => {
    const keycloak = new FakeKeycloak({ nodes: 2, clustered: true, major: 22, origins: [] });
    expect(await probeCluster(depsWith(keycloak), withListener, 2)).toEqual({
      outcome: 'not-run',
      why: expect.stringContaining(
        '(https://id.example.com at id-prod.elasticbeanstalk.com: no connection: ENOTFOUND; https://id.example.com: no connection: ENOTFOUND)',
      ) as string,
    });
  });

  it.each([
    ['the balancer', withListener, `${publicName} at id-prod.elasticbeanstalk.com`],
    ['a proxy before it', base, publicName],
  ])('fails when %s has nobody to ask', async (_, config, through) => {
    const origins = [balancer, publicName];
    const keycloak = new FakeKeycloak({ nodes: 2, clustered: true, major: 26, origins });
    keycloak.down = 503;
    expect(await probeCluster(depsWith(keycloak), config, 2)).toEqual({
      outcome: 'failed',
      requests: 1,
      detail: expect.stringMatching(`^${through}: /realms/master .*503$`) as string,
    });
  });

  it.each([
    ['a parked domain', 200, '<html>buy me</html>', /: 200, not from Keycloak\)$/],
    [
      'another Keycloak',
      200,
      '{"issuer":"https://old.example.com/realms/master"}',
      /: 200, .*\(issuer https:\/\/old\.example\.com\/realms\/master\)\)$/,
    ],
    ['some other system', 404, '', /: 404\)$/],
  ])('sends no password to %s that the host name points to', async (_, status, body, said) => {
    const asked: string[] = [];
    const foreign = {
      request: ({ url }: { url: string }) => {
        asked.push(url);
        return Promise.resolve({ status, body, headers: {} });
      },
    };
    expect(await probeCluster(depsWith(foreign), base, 2)).toEqual({
      outcome: 'not-run',
      why: expect.stringMatching(said) as string,
    });
    expect(asked).toEqual([`${publicName}/realms/master/.well-known/openid-configuration`]);
  });

  it.each(['<html>', '{', '{}', 'null', '[]', '{"access_token":5}', '"x"'])(
    'takes %s in the place of any of its answers for a failure, not for a bug',
    async (body) => {
      for (const version of ['22.0.5', '26.7.3']) {
        for (let broken = 1; broken < 20; broken++) {
          const keycloak = new FakeKeycloak({
            nodes: 2,
            clustered: true,
            major: Number.parseInt(version, 10),
          });
          let count = 0;
          const http: Http = {
            async request(input) {
              const answer = await keycloak.request(input);
              return count++ === broken ? { status: 200, body, headers: {} } : answer;
            },
          };
          const { outcome } = await probeCluster(depsWith(http), release(version), 2);
          expect(['passed', 'failed', 'not-run']).toContain(outcome);
        }
      }
    },
  );
});

function localTarget(url: string): NonNullable<ReadingDeps['local']> {
  return {
    endpoint: 'http://127.0.0.1:1',
    url,
    database: { host: '10.0.0.1', port: 5432, username: 'keycloak', passwordArn: 'arn' },
    adminPasswordArn: 'arn',
    instanceProfile: 'local-profile',
  };
}
