/** Headers of a browser for a web page: https://www.w3.org/TR/fetch-metadata/ */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basicAuthorization } from '../../../src/local-beanstalk/base/credentials.ts';
import { localCredentials } from '../credentials.ts';
import { startServer } from './local-server.ts';
import { call, presigned, type RawAnswer, type RawRequest, signedFor } from './raw-request.ts';

let server: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  server = await startServer({ hosts: ['127.0.0.1', '127.0.0.2'] });
});
afterAll(async () => {
  await server.close();
});

const own = { authorization: basicAuthorization(localCredentials) };
const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

const describeRequest: RawRequest = {
  method: 'POST',
  headers: { ...signedFor('elasticbeanstalk'), 'content-type': 'text/plain' },
  body: 'Action=DescribeEnvironments&Version=2010-12-01',
};
const ask = (request: RawRequest, headers: Record<string, string>): Promise<RawAnswer> =>
  call(server.endpoint, { ...request, headers: { ...request.headers, ...headers } });

/** Each part of the server, by a request that it answers. */
const parts: Record<string, () => RawRequest> = {
  Beanstalk: () => describeRequest,
  'Beanstalk by GET': () => ({
    path: `/?Action=DescribeEnvironments&Version=2010-12-01&${presigned('elasticbeanstalk')}`,
  }),
  S3: () => ({ path: `/?${presigned('s3')}` }),
  'the journal': () => ({ path: '/_local/calls', headers: own }),
};

describe.each(Object.keys(parts))('%s', (name) => {
  const request = (): RawRequest => parts[name]?.() ?? {};

  test('answers a program', async () => {
    expect((await ask(request(), {})).status).toBe(200);
    expect((await ask(request(), { 'user-agent': 'node', 'sec-fetch-mode': 'cors' })).status).toBe(200);
  });

  test.each(['localhost:4599', 'bucket.localhost:4599', '127.0.0.1', '127.0.0.2:4599', '[::1]:4599'])(
    'answers the host %s',
    async (host) => {
      const found = await ask(request(), { host });
      expect(found.code).not.toBe('AccessDenied');
    },
  );

  test.each(['evil.example', 'evil.example:4599', 'localhost.evil.example', '10.1.2.3', '127.0.0.1.nip.io'])(
    'rejects the host "%s"',
    async (host) => {
      expect((await ask(request(), { host })).status).toBe(403);
    },
  );

  test.each([
    ['a form or a script of a page', { origin: 'https://evil.example' }],
    ['a page from a file', { origin: 'null' }],
    ['an image or a link of a page', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['a page on another port', { 'sec-fetch-site': 'same-site' }],
    ['a page that the server itself stores', { 'sec-fetch-site': 'same-origin' }],
    ['a browser without fetch metadata', { 'user-agent': browser }],
  ])('rejects %s', async (_who, headers: Record<string, string>) => {
    expect((await ask(request(), headers)).status).toBe(403);
  });

  test('rejects a preflight request', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'PUT' };
    const answer = await call(server.endpoint, { ...request(), method: 'OPTIONS', headers, body: '' });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([403, undefined]);
  });
});

describe('an address that a person typed', () => {
  const typed = { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'user-agent': browser };

  test('a presigned URL reads S3', async () => {
    expect((await ask({ path: `/?${presigned('s3')}` }, typed)).status).toBe(200);
  });

  test('no other service answers', async () => {
    expect((await ask(parts['Beanstalk by GET']?.() ?? {}, typed)).code).toBe('AccessDenied');
    expect((await ask({ path: '/v2/' }, typed)).status).toBe(403);
  });
});

test('a page cannot clear the journal', async () => {
  const headers = { ...own, origin: 'https://evil.example' };
  expect((await call(server.endpoint, { method: 'DELETE', path: '/_local/calls', headers })).status).toBe(
    403,
  );
});

const wrong = basicAuthorization({ ...localCredentials, secretAccessKey: 'another' });

describe.each([
  ['GET', '/_local/calls'],
  ['DELETE', '/_local/calls'],
  ['POST', '/_local/scale-out/id-prod'],
  ['GET', '/_local/'],
  ['GET', '/_local/other'],
])('%s %s', (method, path) => {
  test.each([[undefined], [''], ['Basic'], ['Basic Og=='], [wrong], [`${own.authorization}=`], ['Bearer x']])(
    'rejects a program without the key of the project: %s',
    async (authorization) => {
      const headers = authorization === undefined ? {} : { authorization };
      expect((await call(server.endpoint, { method, path, headers })).status).toBe(403);
    },
  );
});

test('the journal and the scale-out take the key of the project', async () => {
  const send = async (method: string, path: string) =>
    (await call(server.endpoint, { method, path, headers: own })).status;
  expect(await send('DELETE', '/_local/calls')).toBe(204);
  // Past the key: the environment does not exist.
  expect(await send('POST', '/_local/scale-out/id-prod')).toBe(400);
});
