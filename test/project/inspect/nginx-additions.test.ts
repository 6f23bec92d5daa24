/** Files of overrides/nginx, with Debian's nginx as the judge of each. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../../src/local-beanstalk/base/free-port.ts';
import { checkOverrides } from '../../../src/project/inspect/overrides.ts';
import { healthPath } from '../../../src/config/derived-values.ts';
import { nginxConf } from '../../templates/nginx-conf.ts';
import { nginxIsHere, nginxProgram } from '../../templates/real-nginx.ts';

type Files = Record<string, string>;

/** Paths below overrides/nginx. Returns the levels of what is found. */
function found(files: Files, others: Files = {}): string[] {
  const named = Object.entries(files).map(([path, text]) => [`overrides/nginx/${path}`, text] as const);
  const all = new Map(
    [...named, ...Object.entries(others)].map(([path, text]) => [path, Buffer.from(text, 'latin1')]),
  );
  return checkOverrides(all, { healthPath, own: healthPath, hidden: [], managementPort: 9000 }).map(
    ({ level }) => level,
  );
}

let conf = '';
let port = 0;
beforeAll(async () => {
  conf = await nginxConf();
  port = await freePort(18_400);
});

/** Returns whether nginx would start with the files, in the official image's http block. */
function starts(files: Files): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'kc-eb-additions-'));
  const here = (text: string): string =>
    text.replace(/(listen [" ]*(?:(?:\*|0|0\.0\.0\.0):)?0*)80\b/g, `$1${port}`);
  try {
    for (const name of ['conf.d', 'http.d', 'logs/healthd'])
      mkdirSync(join(folder, name), { recursive: true });
    for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), here(text), 'latin1');
    const own = here(conf)
      .replaceAll('/etc/nginx/kc-eb', folder)
      .replaceAll('/var/log/nginx', join(folder, 'logs'));
    writeFileSync(
      join(folder, 'nginx.conf'),
      `user root; pid ${folder}/pid; error_log stderr; events {}
       http { default_type a/b; log_format main a; access_log off; sendfile on; keepalive_timeout 65; ${own} }`,
    );
    const { status } = spawnSync(nginxProgram ?? 'nginx', [
      '-t',
      '-q',
      '-p',
      folder,
      '-c',
      join(folder, 'nginx.conf'),
    ]);
    return status === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const badPorts = [
  'listen "80 ";',
  'listen " 80";',
  'listen "*:80 ";',
  'listen "127.0.0.1:81 ";',
  'listen 0;',
  'listen 65536;',
  'listen 127.0.0.1:65536;',
  'listen +81;',
  'listen 127.0.0.1:;',
  'listen;',
];
const serverOnly = [
  ...badPorts,
  'http { }',
  'server { }',
  'events { }',
  'stream { }',
  'user root;',
  'worker_processes 1;',
  'worker_connections 10;',
  'load_module a.so;',
  'upstream a { server 127.0.0.1:1; }',
  'map $uri $a { default 1; }',
  'geo $a { default 1; }',
  'split_clients $uri $a { * 1; }',
  'log_format a b;',
  'limit_req_zone $uri zone=a:1m rate=1r/s;',
  'limit_conn_zone $uri zone=a:1m;',
  'proxy_cache_path /tmp/a keys_zone=a:1m;',
  'map_hash_bucket_size 64;',
  'server_names_hash_bucket_size 64;',
  'proxy_pass http://keycloak;',
  'alias /a;',
  'internal;',
  'limit_except GET { }',
  'location / { }',
  'location ^~ / { }',
  `location = ${healthPath} { }`,
  `location =${healthPath} { }`,
  `location = ${healthPath}/keycloak { }`,
  'location /a { } location ^~ /a { }',
  'location "/a" { } location /a { }',
  'location = /a { } location = /a { }',
  'listen 80;',
  'listen *:80 default_server;',
  'listen 080;',
  'listen "80";',
  'listen *:0080;',
  'listen 0:80;',
  'server_tokens on;',
  'root /a;',
  'real_ip_header a;',
  'real_ip_recursive on;',
  'keepalive_timeout 1s;',
  'large_client_header_buffers 4 8k;',
  'client_max_body_size 20m;',
  'proxy_buffer_size 8k;',
  'proxy_buffers 4 8k;',
  'proxy_busy_buffers_size 8k;',
  'proxy_http_version 1.0;',
  'proxy_connect_timeout 1s;',
];
const httpOnly = [
  'http { }',
  'events { }',
  'mail { }',
  'pid a;',
  'location /a { }',
  'if ($uri) { }',
  'return 404;',
  'rewrite a b;',
  'set $a b;',
  'break;',
  'try_files a b;',
  'server_name a;',
  'listen 81;',
  'proxy_pass http://keycloak;',
  'upstream keycloak { server 127.0.0.1:1; }',
  'log_format healthd a;',
  'log_format main a;',
  'default_type a;',
  'sendfile off;',
  'keepalive_timeout 1s;',
  'server { listen 80 default_server; }',
  'server { listen 080 default_server; }',
  ...badPorts.map((words) => `server { ${words} }`),
];
const eitherBroken = [
  'add_header A b',
  'add_header A "b;',
  'add_header A "b"c;',
  "add_header A 'b;",
  '}',
  '{ }',
  ';',
  'types { a b; ',
  'types { a b }',
  'add_header A b; }',
  '\u00ef\u00bb\u00bfadd_header A b;',
  '\u00ff\u00fea\u0000',
];
const eitherWhole = [
  '',
  '# location / { }',
  '# }',
  'add_header A b;\r\nadd_header C d;\r\n',
  'add_header A "}; {" always;',
  "add_header A 'it\\'s';",
  'add_header A "${uri}";',
  'add_header A ${uri}b;',
  'add_header A b#c;',
  'types { a b; }',
  'gzip on;',
  'proxy_set_header A b;',
];

describe.runIf(nginxIsHere)('nginx does not start, and the file is an error', () => {
  test.each([...serverOnly, ...eitherBroken])('conf.d: %j', (text) => {
    const files = { 'conf.d/a.conf': text };
    expect([starts(files), found(files)[0]]).toEqual([false, 'error']);
  });

  test.each([...httpOnly, ...eitherBroken])('http.d: %j', (text) => {
    const files = { 'http.d/a.conf': text };
    expect([starts(files), found(files)[0]]).toEqual([false, 'error']);
  });

  test('one location in two files', () => {
    const files = { 'conf.d/a.conf': 'location /a { }', 'conf.d/b.conf': 'location /a { }' };
    expect([starts(files), found(files)]).toEqual([false, ['error']]);
  });
});

describe.runIf(nginxIsHere)('nginx starts, and nothing is found', () => {
  test.each([
    ...eitherWhole,
    'location = / { return 404; }',
    `location ${healthPath} { return 404; }`,
    'location @empty { return 404; }',
    'location ~ a { } location ~ a { }',
    'location /a { } location = /a { }',
    'location /a { client_max_body_size 20m; proxy_pass http://keycloak; }',
    'location /a { proxy_set_header A b; return 404; }',
    'listen 81;',
    'listen 081;',
    'listen  "81"  ;',
    'listen 127.0.0.1;',
    'listen [::1]:81;',
    'listen localhost:81;',
    'listen unix:a.sock;',
    'server_name a;',
    'if ($uri = /a) { return 403; }',
    'set $a "b";',
    'deny 192.0.2.1;',
  ])('conf.d: %j', (text) => {
    const files = { 'conf.d/a.conf': text };
    expect([starts(files), found(files)]).toEqual([true, []]);
  });

  test.each([
    ...eitherWhole,
    'map $uri $a { default 1; "~^/(?<b>x{2})" 2; }',
    'upstream a { server 127.0.0.1:1; }',
    'limit_req_zone $binary_remote_addr zone=a:1m rate=1r/s;',
    'log_format a "$uri";',
    'client_max_body_size 20m;',
    'server { listen 81 default_server; location / { return 404; } }',
    'server { listen 80; server_name a; }',
  ])('http.d: %j', (text) => {
    const files = { 'http.d/a.conf': text };
    expect([starts(files), found(files)]).toEqual([true, []]);
  });
});

test.each(['return 404;', 'return 200 "whole";', 'return https://id.example.com$request_uri;'])(
  'an error: %s for the whole server answers the health check too',
  (text) => {
    expect(found({ 'conf.d/a.conf': text })).toEqual(['error']);
    expect(found({ 'http.d/a.conf': `server { listen 81; ${text} }` })).toEqual([]);
  },
);

test.each([
  [
    'headers that a location drops',
    { 'conf.d/a.conf': 'location /a { proxy_set_header A b; proxy_pass http://keycloak; }' },
  ],
  ['the log of the health agent', { 'conf.d/a.conf': 'access_log off;' }],
  ['an answer to all with a host', { 'conf.d/a.conf': 'if ($host) { return 403; }' }],
  ['an answer to all but one host', { 'conf.d/a.conf': 'if ($host != id.example.com) { return 403; }' }],
  ['a name that nginx does not include', { 'conf.d/a.conf.bak': 'x' }],
  ['a folder that nginx does not include', { 'http.d/a/a.conf': 'x' }],
  ['a hidden file', { 'conf.d/.a.conf': 'x' }],
  [
    'an own server that includes nothing',
    { 'conf.d/a.conf': 'http {', 'default.conf': `server { location = ${healthPath} { } }` },
  ],
])('a warning: %s', (_case, files) => {
  expect(found(files)).toEqual(['warning']);
});

test.each<[string, Files, Files]>([
  [
    'an own server',
    {
      'conf.d/a.conf': 'location / { }',
      'default.conf': `server { include kc-eb/conf.d/*.conf; location = ${healthPath} { } }`,
    },
    {},
  ],
  [
    'an own compose file',
    { 'conf.d/a.conf': 'location / { }' },
    { 'overrides/docker-compose.yml': 'services: { keycloak: {}, nginx: {}, heartbeat: {} }' },
  ],
])('nothing is certain with %s', (_case, files, others) => {
  expect(found(files, others)).toEqual([]);
});
