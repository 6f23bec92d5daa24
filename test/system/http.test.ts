import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { fetchHttp, makeFetchHttp } from '../../src/system/http.ts';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('method, headers and body go out; status, headers and body come back', async () => {
  const url = await serve((request, response) => {
    response.writeHead(201, { 'x-node': 'a' });
    request.on('data', (chunk: Buffer) => {
      response.end(`${request.method ?? ''} ${request.headers.authorization ?? ''} ${chunk.toString()}`);
    });
  });
  const answer = await fetchHttp.request({
    method: 'POST',
    url,
    headers: { authorization: 'Bearer t' },
    body: 'a=b',
  });
  expect(answer).toMatchObject({ status: 201, body: 'POST Bearer t a=b' });
  expect(answer.headers['x-node']).toBe('a');
});

test('another host is connected to under the name that is asked for', async () => {
  const url = await serve((request, response) => response.end(request.headers.host));
  const { port } = new URL(url);
  const named = `http://id.example.com:${port}/`;
  const answer = await fetchHttp.request({ method: 'GET', url: named, connectTo: '127.0.0.1' });
  expect(answer).toMatchObject({ status: 200, body: `id.example.com:${port}` });
});

test('a redirect is an answer', async () => {
  const url = await serve((_request, response) => response.writeHead(302, { location: 'http://x/' }).end());
  const answer = await fetchHttp.request({ method: 'GET', url });
  expect(answer.status).toBe(302);
  expect(answer.headers.location).toBe('http://x/');
});

test('a refused connection has status 0 and says why', async () => {
  const answer = await fetchHttp.request({ method: 'GET', url: 'http://127.0.0.1:9/' });
  expect(answer).toEqual({
    status: 0,
    body: expect.stringMatching(/ECONNREFUSED|bad port/) as unknown,
    headers: {},
  });
});

test('no answer in time has status 0', async () => {
  const url = await serve(() => undefined);
  const answer = await makeFetchHttp(50).request({ method: 'GET', url });
  expect(answer).toMatchObject({ status: 0, body: expect.stringContaining('timeout') as unknown });
});

test('a URL that is none is a bug, not an unreachable server', async () => {
  await expect(fetchHttp.request({ method: 'GET', url: 'nonsense' })).rejects.toThrow('Invalid URL');
});
