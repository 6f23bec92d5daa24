import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Config } from '../../src/config/schema.ts';
import { baseImage, contentOf, renderImage } from '../../src/render/image.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';
import { MemoryFiles } from '../fakes/memory-files.ts';

const templates = await new MemoryFiles().templates();
const example = exampleConfig();

type Changes = Omit<Partial<Config>, 'keycloak'> & { keycloak?: Partial<Config['keycloak']> };

function on(version: string, { keycloak, ...others }: Changes = {}): Config {
  return exampleConfig({
    ...others,
    keycloak: { ...example.keycloak, version: asRelease(version), ...keycloak },
  });
}

const render = (config: Config, userFiles: readonly string[] = []): ReadonlyMap<string, string> =>
  contentOf(renderImage(config, templates, userFiles));

const cachePath = 'conf.tar/opt/keycloak/conf/cache-ispn.xml';

const dockerfile = (config: Config, userFiles?: readonly string[]): string =>
  render(config, userFiles).get('Dockerfile') ?? '';

/** "--db=postgres", … */
const options = (config: Config): string[] =>
  [...dockerfile(config).matchAll(/^ {4}(\S.*?)(?: \\)?$/gm)].map(([, option = '']) => option);

const linesWith = (start: string, text: string): string[] =>
  text.split('\n').filter((line) => line.startsWith(start));

test('the Dockerfile of a project without user files', () => {
  expect(dockerfile(on('26.7.3'))).toBe(`\
# Written by kc-eb: every build-time option is settled here, so that instances start in seconds. Each archive is a layer,
# and what changes most is last. The engine keeps the archives' times and owners: equal content is an equal layer.
FROM quay.io/keycloak/keycloak:26.7.3 AS builder
RUN /opt/keycloak/bin/kc.sh build \\
    --db=postgres \\
    --health-enabled=true \\
    --metrics-enabled=true

FROM quay.io/keycloak/keycloak:26.7.3
# All that the build changes, in every release.
COPY --from=builder --chown=1000:0 /opt/keycloak/lib/quarkus/ /opt/keycloak/lib/quarkus/
ENV KC_CACHE=ispn
ENTRYPOINT ["/opt/keycloak/bin/kc.sh"]
CMD ["start", "--optimized"]
`);
});

test('the base image has the tag of the release', () => {
  const image = 'registry.example.com:5000/idp';
  expect(baseImage(on('24.0.5', { keycloak: { image } }))).toBe('registry.example.com:5000/idp:24.0.5');
});

describe('kc.sh build', () => {
  test.each([
    ['mariadb', ['--db=mariadb']],
    [
      'aurora-postgres',
      ['--db=postgres', '--db-driver=software.amazon.jdbc.Driver', '--transaction-xa-enabled=false'],
    ],
  ] as const)('has the options of %s', (vendor, expected) => {
    const config = on('26.7.3', { database: { ...example.database, vendor } });
    expect(options(config)).toEqual([...expected, '--health-enabled=true', '--metrics-enabled=true']);
  });

  test('has what kc-eb.yaml sets, quoted for the shell', () => {
    const keycloak = {
      relativePath: '/auth/',
      features: ['docker', 'scripts:v1'],
      disabledFeatures: ['impersonation'],
      buildOptions: { 'spi-theme-login--default': "it's mine" },
    };
    expect(options(on('26.7.3', { keycloak })).slice(3)).toEqual([
      '--http-relative-path=/auth',
      '--features=docker,scripts:v1',
      '--features-disabled=impersonation',
      `'--spi-theme-login--default=it'\\''s mine'`,
    ]);
  });
});

describe('the cache', () => {
  const file = 'cache-config-file=cache-ispn.xml';
  const settings = (config: Config): string[] => [
    ...options(config).filter((option) => option.startsWith('--cache')),
    ...linesWith('ENV', dockerfile(config)),
  ];

  test.each([
    // Up to 24 kc.sh build takes the options, later kc.sh start does. From 26.1 on Keycloak has its own JDBC_PING stack.
    ['24.0.5', 'auto', ['--cache=ispn', `--${file}`]],
    ['26.0.8', 'auto', ['ENV KC_CACHE=ispn', 'ENV KC_CACHE_CONFIG_FILE=cache-ispn.xml']],
    ['26.1.4', 'auto', ['ENV KC_CACHE=ispn']],
    ['26.1.4', 'jdbc-ping', ['ENV KC_CACHE=ispn']],
    ['26.7.3', 'file', ['ENV KC_CACHE=ispn', 'ENV KC_CACHE_CONFIG_FILE=cache-ispn.xml']],
  ] as const)('of %s with cluster.cache %s', (version, cache, expected) => {
    const config = on(version, { cluster: { ...example.cluster, cache } });
    expect(settings(config)).toEqual(expected);
    const withFile = expected.some((setting) => setting.includes('cache-ispn.xml'));
    expect(render(config).has(cachePath)).toBe(withFile);
    expect(dockerfile(config).includes('ADD conf.tar /')).toBe(withFile);
  });

  test.each([
    ['24.0.5', ['--cache=local']],
    ['26.7.3', ['ENV KC_CACHE=local']],
  ])('of %s without a cluster', (version, expected) => {
    const config = on(version, { cluster: { ...example.cluster, enabled: false, cache: 'file' } });
    expect(settings(config)).toEqual(expected);
    expect(render(config).has(cachePath)).toBe(false);
  });

  const xml = (config: Config): string => render(config).get(cachePath) ?? '';

  test('defines a JDBC_PING stack for a release without one, with the variables of Keycloak', () => {
    const text = xml(on('26.0.8', { database: { ...example.database, vendor: 'mssql' } }));
    expect(text).toContain('<transport lock-timeout="60000" stack="jdbc-ping-tcp"/>');
    expect(text).toContain('connection_driver="com.microsoft.sqlserver.jdbc.SQLServerDriver"');
    expect(text).toContain(
      'connection_url="jdbc:sqlserver://${env.KC_DB_URL_HOST}:${env.KC_DB_URL_PORT:1433};databaseName=${env.KC_DB_URL_DATABASE}${env.KC_DB_URL_PROPERTIES:}"',
    );
    expect(text).toContain("IF OBJECT_ID('JGROUPSPING') IS NULL CREATE TABLE");
  });

  test('uses the PostgreSQL driver for JDBC_PING with Aurora', () => {
    const text = xml(on('24.0.5', { database: { ...example.database, vendor: 'aurora-postgres' } }));
    expect(text).toContain('connection_driver="org.postgresql.Driver"');
    expect(text).toContain('connection_url="jdbc:postgresql://');
  });

  test.each([
    ['22.0.5', '14.0', true],
    ['26.0.8', '15.0', true],
    ['26.2.5', '15.0', true],
    ['26.4.7', '15.0', false],
    ['26.7.3', '16.0', false],
  ])('of %s has the schema %s; its own caches: %s', (version, schema, caches) => {
    const text = xml(on(version, { cluster: { ...example.cluster, cache: 'file' } }));
    expect(text).toContain(`xmlns="urn:infinispan:config:${schema}"`);
    expect(text.includes('<distributed-cache name="loginFailures"')).toBe(caches);
  });
});

describe('layers', () => {
  const files = [
    'themes/a/theme.properties',
    'providers/a.jar',
    'realms/a-realm.json',
    'certificates/ca.pem',
  ];
  /** The commands of the Dockerfile, shortened. */
  const commands = (text: string): string[] =>
    [
      ...text.matchAll(
        /^(?:FROM (\S+?)\/|ADD (\S+)|RUN (?:\S+\/)?(kc.sh build)|COPY --from=builder .*(lib\/quarkus)\/$)/gm,
      ),
    ].map((found) => found.slice(1).join(''));
  const base = 'quay.io';

  // Up to 24, the content of the cache file is a part of what kc.sh build writes.
  test.each([
    ['24.0.5', 'auto', ['providers.tar', 'conf.tar'], []],
    ['25.0.6', 'auto', ['providers.tar'], ['conf.tar']],
    ['26.7.3', 'auto', ['providers.tar'], []],
    ['26.7.3', 'file', ['providers.tar'], ['conf.tar']],
  ] as const)(
    'of %s with cluster.cache %s: what the build reads, what it writes, what changes most',
    (version, cache, built, others) => {
      const config = on(version, { cluster: { ...example.cluster, cache } });
      expect(commands(dockerfile(config, files))).toEqual([
        ...[base, ...built, 'kc.sh build'],
        ...[base, ...built, 'lib/quarkus', ...others],
        ...['certificates.tar', 'realms.tar', 'themes.tar'],
      ]);
    },
  );

  test('a theme leaves all but its layer as it was', () => {
    const before = renderImage(on('26.7.3'), templates, files);
    const after = renderImage(on('26.7.3'), templates, [...files, 'themes/b/theme.properties']);
    const changed = [...after.archives].filter(
      ([name, archive]) => !isDeepStrictEqual(archive, before.archives.get(name)),
    );
    expect(changed.map(([name]) => name)).toEqual(['themes.tar']);
    expect(after.texts).toEqual(before.texts);
  });

  test('a project without files has no such layer', () => {
    expect(renderImage(on('26.7.3'), templates, []).archives).toEqual(new Map());
  });

  test('files of each folder go to their place', () => {
    expect([...render(on('26.7.3'), files)].filter(([path]) => path.includes('.tar/'))).toEqual([
      ['providers.tar/opt/keycloak/providers/a.jar', 'providers/a.jar'],
      ['certificates.tar/opt/keycloak/conf/truststores/ca.pem', 'certificates/ca.pem'],
      ['realms.tar/opt/keycloak/data/import/a-realm.json', 'realms/a-realm.json'],
      ['themes.tar/opt/keycloak/themes/a/theme.properties', 'themes/a/theme.properties'],
    ]);
  });

  test('before 24, a script makes certificates those of Java', () => {
    const rendered = render(on('23.0.7'), ['certificates/ca.pem']);
    expect(rendered.get('Dockerfile')?.split('\n')).toContain(
      'RUN bash /opt/keycloak/import-certificates.sh /opt/keycloak/certificates',
    );
    expect([...rendered.keys()].filter((path) => path.startsWith('certificates.tar/'))).toEqual([
      'certificates.tar/opt/keycloak/import-certificates.sh',
      'certificates.tar/opt/keycloak/certificates/ca.pem',
    ]);
  });

  test('the engine gets what the Dockerfile adds, and nothing else of the context', () => {
    expect(render(on('26.7.3'), files).get('.dockerignore')).toBe(
      '*\n!providers.tar\n!certificates.tar\n!realms.tar\n!themes.tar\n',
    );
  });
});
