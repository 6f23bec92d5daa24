/** Additions to nginx that open what kc-eb's server hides, with Debian's nginx as the judge of each. */
import { afterEach, describe, expect, test } from 'vitest';
import { healthPath } from '../../../src/config/derived-values.ts';
import { checkOverrides } from '../../../src/project/inspect/overrides.ts';
import { nginxConf } from '../../templates/nginx-conf.ts';
import { nginxIsHere, type RealNginx, startNginx } from '../../templates/real-nginx.ts';

type Level = 'conf.d' | 'http.d';
type Files = Partial<Record<Level, string>>;

const hidden = ['/health', '/metrics', '/admin'];
const to = 'proxy_pass http://keycloak;';
const management = 'http://127.0.0.1:9000';

/** Returns the warnings. */
function found(files: Record<string, string>, paths = hidden): string[] {
  const all = new Map(
    Object.entries(files).map(([name, text]) => [
      `overrides/nginx/${name}${name.endsWith('.conf') ? '' : '/a.conf'}`,
      Buffer.from(text),
    ]),
  );
  return checkOverrides(all, { healthPath, own: healthPath, hidden: paths, managementPort: 9000 }).map(
    ({ level, text }) => `${level} ${text}`,
  );
}

let nginx: RealNginx | undefined;
afterEach(async () => {
  await nginx?.stop();
  nginx = undefined;
});

/** Returns whether the request of a stranger arrives at Keycloak. */
async function arrives(files: Files, path: string): Promise<boolean> {
  const conf = await nginxConf({ network: { adminFrom: [] } });
  const whole = (['conf.d', 'http.d'] as const).reduce(
    (text, level) => text.replace(`include /etc/nginx/kc-eb/${level}/*.conf;`, () => files[level] ?? ''),
    conf,
  );
  nginx = await startNginx(whole);
  await nginx.send(path, { host: 'own.example.com' });
  return nginx.keycloak.asked.length > 0;
}

const own = (block: string): string => `server { listen 80; server_name own.example.com; ${block} }`;

describe.runIf(nginxIsHere)('a location that opens a hidden path is a warning', () => {
  test.each<[text: string, request: string, opened: string[]]>([
    [`location ^~ /metrics { ${to} }`, '/metrics', ['/metrics']],
    [`location ^~ /metrics/ { ${to} }`, '/metrics/x', ['/metrics']],
    [`location ^~ /m { ${to} }`, '/metrics', ['/metrics']],
    [`location = /health { ${to} }`, '/health', ['/health']],
    [`location = /health/ready { ${to} }`, '/health/ready', ['/health']],
    [`location ^~ "/admin" { ${to} }`, '/admin/x', ['/admin']],
    [`location = /admin/master/console/ { ${to} }`, '/admin/master/console/', ['/admin']],
    [`location /metrics { location ~ . { ${to} } }`, '/metrics', ['/metrics']],
    [`location /metrics { location = /metrics/x { ${to} } }`, '/metrics/x', ['/metrics']],
    [`location ^~ /admin { location /admin/x { ${to} } }`, '/admin/x', ['/admin']],
    [`location ^~ /admin { if ($args) { ${to} } }`, '/admin?x', ['/admin']],
    ['location /own/ { proxy_pass http://keycloak/; }', '/own/metrics', hidden],
    ['location /own/ { proxy_pass http://127.0.0.1:8080/adm; }', '/own/in', ['/admin']],
    ['location ~ ^/own/(.*)$ { proxy_pass http://keycloak/$1; }', '/own/metrics', hidden],
    [`location /own { rewrite .* /metrics break; ${to} }`, '/own', ['/metrics']],
    [`location = /own { proxy_pass ${management}/metrics; }`, '/own', ['/health', '/metrics']],
    [`location /own { proxy_pass ${management}; }`, '/own', ['/health', '/metrics']],
    ['set $to 127.0.0.1:8080; location = /own { proxy_pass http://$to/metrics; }', '/own', ['/metrics']],
    [`location @kc { ${to} } location ^~ /admin { try_files /none @kc; }`, '/admin', ['/admin']],
    [`location @kc { ${to} } location = /admin { error_page 404 @kc; }`, '/admin', ['/admin']],
    [`location @kc { ${to} } error_page 404 @kc;`, '/metrics', ['/health', '/metrics']],
    [`location @kc { ${to} } error_page 400 = @kc;`, '//metrics', ['/health', '/metrics']],
    [`location ^~ /admin { allow all; ${to} }`, '/admin', ['/admin']],
  ])('conf.d: %s', async (text, request, opened) => {
    const files = { 'conf.d': text };
    expect([await arrives(files, request), found(files)]).toEqual([
      true,
      [expect.stringContaining(`passes ${opened.join(', ')} to Keycloak`)],
    ]);
  });

  test.each<[text: string, request: string, opened: string[]]>([
    [own(`location / { ${to} }`), '/metrics', hidden],
    [own(`location ~ ^/(admin|realms) { ${to} }`), '/admin', ['/admin']],
    [own(`location /metrics { ${to} }`), '/metrics', ['/metrics']],
    [own(`location / { ${to} } location /metrics { return 404; }`), '/admin', ['/health', '/admin']],
    [own('location / { proxy_pass http://a; }') + 'upstream a { server 127.0.0.1:8080; }', '/admin', hidden],
  ])('http.d: %s', async (text, request, opened) => {
    const files = { 'http.d': text };
    expect([await arrives(files, request), found(files)]).toEqual([
      true,
      [expect.stringContaining(`passes ${opened.join(', ')} to Keycloak`)],
    ]);
  });
});

describe.runIf(nginxIsHere)('a location that opens none is not', () => {
  test.each<[text: string, request: string]>([
    [`location ~ metrics { ${to} }`, '/metrics'],
    [`location /metrics { ${to} }`, '/metrics'],
    [`location /m { ${to} }`, '/metrics'],
    [`location /metrics { location ^~ /metrics/x { ${to} } }`, '/metrics/x'],
    [`location ^~ /metricsabc { ${to} }`, '/metrics'],
    [`location ^~ /realms/master/metrics { ${to} }`, '/metrics'],
    [`location = /metricsabc { ${to} }`, '/metrics'],
    ['location = /own/ { proxy_pass http://keycloak/; }', '/metrics'],
    ['location /own/ { proxy_pass http://keycloak/realms/; }', '/metrics'],
    ['rewrite ^/own$ /metrics last;', '/own'],
    ['location ^~ /metrics { return 404; }', '/metrics'],
    ['location ^~ /admin { }', '/admin'],
    [`location ^~ /metrics { allow 192.0.2.1; deny all; ${to} }`, '/metrics'],
    [`location ^~ /metrics { internal; ${to} }`, '/metrics'],
    [`location ^~ /admin { deny all; location /admin/x { ${to} } }`, '/admin/x'],
    [`location ^~ /metrics { auth_basic a; auth_basic_user_file /none; ${to} }`, '/metrics'],
    ['location ^~ /metrics { proxy_pass http://127.0.0.1:5; }', '/metrics'],
    [`location @kc { ${to} } location = /own { try_files /none @kc; }`, '/metrics'],
    [`location @kc { ${to} } error_page 500 @kc;`, '/metrics'],
    [`location @kc { return 403; } error_page 404 @kc;`, '/metrics'],
  ])('conf.d: %s', async (text, request) => {
    const files = { 'conf.d': text };
    expect([await arrives(files, request), found(files)]).toEqual([false, []]);
  });

  test.each<[text: string, request: string]>([
    [own('location / { return 404; }'), '/metrics'],
    [own(`location /realms/ { ${to} }`), '/metrics'],
    [own(`deny all; location / { ${to} }`), '/metrics'],
    [own(`location / { ${to} } location ~ ^/(admin|health|metrics) { return 404; }`), '/metrics'],
    [`server { listen 127.0.0.1:81; location / { ${to} } }`, '/metrics'],
  ])('http.d: %s', async (text, request) => {
    const files = { 'http.d': text };
    expect([await arrives(files, request), found(files)]).toEqual([false, []]);
  });
});

test('the warning has file, line and location', () => {
  const text = `# mine\n\nlocation ^~\n  /metrics { ${to} }`;
  expect(found({ 'conf.d/b.conf': text })).toEqual([
    expect.stringContaining(
      'warning overrides/nginx/conf.d/b.conf: line 3: location ^~ /metrics passes /metrics',
    ),
  ]);
});

test('a name of another file', () => {
  expect(
    found({
      'conf.d/a.conf': 'location = /metrics { try_files /a @kc; }',
      'conf.d/b.conf': `location @kc { ${to} }`,
    }),
  ).toEqual([expect.stringContaining('overrides/nginx/conf.d/a.conf: line 1: location = /metrics')]);
});

test('/admin is open without network.adminFrom', () => {
  expect(found({ 'conf.d/a.conf': `location ^~ /admin { ${to} }` }, ['/health', '/metrics'])).toEqual([]);
});

test('blocks without end inside each other end', () => {
  const deep = 100_000;
  expect(found({ 'conf.d/a.conf': 'a {'.repeat(deep) + '}'.repeat(deep) })).toEqual([]);
});
