/** The request log of the instances' nginx, which Beanstalk's health agent reads. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { healthPath } from '../../src/config/derived-values.ts';
import { nginxConf } from './nginx-conf.ts';
import { nginxIsHere, type RealNginx, startNginx } from './real-nginx.ts';

/** Seconds, path, status, duration, duration of Keycloak, X-Forwarded-For. */
type Fields = [string, string, string, string, string, string];

describe.runIf(nginxIsHere)('the request log for the health agent', () => {
  let nginx: RealNginx;
  let before = 0;

  beforeAll(async () => {
    nginx = await startNginx(await nginxConf());
  });
  afterAll(async () => {
    await nginx.stop();
  });
  beforeEach(() => {
    nginx.keycloak.status = 200;
    before = lines().length;
  });

  function lines(): string[] {
    return nginx
      .list('logs/healthd')
      .sort()
      .flatMap((name) => nginx.read(`logs/healthd/${name}`).split('\n').slice(0, -1));
  }
  /** The lines of this test; nginx writes them when their answers have been sent. */
  const added = (count = 1): Promise<Fields[]> =>
    vi.waitFor(() => {
      const found = lines().slice(before);
      if (found.length < count) throw new Error(`${found.length} of ${count} lines`);
      return found.map((line) => line.split('"') as Fields);
    }, 5000);

  test('one request, one line of six fields, without the query', async () => {
    const sentAt = Date.now() / 1000;
    await nginx.send('/realms/one?code=secret', { 'X-Forwarded-For': '203.0.113.7' });
    const [[seconds, path, status, duration, ofKeycloak, client, ...rest] = [], ...others] = await added();
    expect([path, status, client, rest, others]).toEqual(['/realms/one', '200', '203.0.113.7', [], []]);
    expect(Number(seconds)).toBeGreaterThan(sentAt - 1);
    expect(Number(seconds)).toBeLessThan(Date.now() / 1000 + 1);
    expect(duration).toMatch(/^\d+\.\d{3}$/);
    expect(ofKeycloak).toMatch(/^\d+\.\d{3}$/);
  });

  test('the file has the hour of its lines', async () => {
    await nginx.send('/', {});
    await added();
    for (const name of nginx.list('logs/healthd')) {
      const [, day, hour] = /^application\.log\.(\d{4}-\d\d-\d\d)-(\d\d)$/.exec(name) ?? [];
      const began = new Date(`${day ?? ''}T${hour ?? ''}:00:00`).getTime() / 1000;
      const [seconds = NaN] = nginx.read(`logs/healthd/${name}`).split('"').map(Number);
      expect(seconds - began).toBeGreaterThanOrEqual(-1);
      expect(seconds - began).toBeLessThan(3600);
    }
  });

  test.each([401, 404, 500, 503])('an answer %i', async (status) => {
    nginx.keycloak.status = status;
    await nginx.send('/', {});
    expect((await added()).map(([, , logged]) => logged)).toEqual([String(status)]);
  });

  test('quotes and line ends of a client stay within their fields', async () => {
    await nginx.send('/a%22500%22%0Ab', { 'X-Forwarded-For': '1.2.3.4"500"' });
    const found = await added();
    expect(found).toEqual([
      [expect.any(String), '/a\\x22500\\x22\\x0Ab', '200', expect.any(String), expect.any(String), expect.any(String)],
    ]);
    expect(found[0]?.[5]).toBe('1.2.3.4\\x22500\\x22');
  });

  test('a request that is not HTTP', async () => {
    const socket = connect(Number(new URL(nginx.url).port), '127.0.0.1');
    socket.end('nothing\r\n\r\n').resume();
    await once(socket, 'close');
    expect((await added()).map(([, , status]) => status)).toEqual(['400']);
  });

  test('health checks are not in it', async () => {
    await nginx.send(healthPath, {});
    nginx.keycloak.status = 503;
    await nginx.send(healthPath, {});
    nginx.keycloak.status = 200;
    await nginx.send('/after', {});
    expect((await added()).map(([, path]) => path)).toEqual(['/after']);
  });

  test('no Keycloak: 502', async () => {
    await nginx.keycloak.stop();
    await nginx.send('/', {});
    expect((await added()).map(([, , status]) => status)).toEqual(['502']);
  });
});
