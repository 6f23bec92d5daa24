/** The nginx of the instances in front of a stand-in for Keycloak: the answers to the load balancer and to users. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { healthPath } from '../../src/render/option-settings.ts';
import { freePort } from '../../src/local-beanstalk/base/free-port.ts';
import { dockerCommand } from '../../src/local-beanstalk/base/docker.ts';
import { provideEngine } from '../../src/local-beanstalk/machine/engine-setup.ts';
import { provideImage } from '../../src/local-beanstalk/images/provide-image.ts';
import { nginxRecipe } from '../../src/local-beanstalk/images/recipes.ts';
import { nginxConf } from '../templates/nginx-conf.ts';
import { asRelease } from '../fakes/example-config.ts';

const docker = dockerCommand();

describe.each([
  ['24.0.5', '/auth'],
  ['26.7.3', '/'],
])('nginx before Keycloak %s at %s', (version, relativePath) => {
  const folder = mkdtempSync(join(tmpdir(), 'kc-eb-nginx-'));
  const asked: IncomingMessage[] = [];
  let status = 200;
  const keycloak = createServer((request, response) => {
    asked.push(request);
    response.writeHead(status, { 'content-type': 'application/json', 'x-of-keycloak': 'yes' });
    response.end('{"status":"DOWN","checks":[{"name":"Keycloak database connections health check"}]}');
  });
  let nginx: string;
  let url: string;

  beforeAll(async () => {
    await new Promise<void>((resolve) => keycloak.listen(0, '127.0.0.1', resolve));
    const { port } = keycloak.address() as AddressInfo;
    const own = await freePort(port + 1);
    url = `http://127.0.0.1:${own}`;
    const { managementPort } = asRelease(version).traits;
    const conf = (await nginxConf(version, relativePath))
      .replaceAll(`127.0.0.1:${managementPort}`, `127.0.0.1:${port}`)
      .replace('listen 80 default_server', `listen 127.0.0.1:${own} default_server`);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
      .join(' ');
    mkdirSync(join(folder, 'logs'));
    writeFileSync(
      join(folder, 'nginx.conf'),
      `user root; daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {}
       http { access_log ${folder}/access.log; default_type application/octet-stream; ${temporary} ${conf} }`,
    );
    await provideEngine(() => undefined);
    const { reference } = await provideImage(docker, nginxRecipe, () => undefined);
    nginx = await docker.run([
      ...['run', '--detach', '--rm', '--network', 'host', '--volume', `${folder}:${folder}`, reference],
      ...['nginx', '-p', folder, '-c', join(folder, 'nginx.conf')],
    ]);
    while (!(await fetch(url).then(Boolean, () => false))) await sleep(20);
  });

  afterAll(async () => {
    await docker.run(['stop', nginx]);
    keycloak.close();
    rmSync(folder, { recursive: true });
  });

  async function ask(path: string, init?: RequestInit) {
    const response = await fetch(`${url}${path}`, init);
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
    status = given;
    expect(await ask(healthPath)).toEqual({ status: expected, body: '', own: true });
    const prefix = relativePath === '/' ? '' : relativePath;
    expect(asked.at(-1)).toMatchObject({ method: 'GET', url: `${prefix}/health/ready` });
  });

  test('a request body is not passed on', async () => {
    status = 200;
    const question = { method: 'POST', body: 'x'.repeat(100_000) };
    expect(await ask(healthPath, question)).toEqual({ status: 200, body: '', own: true });
    expect(asked.at(-1)?.headers).not.toHaveProperty('content-length');
  });

  test('Keycloak’s own answer is not reachable', async () => {
    status = 200;
    const before = asked.length;
    const own = await ask(`${healthPath}/keycloak`);
    expect([own.status, own.own]).toEqual([404, true]);
    expect(asked).toHaveLength(before);
  });

  test('health checks are not logged', async () => {
    await ask(`${healthPath}/keycloak`);
    const log = readFileSync(join(folder, 'access.log'), 'utf8');
    expect(log).toContain(`${healthPath}/keycloak `);
    expect(log).not.toContain(`${healthPath} `);
  });

  test('no Keycloak: 503', async () => {
    keycloak.closeAllConnections();
    await new Promise((resolve) => keycloak.close(resolve));
    expect(await ask(healthPath)).toEqual({ status: 503, body: '', own: true });
  });
});
