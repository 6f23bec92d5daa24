import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { inProcessBalancer } from '../../../src/local-beanstalk/balancer/balancer.ts';
import { freePort } from '../../../src/local-beanstalk/base/free-port.ts';
import type { Balancer, Instance, TargetGroup } from '../../../src/local-beanstalk/base/ports.ts';

/** Targets share a port, as in a target group, and differ by address: 127.0.0.2, 127.0.0.3, … */
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Backend {
  instance: Instance;
  health: number;
  paths: string[];
  close(): Promise<void>;
}
type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function backend(number: number, port: number, handler?: Handler): Promise<Backend & { port: number }> {
  const privateIp = `127.0.0.${number}`;
  const own: Backend = {
    instance: {
      id: `i-${number}`,
      environmentName: 'demo',
      environmentId: 'e-1',
      privateIp,
      launchedAt: new Date(0),
    },
    health: 200,
    paths: [],
    close: () => closed(server),
  };
  const server = createServer((request, response) => {
    if (request.url === '/health') {
      response.writeHead(own.health).end();
      return;
    }
    own.paths.push(request.url ?? '');
    if (handler === undefined) response.end(`from ${number}`);
    else handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, privateIp, resolve));
  closers.push(() => closed(server));
  return Object.assign(own, { port: (server.address() as AddressInfo).port });
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

const settings = (port: number): TargetGroup => ({
  port,
  path: '/health',
  matcher: '200',
  intervalMs: 20,
  timeoutMs: 200,
  healthyThreshold: 2,
  unhealthyThreshold: 2,
  deregistrationDelayMs: 300,
});

/** A new port for each test: fetch reuses connections to a port. */
let nextPort = 18080;

async function start(port: number): Promise<{ balancer: Balancer; url: string }> {
  const balancer = inProcessBalancer({
    ports: { value: {}, keep: () => undefined },
    firstPort: await freePort((nextPort += 10)),
  });
  closers.unshift(() => balancer.remove('demo'));
  return { balancer, url: await balancer.configure('demo', settings(port)) };
}

async function until(balancer: Balancer, id: string, state: string): Promise<void> {
  await expect.poll(() => balancer.states('demo').get(id), { interval: 5, timeout: 3_000 }).toBe(state);
}

async function twoHealthy(handler?: Handler) {
  const first = await backend(2, 0, handler);
  const second = await backend(3, first.port);
  const { balancer, url } = await start(first.port);
  for (const { instance } of [first, second]) balancer.register('demo', instance);
  await until(balancer, 'i-2', 'healthy');
  await until(balancer, 'i-3', 'healthy');
  return { first, second, balancer, url };
}

const get = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { headers });
  return { status: response.status, text: await response.text() };
};

describe('the balancer', () => {
  test('sends requests to healthy targets in turn', async () => {
    const { url } = await twoHealthy();
    const texts: string[] = [];
    for (let index = 0; index < 6; index += 1) texts.push((await get(`${url}/x`)).text);
    expect(texts.filter((text) => text === 'from 2')).toHaveLength(3);
    expect(texts[0]).not.toBe(texts[1]);
  });

  test.each([
    ['no address', {}, '127.0.0.1'],
    ['an address', { 'x-forwarded-for': '203.0.113.9' }, '203.0.113.9, 127.0.0.1'],
    ['two addresses', { 'x-forwarded-for': '6.6.6.6, 203.0.113.9' }, '6.6.6.6, 203.0.113.9, 127.0.0.1'],
  ])('appends the address of a client that names %s', async (_case, headers, expected) => {
    const { url } = await twoHealthy((request, response) => {
      response.end(JSON.stringify(request.headers));
    });
    const claims = {
      ...headers,
      'x-forwarded-proto': 'https',
      'x-forwarded-port': '1',
      'x-forwarded-ssl': 'on',
    };
    const answers = [await get(url, claims), await get(url, claims)];
    const { text } = answers.find((answer) => answer.text.startsWith('{')) ?? { text: '{}' };
    expect(JSON.parse(text)).toMatchObject({
      host: new URL(url).host,
      'x-forwarded-for': expected,
      'x-forwarded-proto': 'http',
      'x-forwarded-port': new URL(url).port,
      // An Application Load Balancer leaves the rest to its targets.
      'x-forwarded-ssl': 'on',
    });
  });

  test('answers 503 while no target has passed a check', async () => {
    const { balancer, url } = await start(1);
    expect((await get(url)).status).toBe(503);
    expect(balancer.states('demo')).toEqual(new Map());
  });

  test('skips a target that fails its checks until it passes them', async () => {
    const { first, balancer, url } = await twoHealthy();
    first.health = 503;
    await until(balancer, 'i-2', 'unhealthy');
    expect((await get(url)).text).toBe('from 3');
    expect((await get(url)).text).toBe('from 3');
    first.health = 200;
    await until(balancer, 'i-2', 'healthy');
  });

  test('fails open: when all targets are unhealthy, all get requests', async () => {
    const { first, second, balancer, url } = await twoHealthy();
    first.health = 500;
    second.health = 500;
    await until(balancer, 'i-2', 'unhealthy');
    await until(balancer, 'i-3', 'unhealthy');
    const texts = [(await get(url)).text, (await get(url)).text].sort();
    expect(texts).toEqual(['from 2', 'from 3']);
  });

  test('answers 502 for a target that breaks, without a retry', async () => {
    const { first, second, url } = await twoHealthy((request) => {
      request.socket.destroy();
    });
    const statuses = [(await get(`${url}/a`)).status, (await get(`${url}/b`)).status].sort();
    expect(statuses).toEqual([200, 502]);
    expect([first.paths.length, second.paths.length]).toEqual([1, 1]);
  });

  test('lets a draining target end its request, and sends it no other', async () => {
    let finish: () => void = () => undefined;
    const { balancer, url, first } = await twoHealthy((_request, response) => {
      finish = () => response.end('slow');
    });
    const slow = Promise.all([get(`${url}/1`), get(`${url}/2`)]);
    await expect.poll(() => first.paths.length).toBe(1);
    const drained = balancer.deregister('demo', 'i-2');
    expect(balancer.states('demo').get('i-2')).toBe('draining');
    expect((await get(url)).text).toBe('from 3');
    finish();
    await drained;
    expect((await slow).map(({ text }) => text).sort()).toEqual(['from 3', 'slow']);
    expect([...balancer.states('demo').keys()]).toEqual(['i-3']);
  });

  test('waits for a draining target no longer than the deregistration delay', async () => {
    const { balancer, url, first } = await twoHealthy(() => undefined);
    const stuck = Promise.allSettled([get(`${url}/1`), get(`${url}/2`)]);
    await expect.poll(() => first.paths.length).toBe(1);
    const before = performance.now();
    await balancer.deregister('demo', 'i-2');
    expect(performance.now() - before).toBeGreaterThanOrEqual(290);
    await balancer.remove('demo');
    await stuck;
  });

  test('keeps the port of an environment and uses another one for the next', async () => {
    const ports = { value: {} as Record<string, number>, keep: () => undefined };
    const firstPort = await freePort(18180);
    const balancer = inProcessBalancer({ ports, firstPort });
    const urls = await Promise.all([
      balancer.configure('blue', settings(1)),
      balancer.configure('green', settings(1)),
    ]);
    expect(new Set(urls).size).toBe(2);
    await Promise.all([balancer.remove('blue'), balancer.remove('green')]);
    const again = inProcessBalancer({ ports: { ...ports, value: { green: firstPort } }, firstPort });
    expect(await again.configure('green', settings(1))).toBe(`http://localhost:${firstPort}`);
    await again.remove('green');
  });

  test('takes no port of another project', async () => {
    const firstPort = await freePort(18380);
    const ports = { value: {} as Record<string, number>, keep: () => undefined };
    const balancer = inProcessBalancer({ ports, firstPort, claim: (port) => port > firstPort + 1 });
    const url = await balancer.configure('blue', settings(1));
    expect(Number(new URL(url).port)).toBeGreaterThan(firstPort + 1);
    await balancer.remove('blue');
  });

  test('holds the first port before an environment and after it', async () => {
    const firstPort = await freePort(18480);
    const ports = { value: {} as Record<string, number>, keep: () => undefined };
    const url = `http://localhost:${firstPort}`;
    const balancer = inProcessBalancer({ ports, firstPort });
    await balancer.hold();
    closers.push(() => balancer.release());
    expect((await get(url)).status).toBe(503);
    const target = await backend(2, 0);
    expect(await balancer.configure('blue', settings(target.port))).toBe(url);
    balancer.register('blue', target.instance);
    await expect.poll(async () => (await get(url)).text).toBe('from 2');
    await balancer.remove('blue');
    expect((await get(url)).status).toBe(503);
  });

  test('an exchange of URLs takes effect for the next request, and outlives the balancer', async () => {
    const first = await backend(2, 0);
    const other = await backend(3, first.port);
    const ports = { value: {} as Record<string, number>, keep: () => undefined };
    const options = { ports, firstPort: await freePort(18280) };
    const balancer = inProcessBalancer(options);
    const blue = await balancer.configure('blue', settings(first.port));
    const green = await balancer.configure('green', settings(first.port));
    balancer.register('blue', first.instance);
    balancer.register('green', other.instance);
    await expect.poll(() => balancer.states('green').get('i-3')).toBe('healthy');
    await expect.poll(() => balancer.states('blue').get('i-2')).toBe('healthy');
    balancer.exchange('blue', 'green');
    expect((await get(blue)).text).toBe('from 3');
    expect((await get(green)).text).toBe('from 2');
    expect(await balancer.configure('blue', settings(first.port))).toBe(green);
    await Promise.all([balancer.remove('blue'), balancer.remove('green')]);
    expect(ports.value).toEqual({});
  });
});
