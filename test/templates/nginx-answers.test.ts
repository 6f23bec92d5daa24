/** The nginx of the instances in front of a stand-in for Keycloak: the answers to the load balancer and to users. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { healthPath } from '../../src/config/derived-values.ts';
import { nginxConf } from './nginx-conf.ts';
import { nginxIsHere, type RealNginx, startNginx } from './real-nginx.ts';

describe.runIf(nginxIsHere).each([
  ['24.0.5', '/auth'],
  ['26.7.3', '/'],
])('nginx before Keycloak %s at %s', (version, relativePath) => {
  let nginx: RealNginx;

  beforeAll(async () => {
    nginx = await startNginx(await nginxConf({ version, relativePath }));
  });

  afterAll(async () => {
    await nginx.stop();
  });

  async function ask(path: string, init?: RequestInit) {
    const response = await fetch(`${nginx.url}${path}`, init);
    return {
      status: response.status,
      body: await response.text(),
      own: response.headers.get('x-of-keycloak') === null,
    };
  }

  test.each([
    [200, 200],
    [503, 503],
    [500, 503],
    [404, 503],
  ])('Keycloak answers %i: the load balancer gets %i without a body', async (given, expected) => {
    nginx.keycloak.status = given;
    expect(await ask(healthPath)).toEqual({ status: expected, body: '', own: true });
    const prefix = relativePath === '/' ? '' : relativePath;
    expect(nginx.keycloak.asked.at(-1)).toMatchObject({ method: 'GET', url: `${prefix}/health/ready` });
  });

  test('a request body is not passed on', async () => {
    nginx.keycloak.status = 200;
    const question = { method: 'POST', body: 'x'.repeat(100_000) };
    expect(await ask(healthPath, question)).toEqual({ status: 200, body: '', own: true });
    expect(nginx.keycloak.asked.at(-1)?.headers).not.toHaveProperty('content-length');
  });

  test('Keycloak’s own answer is not reachable', async () => {
    nginx.keycloak.status = 200;
    const before = nginx.keycloak.asked.length;
    const own = await ask(`${healthPath}/keycloak`);
    expect([own.status, own.own]).toEqual([404, true]);
    expect(nginx.keycloak.asked).toHaveLength(before);
  });

  test('health checks are not logged', async () => {
    await ask(`${healthPath}/keycloak`);
    // nginx writes a line when its answer has been sent.
    await vi.waitFor(() => {
      expect(nginx.read('access.log')).toContain(`${healthPath}/keycloak `);
    }, 5000);
    expect(nginx.read('access.log')).not.toContain(`${healthPath} `);
  });

  test('no Keycloak: 503', async () => {
    await nginx.keycloak.stop();
    expect(await ask(healthPath)).toEqual({ status: 503, body: '', own: true });
  });
});
