/** Debian's nginx as a process on 127.0.0.1, with the rendered configuration, before a stand-in for Keycloak. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type RequestOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { text as readText } from 'node:stream/consumers';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, isFree } from '../../src/local-beanstalk/base/free-port.ts';

const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin'];
export const nginxProgram = folders.map((folder) => join(folder, 'nginx')).find((path) => existsSync(path));

/** True also in CI, which installs nginx: there, a missing one fails. */
export const nginxIsHere = nginxProgram !== undefined || process.env['CI'] !== undefined;

interface Keycloak {
  status: number;
  /** The requests that arrived, the newest last. */
  asked: IncomingMessage[];
  stop(): Promise<void>;
}

/** A response with its body. */
type Received = IncomingMessage & { text: string };

export interface RealNginx {
  url: string;
  keycloak: Keycloak;
  /** Sends one request. `from` is an address of 127.0.0.0/8. */
  send(path: string, headers: Record<string, string | string[]>, from?: string): Promise<Received>;
  /** Text of a file below its folder. */
  read(path: string): string;
  /** Names in a folder below its folder. */
  list(path: string): string[];
  stop(): Promise<void>;
}

/** `replaced` are texts of the configuration that cannot be on this machine, with those that can. */
export async function startNginx(conf: string, replaced: Record<string, string> = {}): Promise<RealNginx> {
  const folder = mkdtempSync(join(tmpdir(), 'kc-eb-nginx-'));
  const { keycloak, port } = await startKeycloak();
  const own = await freePort(port + 1);
  const changes = {
    ...replaced,
    ' 127.0.0.1:8080': ` 127.0.0.1:${port}`,
    'http://127.0.0.1:8080': `http://127.0.0.1:${port}`,
    'http://127.0.0.1:9000': `http://127.0.0.1:${port}`,
    'listen 80 default_server': `listen 127.0.0.1:${own} default_server`,
    'listen 80;': `listen 127.0.0.1:${own};`,
    '/var/log/nginx': join(folder, 'logs'),
  };
  const text = Object.entries(changes).reduce((all, [from, to]) => all.replaceAll(from, to), conf);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join(' ');
  mkdirSync(join(folder, 'logs', 'healthd'), { recursive: true });
  writeFileSync(
    join(folder, 'nginx.conf'),
    `user root; daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {}
     http { access_log ${folder}/access.log; default_type application/octet-stream; ${temporary} ${text} }`,
  );
  const nginx = spawn(nginxProgram ?? 'nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(nginx, 'exit');
  while ((await isFree(own)) && nginx.exitCode === null) await sleep(20);
  return {
    url: `http://127.0.0.1:${own}`,
    keycloak,
    send: (path, headers, from = '127.0.0.1') => send({ port: own, path, headers, localAddress: from }),
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    list: (path) => readdirSync(join(folder, path)),
    stop: async () => {
      nginx.kill('SIGTERM');
      await exited;
      await keycloak.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function startKeycloak(): Promise<{ keycloak: Keycloak; port: number }> {
  const server = createServer((asked, response) => {
    keycloak.asked.push(asked);
    response.writeHead(keycloak.status, { 'content-type': 'application/json', 'x-of-keycloak': 'yes' });
    response.end('{"status":"DOWN","checks":[{"name":"Keycloak database connections health check"}]}');
  });
  const keycloak: Keycloak = {
    status: 200,
    asked: [],
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { keycloak, port: (server.address() as AddressInfo).port };
}

async function send(options: RequestOptions): Promise<Received> {
  const sent = request(options);
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const text = await readText(response);
  return Object.assign(response, { text });
}
