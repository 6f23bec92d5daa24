import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import ts from 'typescript';
import { expect, onTestFinished, test } from 'vitest';
import { systemHttp, makeHttp } from '../../src/system/http.ts';

async function serve(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(listener))}`;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

test('an answer without an end is not held in memory', async () => {
  let isClosed = false;
  const url = await serve((_request, response) => {
    const part = 'x'.repeat(1024 * 1024);
    const send = (): void => {
      while (!isClosed && response.write(part));
    };
    response.on('drain', send).on('close', () => (isClosed = true));
    send();
  });
  const answer = await systemHttp.request({ method: 'GET', url });
  expect(answer).toEqual({ status: 0, body: 'the answer is longer than 8 MB', headers: {} });
  await expect.poll(() => isClosed).toBe(true);
});

test('method, headers and body go out; status, headers and body come back', async () => {
  const url = await serve((request, response) => {
    response.writeHead(201, { 'x-node': 'a' });
    request.on('data', (chunk: Buffer) => {
      response.end(`${request.method ?? ''} ${request.headers.authorization ?? ''} ${chunk.toString()}`);
    });
  });
  const answer = await systemHttp.request({
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
  const answer = await systemHttp.request({ method: 'GET', url: named, connectTo: '127.0.0.1' });
  expect(answer).toMatchObject({ status: 200, body: `id.example.com:${port}` });
});

test('a redirect is an answer', async () => {
  const url = await serve((_request, response) => response.writeHead(302, { location: 'http://x/' }).end());
  const answer = await systemHttp.request({ method: 'GET', url });
  expect(answer.status).toBe(302);
  expect(answer.headers.location).toBe('http://x/');
});

test('a failed connection has status 0 and the reason', async () => {
  const answer = await systemHttp.request({ method: 'GET', url: 'http://127.0.0.1:9/' });
  expect(answer).toEqual({
    status: 0,
    body: expect.stringContaining('ECONNREFUSED') as unknown,
    headers: {},
  });
});

test('no answer in time has status 0', async () => {
  const url = await serve(() => undefined);
  const answer = await makeHttp(50).request({ method: 'GET', url });
  expect(answer).toMatchObject({ status: 0, body: expect.stringContaining('timeout') as unknown });
});

test('a body that does not end in time, and one that breaks off, have status 0', async () => {
  const url = await serve((request, response) => {
    response.writeHead(200, { 'content-length': 10 }).write('begun');
    if (request.url === '/broken') setTimeout(() => response.destroy(), 20);
  });
  const late = await makeHttp(50).request({ method: 'GET', url });
  expect(late).toMatchObject({ status: 0, body: expect.stringContaining('timeout') as unknown });
  const broken = await systemHttp.request({ method: 'GET', url: `${url}/broken` });
  expect(broken).toMatchObject({ status: 0, body: 'aborted' });
});

test('another host gets a new connection: a connection of the same name may lead elsewhere', async () => {
  let connections = 0;
  const server = createServer((_request, response) => response.end());
  server.on('connection', () => (connections += 1));
  const named = `http://id.example.com:${await listen(server)}/`;
  for (const connectTo of ['127.0.0.1', 'localhost']) {
    expect(await systemHttp.request({ method: 'GET', url: named, connectTo })).toMatchObject({ status: 200 });
  }
  expect(connections).toBe(2);
});

/** test/system/tls: a certificate of id.example.com by a separate authority, which only this process trusts. */
async function requestTrusting(authority: string | undefined, url: string) {
  const input = JSON.stringify({ method: 'GET', url, connectTo: '127.0.0.1' });
  const source = ts.transpileModule(readFileSync('src/system/http.ts', 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  const script = `${source.outputText}\nconsole.log(JSON.stringify(await systemHttp.request(${input})));`;
  const env = { ...process.env, ...(authority !== undefined && { NODE_EXTRA_CA_CERTS: authority }) };
  const argv = ['--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { env });
  return JSON.parse(stdout) as { status: number; body: string };
}

test('the certificate is verified against the name of the URL, whatever is connected to', async () => {
  const [key, cert] = ['server.key', 'server.pem'].map((name) => readFileSync(`test/system/tls/${name}`));
  const names: unknown[] = [];
  const server = createTlsServer({ key, cert }, (_request, response) => response.end('verified'));
  server.on('secureConnection', ({ servername }: { servername: unknown }) => names.push(servername));
  const port = await listen(server);
  const authority = 'test/system/tls/authority.pem';
  expect(await requestTrusting(authority, `https://id.example.com:${port}/`)).toMatchObject({
    ...{ status: 200, body: 'verified' },
  });
  expect(names).toEqual(['id.example.com']);
  expect(await requestTrusting(authority, `https://other.example.com:${port}/`)).toMatchObject({
    ...{ status: 0, body: expect.stringContaining('altnames: Host: other.example.com') as unknown },
  });
  expect(await requestTrusting(undefined, `https://id.example.com:${port}/`)).toMatchObject({
    ...{ status: 0, body: expect.stringContaining('unable to verify') as unknown },
  });
});

test('a URL that is none is a bug, not an unreachable server', async () => {
  await expect(systemHttp.request({ method: 'GET', url: 'nonsense' })).rejects.toThrow('Invalid URL');
});
