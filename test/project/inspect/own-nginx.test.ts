/** overrides/nginx/default.conf, with Debian's nginx as the judge of what it starts with and of what it answers. */
import { describe, expect, test } from 'vitest';
import { healthPath } from '../../../src/config/derived-values.ts';
import { checkOverrides } from '../../../src/project/inspect/overrides.ts';
import { nginxIsHere, startNginx } from '../../templates/real-nginx.ts';

type Files = Record<string, string>;

/** `files`: paths below overrides/. Returns "level text" of what is found. */
function found(files: Files, path = healthPath): string[] {
  const all = new Map(
    Object.entries(files).map(([name, text]) => [`overrides/${name}`, Buffer.from(text, 'latin1')]),
  );
  const options = { healthPath: path, own: healthPath, hidden: [], managementPort: 9000 };
  return checkOverrides(all, options).map(({ level, text }) => `${level} ${text}`);
}

const own = (text: string, others: Files = {}): string[] =>
  found({ 'nginx/default.conf': text, ...others }).map((one) => one.split(' ')[0] ?? '');

/** Returns the status of the health check; undefined when nginx does not start. */
async function statusOf(text: string): Promise<number | undefined> {
  const nginx = await startNginx(text);
  try {
    return (await nginx.send(healthPath, {})).statusCode;
  } catch {
    return undefined;
  } finally {
    await nginx.stop();
  }
}

const server = (text: string): string => `server { listen 80; ${text} }`;

describe.runIf(nginxIsHere)('an error where nginx does not start', () => {
  test.each([
    `server { listen 80; location = ${healthPath} { return 200; }`,
    `server { listen 80; location = ${healthPath} { return 200 } }`,
    `server { listen 80; location = ${healthPath} { return 200 "a; } }`,
    `${server(`location = ${healthPath} { return 200; }`)} }`,
    `\u00ef\u00bb\u00bf${server(`location = ${healthPath} { return 200; }`)}`,
    `http { ${server(`location = ${healthPath} { return 200; }`)} }`,
    `http\n{\n ${server(`location = ${healthPath} { return 200; }`)} }`,
    `worker_processes 1; ${server(`location = ${healthPath} { return 200; }`)}`,
    `location = ${healthPath} { return 200; }`,
    `return 200 ${healthPath};`,
    `server { listen "80 "; location = ${healthPath} { return 200; } }`,
    `${server(`location = ${healthPath} { return 200; }`)} server { listen 65536; }`,
  ])('%s', async (text) => {
    expect([await statusOf(text), own(text)]).toEqual([undefined, ['error']]);
  });
});

describe.runIf(nginxIsHere)('nothing where nginx answers the health check', () => {
  test.each([
    server(`location = ${healthPath} { return 200; }`),
    server(`location =${healthPath} { return 200; }`),
    server(`location "${healthPath}" { return 200; }`),
    server('location /kc-eb/ { return 200; }'),
    server('location ^~ /kc-eb { return 200; }'),
    server('location ~ ^/kc-eb/ready$ { return 200; }'),
    server('location ~* ^/KC-EB/(ready|live) { return 200; }'),
    server('location ~ "^/kc-eb/[a-z]{5}$" { return 200; }'),
    server(`location / { location = ${healthPath} { return 200; } return 404; }`),
    server('return 200;'),
    server(`if ($uri = ${healthPath}) { return 200; } location / { return 404; }`),
    server('if ($request_uri ~ ^/kc-eb/) { return 200; } location / { return 404; }'),
    server(`# }\n location = ${healthPath} { add_header A "} {"; return 200; }`),
  ])('%s', async (text) => {
    expect([await statusOf(text), own(text)]).toEqual([200, []]);
  });
});

describe.runIf(nginxIsHere)('a warning where nginx answers it with something else', () => {
  test.each([
    server(`location ${healthPath}z { return 200; }`),
    server(`location = ${healthPath}z { return 200; }`),
    server(`location = ${healthPath}/ { return 200; }`),
    server('location = /kc-eb/ { return 200; }'),
    server(`add_header X "${healthPath}-not"; location /a { return 200; }`),
    server(`location /a { proxy_pass http://127.0.0.1:8080${healthPath}; }`),
    server(`location /a { return 200 ${healthPath}; }`),
    server('location ~ ^/KC-EB/ { return 200; }'),
    server(`location @${healthPath} { return 200; }`),
    server(`# location = ${healthPath} { return 200; }\n`),
    server(`return 404; location = ${healthPath} { return 200; }`),
    server(`if ($uri = ${healthPath}z) { return 200; }`),
  ])('%s', async (text) => {
    expect(await statusOf(text)).not.toBe(200);
    expect(own(text)).toEqual(['warning']);
  });
});

test.each(['location / { proxy_pass http://127.0.0.1:8080; }', 'location ~ . { proxy_pass http://a; }'])(
  'a location for everything is named: %s',
  (text) => {
    const [first, ...more] = found({ 'nginx/default.conf': server(text) });
    expect(more).toEqual([]);
    expect(first).toMatch(
      /^warning overrides\/nginx\/default.conf: only location . ?\S* takes \/kc-eb\/ready/,
    );
  },
);

test.each<[what: string, text: string, others: Files]>([
  [
    'a file of conf.d',
    server('include kc-eb/conf.d/*.conf;'),
    { 'nginx/conf.d/a.conf': `location = ${healthPath} { return 200; }` },
  ],
  [
    'a file of another folder',
    server('include /etc/nginx/kc-eb/mine/b.conf;'),
    { 'nginx/mine/b.conf': 'location /kc-eb/ { return 200; }' },
  ],
  [
    'a server of http.d',
    'include /etc/nginx/kc-eb/http.d/*.conf;',
    { 'nginx/http.d/a.conf': server('location /kc-eb/ { return 200; }') },
  ],
])('a location may be in %s that the file includes', (_what, text, others) => {
  expect(own(text, others)).toEqual([]);
  expect(own(text)).toEqual(['warning']);
});

test('a file that includes itself has an end', () => {
  expect(own(server('include kc-eb/default.conf;'))).toEqual(['warning']);
});

test('a compose file of the user’s own may mount it elsewhere', () => {
  const compose = { 'docker-compose.yml': 'services: { keycloak: {}, nginx: {}, heartbeat: {} }' };
  expect(own(`http { ${server(`location = ${healthPath} { return 200; }`)} }`, compose)).toEqual([]);
  expect(own('http {', compose)).toEqual(['warning']);
});

test.each(['/up?deep=1', '/up'])('the query of %s is not part of a location', (path) => {
  expect(found({ 'nginx/default.conf': server('location = /up { return 200; }') }, path)).toEqual([]);
});
