import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Config } from '../../src/config/schema.ts';
import { renderBundle } from '../../src/render/bundle.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';
import { MemoryFiles } from '../fakes/memory-files.ts';

const templates = await new MemoryFiles().templates();
const example = exampleConfig();
const imageUri = '123456789012.dkr.ecr.us-east-1.amazonaws.com/id/keycloak:26.7.3-f9ac34bea168';
const proxyUri = '123456789012.dkr.ecr.us-east-1.amazonaws.com/id/keycloak:nginx-cccccccccccc';
const label = '26.7.3-879a1ce464f0';
/** Compose fails without these, which a hook replaces. */
const instanceId = '${KC_EB_INSTANCE_ID:?not set by the hook prebuild/20-instance.sh}';
const privateIp = '${KC_EB_PRIVATE_IP:?not set by the hook prebuild/20-instance.sh}';

const render = (config: Config, userFiles: readonly string[] = []): ReadonlyMap<string, string> =>
  renderBundle(config, templates, { imageUri, proxyUri, userFiles, label });

const on = (version: string, keycloak: Partial<Config['keycloak']> = {}): Config =>
  exampleConfig({ keycloak: { ...example.keycloak, version: asRelease(version), ...keycloak } });

const withCluster = (cluster: Partial<Config['cluster']>): Config =>
  exampleConfig({ cluster: { ...example.cluster, ...cluster } });

interface Service {
  image: string;
  command?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  network_mode?: string;
  volumes?: string[];
  cap_add?: string[];
  mem_limit?: string;
  logging: { options: Record<string, string> };
}

type Services = Record<'keycloak' | 'nginx' | 'heartbeat', Service>;

function services(config: Config, userFiles?: readonly string[]): Services {
  const text = render(config, userFiles).get('docker-compose.yml') ?? '';
  return (parse(text) as { services: Services }).services;
}

test('its files, without .env, which Beanstalk writes', () => {
  expect([...render(example).keys()]).toEqual([
    'docker-compose.yml',
    'nginx/default.conf',
    'heartbeat/heartbeat.sh',
    '.ebextensions/cluster-ports.config',
    '.platform/hooks/prebuild/10-ecr-login.sh',
    '.platform/hooks/prebuild/20-instance.sh',
    '.platform/hooks/postdeploy/10-keycloak-ready.sh',
    '.platform/confighooks/prebuild/10-ecr-login.sh',
    '.platform/confighooks/prebuild/20-instance.sh',
    '.platform/confighooks/postdeploy/10-keycloak-ready.sh',
  ]);
});

test('it redirects to HTTPS only with a certificate', () => {
  const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/1';
  const config = exampleConfig({ network: { ...example.network, certificate } });
  expect([...render(config).keys()].filter((path) => !render(example).has(path))).toEqual([
    '.ebextensions/https-redirect.config',
  ]);
});

test('the login hook names the registry of the image and the region', () => {
  const config = exampleConfig({ region: 'eu-central-1' });
  const hook = render(config).get('.platform/hooks/prebuild/10-ecr-login.sh');
  expect(hook).toContain('123456789012.dkr.ecr.us-east-1.amazonaws.com');
  expect(hook).toContain('eu-central-1');
  expect(hook).not.toContain('{{');
});

test.each([
  ['24.0.5', '/', 'http://127.0.0.1:8080/health/ready'],
  ['25.0.6', '/auth/', 'http://127.0.0.1:9000/auth/health/ready'],
])('the last hook of %s below %s waits for %s, as long as Beanstalk', (version, relativePath, url) => {
  const files = render(on(version, { relativePath }));
  const hook = files.get('.platform/hooks/postdeploy/10-keycloak-ready.sh') ?? '';
  expect(hook).toContain(`url='${url}'\n`);
  expect(hook).toContain(`limit='${example.deployment.commandTimeoutMinutes * 60}'\n`);
  expect(files.get('.platform/confighooks/postdeploy/10-keycloak-ready.sh')).toBe(hook);
});

describe('docker-compose.yml', () => {
  const bind = `-Djgroups.bind.address=${privateIp} \${JAVA_OPTS_APPEND:-}`;

  test.each([
    ['22.0.5', { KC_PROXY: 'edge', JAVA_OPTS_APPEND: bind }],
    ['24.0.5', { KC_PROXY_HEADERS: 'xforwarded', JAVA_OPTS_APPEND: bind }],
    ['26.4.7', { KC_PROXY_HEADERS: 'xforwarded', KC_CACHE_EMBEDDED_NETWORK_BIND_ADDRESS: privateIp }],
  ])('gives %s its variables', (version, variables) => {
    expect(services(on(version)).keycloak.environment).toEqual({
      KC_HTTP_ENABLED: 'true',
      KC_HTTP_HOST: '127.0.0.1',
      ...variables,
    });
  });

  test('binds no transport without a cluster', () => {
    expect(services(withCluster({ enabled: false })).keycloak.environment).toEqual({
      ...{ KC_HTTP_ENABLED: 'true', KC_HTTP_HOST: '127.0.0.1', KC_PROXY_HEADERS: 'xforwarded' },
      KC_SHUTDOWN_TIMEOUT: '19s',
    });
  });

  test.each([
    ['host', 'host', undefined],
    ['bridge', undefined, ['127.0.0.1:8080:8080', '127.0.0.1:9000:9000', '7800:7800', '57800:57800']],
  ] as const)('puts Keycloak into the %s network, and nginx into the host', (network, mode, ports) => {
    const { keycloak, nginx } = services(withCluster({ network }));
    expect([keycloak.network_mode, keycloak.ports, nginx.network_mode]).toEqual([mode, ports, 'host']);
    // In the bridge network, a container listens on its own addresses.
    expect('KC_HTTP_HOST' in (keycloak.environment ?? {})).toBe(network === 'host');
  });

  test.each([
    [['themes/a/theme.properties'], ['start', '--optimized']],
    [['realms/a-realm.json'], ['start', '--optimized', '--import-realm']],
  ])('with %s starts %s', (userFiles, command) => {
    const { keycloak } = services(example, userFiles);
    expect(keycloak).toMatchObject({ image: imageUri, command });
  });

  test('has no variable of the instance that may be empty', () => {
    const text = render(example).get('docker-compose.yml') ?? '';
    expect(text.match(/[$]\{KC_EB_[^}]*\}/g)?.filter((found) => !found.includes(':?'))).toEqual([]);
  });

  test('ships logs to a group per service, under the name of the instance', () => {
    const { keycloak, nginx, heartbeat } = services(example);
    expect([keycloak, nginx, heartbeat].map(({ logging }) => logging.options['awslogs-group'])).toEqual([
      '/aws/elasticbeanstalk/id-prod/keycloak',
      '/aws/elasticbeanstalk/id-prod/nginx',
      '/aws/elasticbeanstalk/id-prod/cluster',
    ]);
    expect(
      [keycloak, nginx, heartbeat].map(({ logging }) => logging.options['cache-disabled'] ?? 'false'),
    ).toEqual(['false', 'true', 'true']);
    expect(keycloak.logging.options).toMatchObject({
      'awslogs-region': 'us-east-1',
      'awslogs-stream': `${instanceId}/${privateIp}`,
    });
  });
});

describe('the containers', () => {
  test.each(['host', 'bridge'] as const)('have no capability that they do not need: %s', (network) => {
    const limits = { cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] };
    const { keycloak, nginx, heartbeat } = services(withCluster({ network }));
    expect([keycloak, nginx, heartbeat]).toMatchObject([limits, limits, limits]);
    expect([keycloak, nginx, heartbeat].map(({ cap_add }) => cap_add)).toEqual([
      undefined,
      ['CHOWN', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
      undefined,
    ]);
    // Keycloak takes a share of the instance's memory.
    expect([keycloak, nginx, heartbeat].map(({ mem_limit }) => mem_limit)).toEqual([
      undefined,
      '512m',
      '32m',
    ]);
  });
});

describe('the heartbeat', () => {
  test.each([
    ['22.0.5', '/', 'http://127.0.0.1:8080'],
    ['25.0.6', '/auth/', 'http://127.0.0.1:9000/auth'],
  ])('of %s below %s reads %s', (version, relativePath, url) => {
    expect(services(on(version, { relativePath })).heartbeat.environment).toEqual({
      KC_EB_ENVIRONMENT: 'id-prod',
      KC_EB_INSTANCE_ID: instanceId,
      KC_EB_PRIVATE_IP: privateIp,
      KC_EB_KEYCLOAK: version,
      KC_EB_VERSION: label,
      KC_EB_READY_URL: `${url}/health/ready`,
      KC_EB_METRICS_URL: `${url}/metrics`,
      KC_EB_REQUEST_LOGS: '/var/log/nginx/healthd',
    });
  });

  test.each(['host', 'bridge'] as const)('needs no other image, and can harm nothing: %s', (network) => {
    const { heartbeat, nginx } = services(withCluster({ network }));
    expect(heartbeat).toMatchObject({
      ...{ image: nginx.image, network_mode: 'host', restart: 'unless-stopped' },
      ...{ read_only: true, oom_score_adj: 500 },
    });
    expect(heartbeat).not.toHaveProperty('depends_on');
    const [source = '', target] = heartbeat.volumes?.[0]?.split(':') ?? [];
    expect([...render(example).keys()]).toContain(source.replace('./', ''));
    expect(heartbeat.command).toEqual(['sh', target]);
  });
});

describe('nginx', () => {
  const lines = (config: Config): string[] =>
    (render(config).get('nginx/default.conf') ?? '').split('\n').map((line) => line.trim());

  test.each([
    ['24.0.5', '/', 'http://127.0.0.1:8080/health/ready', ['/health', '/metrics']],
    [
      '25.0.6',
      '/auth/',
      'http://127.0.0.1:9000/auth/health/ready',
      ['/health', '/metrics', '/auth/health', '/auth/metrics'],
    ],
  ])('of %s below %s requests %s, and hides %s', (version, relativePath, ready, hidden) => {
    const found = lines(on(version, { relativePath }));
    expect(found).toContain(`proxy_pass ${ready};`);
    const closed = found.flatMap(
      (line) => /^location ~ "\^([\w/]+).*\{ return 404; \}$/.exec(line)?.[1] ?? [],
    );
    expect(closed).toEqual(hidden);
    expect(found).toContain('location = /kc-eb/ready {');
  });
});
