/** Web pages in a real browser attack Local Beanstalk. Each request must reach it, be rejected, and change nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { S3 } from '@aws-sdk/client-s3';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basicAuthorization } from '../../src/local-beanstalk/base/credentials.ts';
import { localCredentials } from '../local-beanstalk/credentials.ts';
import { startServer } from '../local-beanstalk/http/local-server.ts';
import { call } from '../local-beanstalk/http/raw-request.ts';
import { startChromium } from './chromium.ts';
import { SeenRequests } from './seen-requests.ts';

const rejected = /Local Beanstalk rejects the request: (the web page|a browser called it|the host)/;
const publicKey = localCredentials.accessKeyId;
/** Its address changes after the page is loaded, to that of this machine. */
const rebound = 'evil.example';

let server: Awaited<ReturnType<typeof startServer>>;
let foreign: Server;
let browser: Browser;
let seen: SeenRequests;
let port: number;

beforeAll(async () => {
  server = await startServer();
  port = Number(new URL(server.endpoint).port);
  seen = new SeenRequests(port);
  foreign = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Evil</title><body></body>');
  });
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
  browser = await startChromium([
    `--host-resolver-rules=MAP ${rebound} 127.0.0.1`,
    // Chromium's own wall, which other browsers do not have, would hide that of the server.
    '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
  ]);
  const { endpoint } = server;
  const s3 = new S3({ endpoint, region: 'us-east-1', credentials: localCredentials, forcePathStyle: true });
  await s3.createBucket({ Bucket: 'the-bucket' });
  await s3.putObject({ Bucket: 'the-bucket', Key: 'key', Body: 'content' });
  s3.destroy();
});

afterAll(async () => {
  await browser.close();
  seen.end();
  foreign.closeAllConnections();
  foreign.close();
  await server.close();
});

/** Every file of the state, and the calls that the server has let in. */
async function state(): Promise<unknown> {
  const headers = { authorization: basicAuthorization(localCredentials) };
  const journal = await call(server.endpoint, { path: '/_local/calls', headers });
  const files = readdirSync(server.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
    .map((path) => [path, readFileSync(path, 'utf8')]);
  return { files, journal: JSON.parse(journal.body) as unknown };
}

/** A page of that origin, alone in its context. */
async function open(origin: string): Promise<Page> {
  const page = await browser.newPage();
  // The attacker's own server answered before the name led here.
  if (new URL(origin).port === String(port)) {
    await page.route(`${origin}/page`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<body>' }),
    );
  }
  await page.goto(`${origin}/page`);
  return page;
}

const create = 'Action=CreateApplication&Version=2010-12-01&ApplicationName=x';
const deletion = '<Delete><Object><Key>key</Key></Object></Delete>';

/** A query with a signature, which lacks the secret. */
function signature(service: string, key: string): string {
  const date = `${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const credential = `${key}/${date.slice(0, 8)}/us-east-1/${service}/aws4_request`;
  const algorithm = 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=60&X-Amz-SignedHeaders=host';
  return `${algorithm}&X-Amz-Credential=${credential}&X-Amz-Date=${date}&X-Amz-Signature=${'0'.repeat(64)}`;
}

const element = (name: string, attribute: string) => (url: string) =>
  `document.body.append(Object.assign(document.createElement('${name}'), { ${attribute}: '${url}' }))`;
const form = (enctype: string, name: string, value: string) => (url: string) => `
  const form = Object.assign(document.createElement('form'), { method: 'post', action: '${url}', enctype: '${enctype}' });
  form.append(Object.assign(document.createElement('input'), { name: '${name}', value: '${value}' }));
  document.body.append(form);
  form.submit()`;
const fetched = (options: string) => (url: string) => `fetch('${url}', ${options}).catch(() => undefined)`;

/** The script of an attack, the path that it calls, and the service that its signature names. */
interface Attack {
  script: (url: string) => string;
  /** Default: the creation of an application by GET. */
  path?: string;
  service?: string;
  /** Default: the public id of the project's key. */
  key?: string;
}

const attacks: Record<string, Attack> = {
  'an image': { script: element('img', 'src') },
  'an image with a key of AWS': { script: element('img', 'src'), key: 'AKIAIOSFODNN7EXAMPLE' },
  'a script': { script: element('script', 'src') },
  'a frame': { script: element('iframe', 'src') },
  'a style sheet': {
    script: (url) => element('link', 'href')(url).replace('{ ', "{ rel: 'stylesheet', "),
  },
  'a video': { script: element('video', 'src') },
  'a link that the user follows': {
    script: (url) => `${element('a', 'href')(url)}; document.querySelector('a').click()`,
  },
  'a new window': { script: (url) => `window.open('${url}')` },
  'a form': { script: form('application/x-www-form-urlencoded', 'Action', 'CreateApplication') },
  'a form that deletes objects': {
    script: form('text/plain', '<Delete x', deletion.slice(1)),
    ...{ path: '/the-bucket?delete', service: 's3' },
  },
  'a form with a file': {
    script: form('multipart/form-data', 'key', 'x'),
    path: '/the-bucket',
    service: 's3',
  },
  'a request without CORS': {
    script: fetched(`{ method: 'POST', mode: 'no-cors', body: '${create}' }`),
    path: '/?',
  },
  'a beacon': { script: (url) => `navigator.sendBeacon('${url}', '${create}')`, path: '/?' },
  'a request that deletes an object': {
    script: fetched("{ method: 'DELETE' }"),
    ...{ path: '/the-bucket/key', service: 's3' },
  },
  'a request that stores an object': {
    script: fetched("{ method: 'PUT', body: 'evil' }"),
    ...{ path: '/the-bucket/key', service: 's3' },
  },
  'a request with headers of a signature': {
    script: fetched("{ method: 'POST', headers: { authorization: 'AWS4-HMAC-SHA256 Credential=x' } }"),
  },
  'a request for an object': {
    script: fetched("{ mode: 'no-cors' }"),
    path: '/the-bucket/key',
    service: 's3',
  },
  'the journal': { script: fetched("{ mode: 'no-cors' }"), path: '/_local/calls' },
  'the end of the journal': { script: fetched("{ method: 'DELETE' }"), path: '/_local/calls' },
  'a new instance': {
    script: fetched("{ method: 'POST', mode: 'no-cors' }"),
    path: '/_local/scale-out/id-prod',
  },
  'the registry': { script: fetched("{ mode: 'no-cors' }"), path: '/v2/' },
  'a web socket': { script: (url) => `new WebSocket('${url.replace('http:', 'ws:')}')` },
};

describe.each([
  ['another port of this address', () => foreignOrigin('127.0.0.1'), '127.0.0.1'],
  ['a name below localhost', () => foreignOrigin('evil.localhost'), '127.0.0.1'],
  ['a name below localhost, to that name', () => foreignOrigin('evil.localhost'), 'evil.localhost'],
  ['a foreign name', () => foreignOrigin(rebound), 'localhost'],
  ['a name that leads here now', () => `http://${rebound}:${port}`, rebound],
])('from a page of %s', (_where, origin, host) => {
  test.each(Object.entries(attacks))('%s', async (_name, attack) => {
    const { script, path = `/?${create}`, service = 'elasticbeanstalk', key = publicKey } = attack;
    const before = await state();
    const page = await open(origin());
    const from = seen.list.length;
    const url = `http://${host}:${port}${path}${path.includes('?') ? '&' : '?'}${signature(service, key)}`;
    await page.evaluate(`void (() => { ${script(url)} })()`);
    await expect.poll(() => seen.list.length, { timeout: 10_000, interval: 10 }).toBeGreaterThan(from);
    // A browser that has one answer may send more.
    await sleep(20);
    await page.context().close();
    for (const request of seen.list.slice(from)) {
      expect(request).toMatchObject({ status: 403, answer: expect.stringMatching(rejected) as string });
    }
    expect(await state()).toEqual(before);
  });
});

function foreignOrigin(host: string): string {
  return `http://${host}:${(foreign.address() as AddressInfo).port}`;
}

test('a typed address reads nothing without a signature', async () => {
  const before = await state();
  const page = await browser.newPage();
  for (const path of [
    `/?${create}&${signature('elasticbeanstalk', publicKey)}`,
    '/the-bucket/key',
    '/_local/calls',
  ]) {
    const answer = await page.goto(`${server.endpoint}${path}`);
    expect(answer?.status()).toBe(403);
  }
  await page.close();
  expect(await state()).toEqual(before);
});
